//! Processes that are frozen between requests and ended all the time: nothing that was to be written is missing.

use std::sync::atomic::{AtomicUsize, Ordering};

use provision::DemoUser;
use serde_json::Value;

use super::dev::{Dev, folder, free_port};
use super::partner::{Partner, access_token};
use crate::support::Call;

/// Requests; every other one is refused.
const REQUESTS: usize = 2_000;
const CLIENTS: usize = 4;
/// Requests after which a process is ended.
const ENDS_AFTER: &str = "23";

/// Sum of the refused requests that the owner is told of, and the last use of the application's key.
fn told(dev: &Dev, partner: &Partner) -> (u64, Value) {
    let token = access_token(dev, DemoUser::Partner);
    let application = format!("/partner/v1/api-applications/{}", partner.id);
    let get = |uri: &str| dev.send(&Call::new("GET", uri).bearer(&token)).expect(200);
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = get(&format!("{application}/refusals?limit=100{cursor}"));
        count += page["items"].as_array().unwrap().iter().map(|item| item["count"].as_u64().unwrap()).sum::<u64>();
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    (count, get(&application)["apiKeys"][0]["lastUsedAt"].clone())
}

#[test]
fn whatever_answers_leave_behind_is_written() {
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
                    let call = Call::new("GET", "/api/v1/reference/countries");
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
    // Counts that wait for more are written when the processes are ended, with `dev`.
    assert_eq!(dev.interrupt().code(), Some(0));
    let dev = Dev::start(port, &folder);
    let (refused, last_use) = told(&dev, &partner);
    assert_eq!(refused, REQUESTS as u64 / 2);
    assert!(last_use.is_string(), "{last_use}");
    dev.assert_silent();
    dev.interrupt();
}
