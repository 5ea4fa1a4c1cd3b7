//! Events between the steps of a confirmation: other attempts, another file, a deletion.

use contract::table::Table;
use futures::future::{Either, join_all, select};
use local::{Control, Fault, Injection};
use serde_json::Value;

use super::{begin, delete, listed, put, uri};
use crate::routes::documents::documents;
use crate::support::aws::{names, until_hanging};
use crate::support::{
    Application, Reply, World, confirm, id, in_own_world_with, in_world_with, pdf, put_file, upload_body,
};

#[test]
fn concurrent_confirmations_make_one_document() {
    in_world_with(Application::alone, async |world, app| {
        for _ in 0..5 {
            let upload = put(world, &app, &pdf("once")).await;
            let replies = join_all((0..8).map(|_| app.call(world, confirm(&upload)))).await;
            let done: Vec<Value> = replies.iter().filter(|reply| reply.status == 200).map(|r| r.json()).collect();
            assert!(!done.is_empty() && done.iter().all(|document| *document == done[0]), "{done:?}");
            // A request that met another's transaction may retry.
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                reply.expect_problem(503, "dependency_unavailable");
            }
            assert_eq!(app.call(world, confirm(&upload)).await.expect(200), done[0]);
            assert!(world.aws.object(&app.organization, id(&upload)).await.is_some());
        }
        assert_eq!(listed(world, &app).await.len(), 5);
        assert_eq!(world.aws.uploads(&app.organization).await, Vec::<String>::new());
    });
}

/// Confirms an upload, and replaces the file between the S3 calls `before` and `held`.
async fn confirmed_with_another_file(world: &World, app: &Application, before: &str, held: &str) -> (Value, Reply) {
    let s3 = world.stack.s3();
    let upload = put(world, app, &pdf("the one")).await;
    s3.clear_calls();
    s3.record(true);
    s3.set(Fault::Hang.on(held));
    let exchange = async {
        until_hanging(s3, 1).await;
        assert!(names(&s3.calls()).iter().any(|name| name.starts_with(before)), "{:?}", names(&s3.calls()));
        // A file of the same length that is not a document.
        world.aws.put_upload(&app.organization, id(&upload), &vec![b'M'; pdf("the one").len()]).await;
        s3.clear();
        s3.record(false);
    };
    let (reply, ()) = tokio::join!(app.call(world, confirm(&upload)), exchange);
    (upload, reply)
}

#[test]
fn only_the_checked_file_becomes_a_document() {
    in_own_world_with(Application::alone, async |world, app| {
        for (before, held) in [("HeadObject", "GetObject"), ("GetObject", "CopyObject")] {
            let (upload, reply) = confirmed_with_another_file(world, &app, before, held).await;
            reply.expect_problem(409, "conflict");
            app.get(world, &uri(&upload)).await.expect_problem(404, "not_found");
            assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new(), "{held}");
            // The other file is checked separately.
            app.call(world, confirm(&upload)).await.expect_problem(422, "validation_failed");
        }
    });
}

/// Confirms an upload twice. The first attempt hangs at `held` until the second has made the document and `meanwhile`
/// is done. Returns the answer to the first attempt.
async fn overtaken(
    world: &World,
    app: &Application,
    upload: &Value,
    held: (&Control, Injection),
    meanwhile: impl AsyncFnOnce(),
) -> Reply {
    let (control, injection) = held;
    control.set(injection.times(1));
    let attempts = [0, 1].map(|_| Box::pin(app.call(world, confirm(upload))));
    let [one, other] = attempts;
    let (Either::Left((done, late)) | Either::Right((done, late))) = select(one, other).await;
    assert_eq!(done.expect(200)["id"], upload["id"]);
    meanwhile().await;
    control.clear();
    late.await
}

#[test]
fn an_overtaken_confirmation_returns_the_document() {
    in_own_world_with(Application::alone, async |world, app| {
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        for held in [
            (s3, Fault::Hang.on("HeadObject")),
            (s3, Fault::Hang.on("GetObject")),
            (s3, Fault::Hang.on("CopyObject")),
            (dynamodb, Fault::Hang.on("TransactWriteItems").table(documents())),
        ] {
            let what = format!("{held:?}");
            let upload = put(world, &app, &pdf("once")).await;
            let late = overtaken(world, &app, &upload, held, async || {}).await;
            assert_eq!(late.status, 200, "{what}: {}", late.text);
            assert_eq!(app.get(world, &uri(&upload)).await.expect(200), late.json(), "{what}");
            assert_eq!(world.aws.object(&app.organization, id(&upload)).await.unwrap(), pdf("once"), "{what}");
        }
        assert_eq!(listed(world, &app).await.len(), 4);
    });
}

#[test]
fn an_overtaken_confirmation_restores_no_deleted_document() {
    in_own_world_with(Application::alone, async |world, app| {
        let content = pdf("gone");
        let (s3, dynamodb) = (world.stack.s3(), world.stack.dynamodb());
        for held in
            [(s3, Fault::Hang.on("CopyObject")), (dynamodb, Fault::Hang.on("TransactWriteItems").table(documents()))]
        {
            let what = format!("{held:?}");
            let upload = begin(world, &app, &upload_body(&content, "application/pdf")).await;
            assert_eq!(put_file(&upload, &content).await.0, 200);
            let late = overtaken(world, &app, &upload, held, async || {
                app.call(world, delete(&upload)).await.expect_nothing();
                // Uploads the file again, so the confirmation has something to copy.
                assert_eq!(put_file(&upload, &content).await.0, 200);
            });
            late.await.expect_problem(404, "not_found");
            assert_eq!(listed(world, &app).await, Vec::<String>::new(), "{what}");
            assert_eq!(world.aws.objects(&app.organization).await, Vec::<String>::new(), "{what}");
            let pending = world.aws.partition(Table::Documents, &format!("{}#uploads", app.organization)).await;
            assert!(pending.is_empty(), "{what}");
        }
    });
}
