//! Shared helpers: a world with every function in this process, and partners that call it.

pub(crate) mod aws;
pub(crate) mod browser;
mod caller;
mod form;
mod lists;
pub(crate) mod losses;
pub(crate) mod paying;
pub(crate) mod people;
mod seeded;
mod token;
mod uploads;
mod world;

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

pub(crate) use caller::{
    Application, CUSTOMERS, beneficiary_body, customer_body, invented_key, nobodys_key, quote_body, rates_body,
    ticket_body,
};
pub(crate) use form::{form, pdf, pdf_of_length, upload};
pub(crate) use lists::{id, ids, items, pages, texts};
pub(crate) use people::Person;
pub(crate) use seeded::Seeded;
pub(crate) use token::{SigningKey, Token, pem};
pub(crate) use uploads::{confirm, fetch, put_file, put_with, upload_body};
pub(crate) use world::{Call, Reply, World, answer, answer_alone};

/// Runs a test's future. All tests share one runtime, because it owns the connections to the local AWS.
pub(crate) fn run<F: Future>(test: F) -> F::Output {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME
        .get_or_init(|| tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap());
    runtime.block_on(test)
}

/// Runs a test in the shared world, for tests without faults.
pub(crate) fn in_world(test: impl AsyncFnOnce(&'static World)) {
    run(async { test(world().await).await });
}

/// Like [`in_world`], with the result of `set_up`.
pub(crate) fn in_world_with<T>(
    set_up: impl AsyncFnOnce(&'static World) -> T,
    test: impl AsyncFnOnce(&'static World, T),
) {
    in_world(async |world| test(world, set_up(world).await).await);
}

/// Runs a test in a new world, for tests with faults, of time, or of everything that is stored.
pub(crate) fn in_own_world(test: impl AsyncFnOnce(&World)) {
    run(async { test(&World::start().await).await });
}

/// Like [`in_own_world`], with the result of `set_up`.
pub(crate) fn in_own_world_with<T>(set_up: impl AsyncFnOnce(&World) -> T, test: impl AsyncFnOnce(&World, T)) {
    in_own_world(async |world| test(world, set_up(world).await).await);
}

/// Returns the shared world.
pub(crate) async fn world() -> &'static World {
    static WORLD: OnceCell<World> = OnceCell::const_new();
    WORLD.get_or_init(World::start).await
}
