//! Concurrent copies of one signed request.

use std::collections::BTreeMap;
use std::sync::Barrier;

use contract::permission::Permission;
use provision::DemoUser;
use serde_json::json;

use super::dev::Dev;
use super::http;
use super::partner::Partner;
use crate::support::{Call, Reply, customer_body, items};

const COPIES: usize = 64;
const ROUNDS: usize = 50;

/// Sends requests concurrently over open connections. At most a hundred: cargo-lambda's emulator deadlocks with more
/// waiting for one function.
fn at_once(dev: &Dev, requests: &[Vec<u8>]) -> Vec<Reply> {
    assert!(requests.len() < 100);
    let ready = Barrier::new(requests.len());
    std::thread::scope(|scope| {
        let send = |request: &Vec<u8>| {
            let mut stream = http::connect(dev.port).unwrap();
            ready.wait();
            http::exchange(&mut stream, request).unwrap()
        };
        let threads: Vec<_> = requests.iter().map(|request| scope.spawn(move || send(request))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn count(replies: &[Reply]) -> BTreeMap<(u16, String), usize> {
    let mut counts = BTreeMap::new();
    for reply in replies {
        *counts.entry(reply.problem()).or_default() += 1;
    }
    counts
}

#[test]
fn a_request_sent_64_times_at_once_is_served_once() {
    let dev = Dev::shared();
    let partner = Partner::with(dev, DemoUser::OtherPartner, json!({ "permissions": [Permission::CustomersRead] }));
    let expected = BTreeMap::from([((200, String::new()), 1), ((401, "replay_detected".to_owned()), COPIES - 1)]);
    for round in 0..ROUNDS {
        let request = http::bytes(&partner.sign(Call::get("/api/v1/customers?limit=1")));
        assert_eq!(count(&at_once(dev, &vec![request; COPIES])), expected, "round {round}");
    }
    dev.assert_silent();
}

/// A retrying client signs again, with the same `Idempotency-Key`.
#[test]
fn retries_under_one_idempotency_key_make_one_customer() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let company = "Idempotent Industries";
    let body = customer_body(json!({ "companyName": company, "draft": true }));
    let retry = || {
        let call = Call::post("/api/v1/customers").header("idempotency-key", "order-1").json(&body);
        http::bytes(&partner.sign(call))
    };
    let requests: Vec<_> = std::iter::repeat_with(retry).take(16).collect();
    let replies = at_once(dev, &requests);
    let mut created: Vec<_> = replies.iter().filter(|reply| reply.status == 201).map(Reply::json).collect();
    assert!(!created.is_empty());
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.expect_problem(409, "idempotency_key_in_use");
        assert!(reply.header("retry-after").is_some());
    }
    created.dedup();
    assert_eq!(created.len(), 1, "all answers are the same");
    let list = partner.get(dev, "/api/v1/customers?limit=100").expect(200);
    assert_eq!(list["hasMore"], false, "the list has one page");
    let made = items(&list).iter().filter(|customer| customer["companyName"] == company);
    assert_eq!(made.count(), 1);
    dev.assert_silent();
}
