//! `/api/v1/payment`, and admins' decisions on payments.

mod binding;
mod conflicts;
mod creating;
mod deciders;
mod documents;
mod failing;
mod listing;
mod races;
mod schedules;
mod transitions;

use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::aws::Item;
use crate::support::paying::{PAYMENTS, Parties};
use crate::support::people::token;
use crate::support::{Application, Call, Reply, World, id, in_own_world_with, in_world, in_world_with, items};

fn uri(payment: &Value) -> String {
    format!("{PAYMENTS}/{}", id(payment))
}

/// Returns the payment's URI for admins.
fn admin_uri(payment: &Value) -> String {
    format!("/admin/v1/organizations/{}/payments/{}", payment["orgId"].as_str().unwrap(), id(payment))
}

async fn decide(world: &World, payment: &Value, decision: &str) -> Reply {
    world.review(&admin_uri(payment), decision).await
}

/// Decides a payment as this admin, at the functions' time.
async fn decide_as(world: &World, admin: &str, payment: &Value, decision: &str) -> Reply {
    let body = json!({ "decision": decision, "note": "Looked at it." });
    let call = Call::post(&format!("{}/review", admin_uri(payment))).bearer(&token(world, admin));
    world.send(&call.json(&body)).await
}

fn cancel(payment: &Value) -> Call {
    Call::post(&format!("{}/cancel", uri(payment)))
}

/// Creates an organization with an approved customer, and a beneficiary paid in US dollars.
async fn payer(world: &World) -> (Application, Parties) {
    world.put_rates().await;
    let app = Application::alone(world).await;
    let parties = app.create_payable(world, "USD").await;
    (app, parties)
}

/// Returns all payments in the table.
async fn stored(world: &World, app: &Application) -> Vec<Item> {
    world.aws.partition(Table::Payments, &app.organization).await
}

async fn quote_item(world: &World, app: &Application, quote: &str) -> Item {
    world.aws.get(Table::Payments, &format!("{}#quotes", app.organization), quote).await.unwrap()
}

#[test]
fn a_payment_is_made_corrected_and_completed() {
    in_world(async |world| {
        world.put_rates().await;
        let app = Application::alone(world).await;
        let parties = app.create_payable(world, "XOF").await;
        let quote = app.create_quote(world, &parties).await;
        let stated = json!({ "internalReference": "R-7", "invoiceNumber": "2026/5" });
        let reply = app.pay(world, &quote, "first", stated).await;
        let made = reply.expect(201);
        assert_eq!(reply.header("etag"), Some("\"1\""));
        let expected = json!({
            "id": made["id"], "orgId": app.organization, "quoteId": quote,
            "customerId": parties.customer, "beneficiaryId": parties.beneficiary,
            "amount": "100.00", "currencyCode": "USD", "totalTarget": "59247", "targetCurrencyCode": "XOF",
            "purpose": "Goods of May", "internalReference": "R-7", "invoiceNumber": "2026/5",
            "status": "PENDING_REVIEW", "createdAt": made["createdAt"], "updatedAt": made["createdAt"],
            "customerRevision": 1, "beneficiaryRevision": 1, "approvedBy": null,
            "priceValidUntil": made["priceValidUntil"],
        });
        assert_eq!(made, expected);
        assert!(id(&made).starts_with("pay_"));
        assert_eq!(app.get(world, &uri(&made)).await.expect(200), made);
        let used = app.get(world, &format!("{PAYMENTS}/quote/{quote}")).await.expect(200);
        assert_eq!(used["usedAt"], made["createdAt"]);
        assert_eq!(quote_item(world, &app, &quote).await["usedBy"].as_s().unwrap(), id(&made));
        // A repeated request creates nothing.
        let stated = json!({ "internalReference": "R-7", "invoiceNumber": "2026/5" });
        let again = app.pay(world, &quote, "first", stated).await;
        assert_eq!((again.expect(201), again.header("idempotency-replayed")), (made.clone(), Some("true")));

        decide(world, &made, "REQUEST_CORRECTION").await.expect(200);
        let patch = json!({ "purpose": "Goods of June", "invoiceNumber": null, "internalReference": "R-8" });
        let reply = app.send(world, "PATCH", &uri(&made), &patch).await;
        let corrected = reply.expect(200);
        assert_eq!(reply.header("etag"), Some("\"3\""));
        let mut expected = expected;
        expected["purpose"] = json!("Goods of June");
        expected["internalReference"] = json!("R-8");
        expected.as_object_mut().unwrap().remove("invoiceNumber");
        expected["updatedAt"] = corrected["updatedAt"].clone();
        assert_eq!(corrected, expected);
        for (decision, status) in [("APPROVE", "APPROVED"), ("PROCESS", "PROCESSING"), ("COMPLETE", "COMPLETED")] {
            let decided = decide(world, &made, decision).await.expect(200);
            expected["status"] = json!(status);
            expected["updatedAt"] = decided["updatedAt"].clone();
            expected["approvedBy"] = json!(DemoUser::Admin.sign_in().subject);
            assert_eq!(decided, expected);
            assert_eq!(app.get(world, &uri(&made)).await.expect(200), decided);
        }

        let log = app.get(world, &format!("{}/activity", uri(&made))).await.expect(200);
        let lines = items(&log);
        let told: Vec<_> = lines
            .iter()
            .map(|line| {
                assert_eq!((&line["entityType"], &line["entityId"]), (&json!("PAYMENT"), &made["id"]));
                assert_eq!(line["eventType"], "STATUS_CHANGE");
                let text = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
                [text("fromStatus"), text("toStatus"), text("createdByRole"), text("note")]
            })
            .collect();
        let by_admin = "NUVERA_ADMIN";
        assert_eq!(
            told,
            [
                ["PROCESSING", "COMPLETED", by_admin, "Because of COMPLETE."],
                ["APPROVED", "PROCESSING", by_admin, "Because of PROCESS."],
                ["PENDING_REVIEW", "APPROVED", by_admin, "Because of APPROVE."],
                ["CORRECTION_NEEDED", "PENDING_REVIEW", "API_APPLICATION", "-"],
                ["PENDING_REVIEW", "CORRECTION_NEEDED", by_admin, "Because of REQUEST_CORRECTION."],
                ["-", "PENDING_REVIEW", "API_APPLICATION", "-"],
            ]
        );
        assert_eq!(lines[5]["createdById"], app.id);
    });
}

#[test]
fn a_correction_is_validated_like_a_new_payment() {
    in_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
        for (pointer, patch) in [
            ("/quoteId", json!({ "quoteId": null })),
            ("/amount", json!({ "amount": "1.00" })),
            ("/status", json!({ "status": "APPROVED" })),
            ("/customerId", json!({ "customerId": parties.customer })),
            ("/purpose", json!({ "purpose": null })),
            ("/purpose", json!({ "purpose": " " })),
            ("/purpose", json!({ "purpose": "x".repeat(201) })),
            ("/internalReference", json!({ "internalReference": "x".repeat(101) })),
            ("/invoiceNumber", json!({ "invoiceNumber": "" })),
            ("/documentIds/0", json!({ "documentIds": ["x"] })),
            ("/documentIds/0", json!({ "documentIds": ["doc_0000000000000000000000"] })),
        ] {
            let reply = app.send(world, "PATCH", &uri(&payment), &patch).await;
            reply.expect_invalid(pointer);
        }
        let read = app.get(world, &uri(&payment)).await;
        assert_eq!((read.header("etag"), &read.json()["status"]), (Some("\"2\""), &json!("CORRECTION_NEEDED")));
        // An empty correction resubmits the payment unchanged.
        let same = app.send(world, "PATCH", &uri(&payment), &json!({})).await.expect(200);
        assert_eq!((&same["status"], &same["purpose"]), (&json!("PENDING_REVIEW"), &payment["purpose"]));
    });
}

#[test]
fn amounts_are_the_quotes_to_the_last_digit() {
    in_own_world_with(Application::alone, async |world, app| {
        let rate = |source: &str, target: &str, rate: &str| {
            json!({
                "sourceCurrencyCode": source, "targetCurrencyCode": target,
                "rate": rate, "feeFixed": "0", "feePercent": "0",
            })
        };
        let rates = json!({ "rates": [rate("DAI", "BTC", "0.00001"), rate("DAI", "UGX", "3700.5")] });
        let admin = world.token(provision::DemoUser::Admin);
        world.send(&Call::put("/admin/v1/rates").bearer(&admin).json(&rates)).await.expect(200);
        for (target, amount, paid, arrives) in [
            ("BTC", "999999999.123456789012345678", "999999999.123456789012345678", "9999.99999123"),
            ("BTC", "1", "1.000000000000000000", "0.00001000"),
            ("UGX", "0.5", "0.500000000000000000", "1850"),
        ] {
            let parties = app.create_payable(world, target).await;
            let body = json!({
                "customerId": parties.customer, "beneficiaryId": parties.beneficiary,
                "amount": amount, "currencyCode": "DAI",
            });
            let quote = app.send(world, "POST", &format!("{PAYMENTS}/quote"), &body).await.expect(201);
            let made = app.pay(world, id(&quote), id(&quote), json!({})).await.expect(201);
            // Read from the table, and after a change.
            let read = app.get(world, &uri(&made)).await.expect(200);
            let decided = decide(world, &made, "APPROVE").await.expect(200);
            for payment in [&made, &read, &decided] {
                assert_eq!((&payment["amount"], &payment["currencyCode"]), (&json!(paid), &json!("DAI")));
                assert_eq!(
                    (&payment["totalTarget"], &payment["targetCurrencyCode"]),
                    (&json!(arrives), &json!(target))
                );
            }
            assert_eq!(quote["paymentAmount"], made["amount"]);
        }
    });
}
