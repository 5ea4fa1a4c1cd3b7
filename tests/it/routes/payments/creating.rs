//! Refused payments and their reasons.

use contract::time::Timestamp;
use domain::requirement::Unmet;
use domain::{Author, Change, CommandError, Decision, Moment, Origin, payment};
use serde_json::{Value, json};
use store::{Collection as _, Operation, WriteError};

use super::{decide, payer, quote_item, stored, uri};
use crate::support::paying::{PAYMENTS, Party, pay, payment_body};
use crate::support::{Application, Call, World, id, in_own_world_with, in_world, in_world_with};

#[test]
fn a_payment_needs_an_idempotency_key() {
    in_world_with(payer, async |world, (app, parties)| {
        let quote = app.create_quote(world, &parties).await;
        let without = || Call::post(PAYMENTS).json(&payment_body(&quote, json!({})));
        for (call, reason) in [
            (without(), "is required"),
            (without().header("idempotency-key", "a b"), "must be 1 to 255 visible ASCII characters"),
            (without().header("idempotency-key", "x".repeat(256)), "must be 1 to 255 visible ASCII characters"),
        ] {
            let problem = app.call(world, call).await.expect_problem(400, "parameter_invalid");
            assert_eq!(problem["errors"], json!([{ "pointer": "/Idempotency-Key", "reason": reason }]));
        }
        assert!(stored(world, &app).await.is_empty());
        app.pay(world, &quote, "k", json!({})).await.expect(201);
        let other = app.create_quote(world, &parties).await;
        app.pay(world, &other, "k", json!({})).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(stored(world, &app).await.len(), 1);
    });
}

#[test]
fn another_organizations_quote_is_not_found() {
    in_world_with(payer, async |world, (app, parties)| {
        let (other, _) = payer(world).await;
        let quote = app.create_quote(world, &parties).await;
        let problem = json!([{ "pointer": "/quoteId", "reason": "is not a quote of your organization" }]);
        let foreign = other.pay(world, &quote, "foreign", json!({})).await;
        let unknown = other.pay(world, "quo_0000000000000000000000", "unknown", json!({})).await;
        for reply in [&foreign, &unknown] {
            assert_eq!(reply.expect_problem(422, "validation_failed")["errors"], problem);
        }
        assert_eq!(foreign.text, unknown.text, "another organization's quote is like an unknown one");
        assert!(stored(world, &other).await.is_empty() && stored(world, &app).await.is_empty());
        app.pay(world, &quote, "own", json!({})).await.expect(201);
    });
}

#[test]
fn each_wrong_field_is_named() {
    in_world_with(payer, async |world, (app, parties)| {
        let quote = app.create_quote(world, &parties).await;
        let too_many: Vec<_> = (0..49).map(|_| "doc_0000000000000000000000").collect();
        for (pointer, more) in [
            ("/quoteId", json!({ "quoteId": parties.customer })),
            ("/quoteId", json!({ "quoteId": null })),
            ("/purpose", json!({ "purpose": "" })),
            ("/purpose", json!({ "purpose": "\t " })),
            ("/purpose", json!({ "purpose": "x".repeat(201) })),
            ("/internalReference", json!({ "internalReference": "x".repeat(101) })),
            ("/internalReference", json!({ "internalReference": 7 })),
            ("/invoiceNumber", json!({ "invoiceNumber": "x".repeat(101) })),
            ("/invoiceNumber", json!({ "invoiceNumber": "a\u{0}" })),
            ("/documentIds", json!({ "documentIds": too_many })),
            ("/documentIds/0", json!({ "documentIds": ["x"] })),
            ("/amount", json!({ "amount": "1.00" })),
            ("/status", json!({ "status": "APPROVED" })),
        ] {
            app.pay(world, &quote, "k", more).await.expect_invalid(pointer);
        }
        let call = Call::post(PAYMENTS).header("idempotency-key", "k");
        let problem = app.call(world, call.json(&json!({}))).await.expect_problem(422, "validation_failed");
        let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/quoteId", "/purpose"]);
        assert!(stored(world, &app).await.is_empty());
        // Values at their limits are accepted.
        let most = json!({
            "purpose": "ä".repeat(200), "internalReference": "x".repeat(100), "invoiceNumber": "x".repeat(100),
            "documentIds": [],
        });
        app.pay(world, &quote, "k", most).await.expect(201);
    });
}

#[test]
fn a_quote_is_used_once_and_within_its_time() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let quote = app.create_quote(world, &parties).await;
        let made = app.pay(world, &quote, "one", json!({})).await.expect(201);
        let refused = |problem: Value, is: &str| {
            assert_eq!((&problem["received"], &problem["expected"]), (&json!(is), &json!("OPEN")));
            assert!(problem["detail"].as_str().unwrap().contains("quote"), "{problem}");
        };
        let second = app.pay(world, &quote, "two", json!({})).await;
        refused(second.expect_problem(409, "state_conflict"), "USED");
        // A used quote stays used after the payment's cancellation and after its own expiry.
        app.call(world, super::cancel(&made)).await.expect(200);
        world.advance(61);
        let third = app.pay(world, &quote, "three", json!({})).await;
        refused(third.expect_problem(409, "state_conflict"), "USED");
        assert_eq!(quote_item(world, &app, &quote).await["usedBy"].as_s().unwrap(), id(&made));

        let quote = app.create_quote(world, &parties).await;
        world.advance(61);
        let late = app.pay(world, &quote, "late", json!({})).await;
        refused(late.expect_problem(409, "state_conflict"), "EXPIRED");
        assert!(!quote_item(world, &app, &quote).await.contains_key("usedAt"));
        assert_eq!(stored(world, &app).await.len(), 1);
    });
}

#[test]
fn a_quote_can_be_used_until_the_millisecond_of_its_expiry() {
    in_world_with(payer, async |world, (app, parties)| {
        let (store, organization) = (world.store(), app.organization.parse().unwrap());
        for (before, at) in [(1, "EXPIRED"), (0, "EXPIRED"), (-1, "OPEN")] {
            let quote = app.create_quote(world, &parties).await.parse().unwrap();
            let quote = store.quotes(&organization).get(&quote).await.unwrap().unwrap();
            let now = Timestamp::from_millis(quote.expires_at.millis() + before);
            let mut random = [0; 16];
            aws_lc_rs::rand::fill(&mut random).unwrap();
            let profile = contract::json::parse(br#"{"purpose":"Goods"}"#).unwrap();
            let moment = Moment::new(now, [random[0]; 8]);
            let payment = payment::create(&quote, &profile, 60, &moment);
            let author = Author::Service { application: app.id.parse().unwrap(), name: "Payouts".to_owned() };
            let origin = Origin { source_ip: String::new(), request_id: String::new() };
            let change = Change::new(None, Decision::to(payment), &author, &origin, &moment);
            let written = store.payments(&organization).write(&change, &Operation::once(random)).await;
            match written {
                Ok(_) => assert_eq!(at, "OPEN"),
                Err(WriteError::Refused(CommandError::Unmet(Unmet::State { is, .. }))) => assert_eq!(at, is),
                Err(other) => panic!("{other:?}"),
            }
        }
    });
}

/// Asserts that a payment is refused because of one party's status.
async fn expect_in_the_way(world: &World, app: &Application, quote: &str, party: Party, is: &str) {
    let problem = app.pay(world, quote, "k", json!({})).await.expect_problem(409, "state_conflict");
    assert_eq!((&problem["received"], &problem["expected"]), (&json!(is), &json!("APPROVED")), "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    let named: Vec<_> = Party::BOTH.map(Party::name).into_iter().filter(|name| detail.contains(name)).collect();
    assert_eq!(named, [party.name()], "{detail}");
    assert!(stored(world, app).await.is_empty());
    assert!(!quote_item(world, app, quote).await.contains_key("usedAt"), "a refused payment does not use its quote");
}

#[test]
fn both_parties_must_be_approved_and_not_held() {
    in_world(async |world| {
        world.put_rates().await;
        for party in Party::BOTH {
            let ways: [(&[&str], &str); 5] = [
                (&[], "PENDING_REVIEW"),
                (&["REJECT"], "REJECTED"),
                (&["REQUEST_CORRECTION"], "CORRECTION_REQUESTED"),
                (&["APPROVE", "SUSPEND"], "SUSPENDED"),
                (&["APPROVE"], "PAYMENT_HOLD"),
            ];
            for (way, is) in ways {
                let app = Application::alone(world).await;
                let parties = app.create_parties(world, "USD").await;
                let other = if matches!(party, Party::Customer) { Party::Beneficiary } else { Party::Customer };
                app.review(world, &parties, other, "APPROVE").await.expect(200);
                for decision in way {
                    app.review(world, &parties, party, decision).await.expect(200);
                }
                if is == "PAYMENT_HOLD" {
                    app.set_hold(world, &parties, party, true).await;
                }
                let quote = app.create_quote(world, &parties).await;
                expect_in_the_way(world, &app, &quote, party, is).await;
                match is {
                    "PENDING_REVIEW" => _ = app.review(world, &parties, party, "APPROVE").await.expect(200),
                    "SUSPENDED" => _ = app.review(world, &parties, party, "REINSTATE").await.expect(200),
                    "PAYMENT_HOLD" => app.set_hold(world, &parties, party, false).await,
                    _ => continue,
                }
                // A retry under the same key succeeds once the obstacle is gone.
                let made = app.pay(world, &quote, "k", json!({})).await.expect(201);
                assert_eq!(app.get(world, &uri(&made)).await.expect(200), made);
            }
        }
    });
}

#[test]
fn a_draft_cannot_pay() {
    in_world(async |world| {
        world.put_rates().await;
        let app = Application::alone(world).await;
        let customer = app.create_customer(world, json!({ "draft": true })).await;
        let customer = id(&customer).to_owned();
        let beneficiary = app.create_beneficiary(world, &customer, json!({})).await;
        let parties = crate::support::paying::Parties { customer, beneficiary: id(&beneficiary).to_owned() };
        let quote = app.create_quote(world, &parties).await;
        expect_in_the_way(world, &app, &quote, Party::Customer, "DRAFT").await;
    });
}

#[test]
fn decisions_need_both_parties_approved_and_not_held() {
    in_world(async |world| {
        for party in Party::BOTH {
            let (app, parties) = payer(world).await;
            for (steps, decision, after) in [
                (&[][..], "APPROVE", "APPROVED"),
                (&["APPROVE"][..], "PROCESS", "PROCESSING"),
                (&[][..], "REQUEST_CORRECTION", "CORRECTION_NEEDED"),
                (&["APPROVE", "PROCESS"][..], "COMPLETE", "COMPLETED"),
                (&["APPROVE", "PROCESS"][..], "FAIL", "FAILED"),
            ] {
                let depends = ["APPROVE", "PROCESS"].contains(&decision);
                for is in ["SUSPENDED", "PAYMENT_HOLD"] {
                    let payment = app.create_payment(world, &parties, json!({})).await;
                    for step in steps {
                        decide(world, &payment, step).await.expect(200);
                    }
                    let before = app.get(world, &uri(&payment)).await.expect(200);
                    stop(world, &app, &parties, party, is).await;
                    let reply = decide(world, &payment, decision).await;
                    go_on(world, &app, &parties, party, is).await;
                    if depends {
                        let problem = reply.expect_problem(409, "state_conflict");
                        assert_eq!((&problem["received"], &problem["expected"]), (&json!(is), &json!("APPROVED")));
                        assert!(problem["detail"].as_str().unwrap().contains(party.name()), "{problem}");
                        assert_eq!(app.get(world, &uri(&payment)).await.expect(200), before);
                        assert_eq!(decide(world, &payment, decision).await.expect(200)["status"], after);
                    } else {
                        assert_eq!(reply.expect(200)["status"], after, "{decision} with a {is} {}", party.name());
                    }
                }
            }
        }
    });
}

async fn stop(world: &World, app: &Application, parties: &crate::support::paying::Parties, party: Party, how: &str) {
    match how {
        "SUSPENDED" => _ = app.review(world, parties, party, "SUSPEND").await.expect(200),
        _ => app.set_hold(world, parties, party, true).await,
    }
}

async fn go_on(world: &World, app: &Application, parties: &crate::support::paying::Parties, party: Party, how: &str) {
    match how {
        "SUSPENDED" => _ = app.review(world, parties, party, "REINSTATE").await.expect(200),
        _ => app.set_hold(world, parties, party, false).await,
    }
}

#[test]
fn filters_and_idempotency_keys_lead_to_no_payment_of_another_organization() {
    in_world_with(payer, async |world, (app, parties)| {
        let (other, others_parties) = payer(world).await;
        let payment = app.create_payment(world, &parties, json!({})).await;
        // A filter by a foreign customer yields no payments.
        for customer in [&parties.customer, &others_parties.customer] {
            let page = other.get(world, &format!("{PAYMENTS}?customerId={customer}")).await.expect(200);
            assert_eq!(page["items"], json!([]));
        }
        // Idempotency keys are per application.
        let quote = other.create_quote(world, &others_parties).await;
        let same_key = payment["quoteId"].as_str().unwrap();
        other.call(world, pay(&quote, same_key, json!({}))).await.expect(201);
        assert_eq!(app.get(world, &uri(&payment)).await.expect(200), payment);
    });
}
