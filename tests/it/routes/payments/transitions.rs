//! Every action on a payment in every status: transitions and refusals.

use serde_json::{Value, json};

use super::{admin_uri, cancel, decide, payer, uri};
use crate::support::{Application, Call, Reply, World, in_world_with};
use provision::DemoUser;

/// Statuses, each with the actions that lead there from a new payment.
const WAYS: [(&str, &[&str]); 7] = [
    ("PENDING_REVIEW", &[]),
    ("CORRECTION_NEEDED", &["REQUEST_CORRECTION"]),
    ("APPROVED", &["APPROVE"]),
    ("PROCESSING", &["APPROVE", "PROCESS"]),
    ("COMPLETED", &["APPROVE", "PROCESS", "COMPLETE"]),
    ("FAILED", &["APPROVE", "PROCESS", "FAIL"]),
    ("CANCELLED", &["cancel"]),
];

/// Actions with their transitions. Independent of the code under test.
const ACTIONS: [(&str, &[&str], &str); 7] = [
    ("APPROVE", &["PENDING_REVIEW"], "APPROVED"),
    ("REQUEST_CORRECTION", &["PENDING_REVIEW", "APPROVED"], "CORRECTION_NEEDED"),
    ("PROCESS", &["APPROVED"], "PROCESSING"),
    ("COMPLETE", &["PROCESSING"], "COMPLETED"),
    ("FAIL", &["PROCESSING"], "FAILED"),
    ("cancel", &["PENDING_REVIEW", "CORRECTION_NEEDED"], "CANCELLED"),
    ("correct", &["CORRECTION_NEEDED"], "PENDING_REVIEW"),
];

async fn act(world: &World, app: &Application, payment: &Value, action: &str) -> Reply {
    match action {
        "cancel" => app.call(world, cancel(payment)).await,
        "correct" => app.send(world, "PATCH", &uri(payment), &json!({ "purpose": "Another" })).await,
        decision => decide(world, payment, decision).await,
    }
}

#[test]
fn a_payment_follows_only_its_lifecycle() {
    in_world_with(payer, async |world, (app, parties)| {
        for (status, way) in WAYS {
            for (action, from, to) in ACTIONS {
                let what = format!("{action} out of {status}");
                let payment = app.create_payment(world, &parties, json!({})).await;
                for step in way {
                    act(world, &app, &payment, step).await.expect(200);
                }
                let before = app.get(world, &uri(&payment)).await;
                assert_eq!(before.expect(200)["status"], status, "{what}");
                let reply = act(world, &app, &payment, action).await;
                let read = app.get(world, &uri(&payment)).await;
                if from.contains(&status) {
                    assert_eq!(reply.expect(200)["status"], to, "{what}");
                    assert_eq!((read.json(), read.header("etag")), (reply.json(), reply.header("etag")), "{what}");
                    assert_ne!(read.header("etag"), before.header("etag"), "{what}");
                } else {
                    let problem = reply.expect_problem(409, "state_conflict");
                    assert_eq!(problem["received"], status, "{what}");
                    assert_eq!(problem["expected"], from.join(", "), "{what}");
                    assert_eq!(
                        (read.text.as_str(), read.header("etag")),
                        (before.text.as_str(), before.header("etag"))
                    );
                }
            }
        }
    });
}

#[test]
fn a_decision_must_be_a_payments_one_with_a_note() {
    in_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        for (pointer, body) in [
            ("/decision", json!({ "decision": "REJECT", "note": "x" })),
            ("/decision", json!({ "decision": "SUSPEND", "note": "x" })),
            ("/note", json!({ "decision": "APPROVE" })),
            ("/note", json!({ "decision": "APPROVE", "note": " " })),
            ("/note", json!({ "decision": "APPROVE", "note": "x".repeat(2001) })),
            ("/amount", json!({ "decision": "APPROVE", "note": "x", "amount": "1" })),
        ] {
            let uri = format!("{}/review", admin_uri(&payment));
            world.as_admin("POST", &uri, Some(&body)).await.expect_invalid(pointer);
        }
        assert_eq!(app.get(world, &uri(&payment)).await.expect(200), payment);
        let none = format!("/admin/v1/organizations/{}/payments/pay_0000000000000000000000", app.organization);
        world.review(&none, "APPROVE").await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_change_needs_the_current_revision() {
    in_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        let token = world.token(DemoUser::Admin);
        let review = |etag: &str| {
            let body = json!({ "decision": "REQUEST_CORRECTION", "note": "Which goods?" });
            let call = Call::post(&format!("{}/review", admin_uri(&payment))).bearer(&token).json(&body);
            call.header("if-match", etag)
        };
        let correct =
            |etag: &str| Call::patch(&uri(&payment)).header("if-match", etag).json(&json!({ "purpose": "Bolts" }));
        world.send(&review("\"2\"")).await.expect_problem(412, "precondition_failed");
        world.send(&review("\"1\"")).await.expect(200);
        app.call(world, correct("\"1\"")).await.expect_problem(412, "precondition_failed");
        app.call(world, correct("\"2\"")).await.expect(200);
        app.call(world, cancel(&payment).header("if-match", "\"2\"")).await.expect_problem(412, "precondition_failed");
        let read = app.get(world, &uri(&payment)).await;
        assert_eq!((read.header("etag"), &read.json()["purpose"]), (Some("\"3\""), &json!("Bolts")));
        app.call(world, cancel(&payment).header("if-match", "\"3\"")).await.expect(200);
    });
}
