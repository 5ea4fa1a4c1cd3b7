//! Background writes of processes that are frozen between requests and often ended.

use std::sync::atomic::{AtomicUsize, Ordering};

use provision::DemoUser;
use serde_json::Value;

use super::dev::{Dev, folder, free_port};
use super::partner::{Partner, access_token};
use crate::support::{Call, items};

/// Number of requests. Every other one is refused.
const REQUESTS: usize = 2_000;
const CLIENTS: usize = 4;
/// Number of requests after which a process is ended.
const ENDS_AFTER: &str = "23";

/// Returns the number of recorded refusals and the last use of the application's key.
fn told(dev: &Dev, partner: &Partner) -> (u64, Value) {
    let token = access_token(dev, DemoUser::Partner);
    let application = format!("/partner/v1/api-applications/{}", partner.id);
    let get = |uri: &str| dev.send(&Call::get(uri).bearer(&token)).expect(200);
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = get(&format!("{application}/refusals?limit=100{cursor}"));
        count += items(&page).iter().map(|item| item["count"].as_u64().unwrap()).sum::<u64>();
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    (count, get(&application)["apiKeys"][0]["lastUsedAt"].clone())
}

#[test]
fn all_background_writes_are_completed() {
    let (port, folder) = (free_port(), folder("frozen"));
    let dev = Dev::start_with(port, &folder, &[("XTASK_ENDS_AFTER", ENDS_AFTER)]);
    let partner = Partner::new(&dev);
    let sent = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = sent.fetch_add(1, Ordering::Relaxed);
                    if number >= REQUESTS {
                        return;
                    }
                    let call = Call::get("/api/v1/reference/countries");
                    if number.is_multiple_of(2) {
                        partner.call(&dev, call).expect(200);
                    } else {
                        let wrong = partner.token(&call).with("iss", "somebody-else");
                        dev.send(&partner.bear(call, &wrong)).expect_problem(401, "token_issuer");
                    }
                }
            });
        }
    });
    // Pending counts are written when `dev` ends the processes.
    assert_eq!(dev.interrupt().code(), Some(0));
    let dev = Dev::start(port, &folder);
    let (refused, last_use) = told(&dev, &partner);
    assert_eq!(refused, REQUESTS as u64 / 2);
    assert!(last_use.is_string(), "{last_use}");
    dev.assert_silent();
    dev.interrupt();
}
