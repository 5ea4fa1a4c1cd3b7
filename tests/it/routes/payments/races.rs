//! Concurrent requests on payments: every effect happens once.

use futures::future::{join, join_all};
use provision::DemoUser;
use serde_json::{Value, json};

use super::{admin_uri, cancel, decide, payer, quote_item, stored, uri};
use crate::support::paying::{Party, pay};
use crate::support::{Call, World, id, in_world_with, items};

#[test]
fn of_32_payments_from_one_quote_one_is_made() {
    in_world_with(payer, async |world, (app, parties)| {
        for round in 0..4 {
            let quote = app.create_quote(world, &parties).await;
            let calls: Vec<Call> =
                (0..32).map(|at| app.sign(world, pay(&quote, &format!("{round}-{at}"), json!({})))).collect();
            let replies = join_all(calls.iter().map(|call| world.send(call))).await;
            let made: Vec<Value> = replies.iter().filter(|reply| reply.status == 201).map(|r| r.json()).collect();
            assert_eq!(made.len(), 1);
            for reply in replies.iter().filter(|reply| reply.status != 201) {
                assert_eq!(reply.expect_problem(409, "state_conflict")["received"], "USED");
            }
            assert_eq!(quote_item(world, &app, &quote).await["usedBy"].as_s().unwrap(), id(&made[0]));
            assert_eq!(stored(world, &app).await.len(), round + 1);
            assert_eq!(app.get(world, &uri(&made[0])).await.expect(200), made[0]);
        }
    });
}

#[test]
fn one_request_sent_eight_times_makes_one_payment() {
    in_world_with(payer, async |world, (app, parties)| {
        let quote = app.create_quote(world, &parties).await;
        let calls: Vec<Call> = (0..8).map(|_| app.sign(world, pay(&quote, "one", json!({})))).collect();
        let replies = join_all(calls.iter().map(|call| world.send(call))).await;
        let made = replies.iter().find(|reply| reply.status == 201).unwrap().json();
        for reply in &replies {
            match reply.status {
                201 => assert_eq!(reply.json(), made),
                _ => _ = reply.expect_problem(409, "idempotency_key_in_use"),
            }
        }
        assert_eq!(stored(world, &app).await.len(), 1);
    });
}

#[test]
fn a_payment_concurrent_with_a_suspension_is_made_before_it_or_not() {
    in_world_with(payer, async |world, (app, parties)| {
        let mut made = 0;
        for round in 0..16 {
            let party = Party::BOTH[round % 2];
            let quote = app.create_quote(world, &parties).await;
            let key = round.to_string();
            let paying = app.pay(world, &quote, &key, json!({}));
            let suspending = app.review(world, &parties, party, "SUSPEND");
            let (paid, suspended) = if round % 4 < 2 {
                join(paying, suspending).await
            } else {
                let (suspended, paid) = join(suspending, paying).await;
                (paid, suspended)
            };
            suspended.expect(200);
            if paid.status == 201 {
                made += 1;
                // The payment cannot proceed either.
                let problem = decide(world, &paid.json(), "APPROVE").await.expect_problem(409, "state_conflict");
                assert_eq!(problem["received"], "SUSPENDED");
            } else {
                assert_eq!(paid.expect_problem(409, "state_conflict")["received"], "SUSPENDED");
                assert!(!quote_item(world, &app, &quote).await.contains_key("usedAt"));
            }
            assert_eq!(stored(world, &app).await.len(), made, "round {round}");
            // Later payments are refused.
            let next = app.create_quote(world, &parties).await;
            app.pay(world, &next, &format!("{key}-next"), json!({})).await.expect_problem(409, "state_conflict");
            app.review(world, &parties, party, "REINSTATE").await.expect(200);
        }
    });
}

async fn expect_one(world: &World, calls: [Call; 2], refused: (u16, &str)) {
    let (one, other) = join(world.send(&calls[0]), world.send(&calls[1])).await;
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    won.expect(200);
    lost.expect_problem(refused.0, refused.1);
}

#[test]
fn of_two_concurrent_decisions_one_is_refused() {
    in_world_with(payer, async |world, (app, parties)| {
        let token = world.token(DemoUser::Admin);
        for _ in 0..8 {
            let payment = app.create_payment(world, &parties, json!({})).await;
            decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
            let edit = |purpose: &str| {
                let call = Call::patch(&uri(&payment)).header("if-match", "\"2\"");
                app.sign(world, call.json(&json!({ "purpose": purpose })))
            };
            // Two editors with the same ETag.
            expect_one(world, [edit("one"), edit("other")], (412, "precondition_failed")).await;
            assert_eq!(app.get(world, &uri(&payment)).await.header("etag"), Some("\"3\""));
            // A partner cancels while an admin approves.
            let body = json!({ "decision": "APPROVE", "note": "x" });
            let approve = Call::post(&format!("{}/review", admin_uri(&payment))).bearer(&token).json(&body);
            let calls = [app.sign(world, cancel(&payment)), approve];
            expect_one(world, calls, (409, "state_conflict")).await;
            let log = app.get(world, &format!("{}/activity", uri(&payment))).await.expect(200);
            assert_eq!(items(&log).len(), 4);
        }
    });
}
