//! Binding of a payment to the conditions of its price: payer, payee and validity.

use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use super::{admin_uri, decide_as, payer, uri};
use crate::support::aws::{Item, set, text};
use crate::support::paying::{PAYMENTS, Parties, Party};
use crate::support::{Application, Reply, World, id, in_own_world_with, in_world, in_world_with, items};

/// Creates an organization with an approved customer, and a beneficiary sent back for correction.
async fn payer_of_corrected(world: &World) -> (Application, Parties) {
    world.put_rates().await;
    let app = Application::alone(world).await;
    let parties = app.create_parties(world, "USD").await;
    app.review(world, &parties, Party::Customer, "APPROVE").await.expect(200);
    app.review(world, &parties, Party::Beneficiary, "REQUEST_CORRECTION").await.expect(200);
    (app, parties)
}

/// Corrects the beneficiary as the partner, and approves it as an admin.
async fn correct(world: &World, app: &Application, parties: &Parties, change: Value) {
    let uri = format!("/api/v1/customers/{}/beneficiaries/{}", parties.customer, parties.beneficiary);
    app.send(world, "PATCH", &uri, &change).await.expect(200);
    if app.get(world, &uri).await.expect(200)["screening"]["paymentHold"] == true {
        app.set_hold(world, parties, Party::Beneficiary, false).await;
    }
    app.review(world, parties, Party::Beneficiary, "APPROVE").await.expect(200);
}

/// Sends an approved beneficiary back for correction. No route does, but a later version may.
async fn send_back(world: &World, app: &Application, parties: &Parties) {
    let partition = format!("{}#{}", app.organization, parties.customer);
    let unsettle = |item: &mut Item| set(item, "status", text("CORRECTION_REQUESTED"));
    world.aws.edit(Table::Beneficiaries, &partition, &parties.beneficiary, unsettle).await;
}

/// Decides a payment as an admin, at the functions' time.
async fn decide(world: &World, payment: &Value, decision: &str) -> Reply {
    decide_as(world, &DemoUser::Admin.sign_in().subject, payment, decision).await
}

#[track_caller]
fn expect_changed(reply: &Reply) {
    let problem = reply.expect_problem(409, "state_conflict");
    assert_eq!((&problem["received"], &problem["expected"]), (&json!("CHANGED"), &json!("UNCHANGED")), "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("beneficiary") && detail.contains("new quote"), "{detail}");
}

/// Returns changes of the destination of money, or of the amount that arrives.
fn changes() -> [Value; 4] {
    [
        json!({ "currencyCode": "XOF" }),
        json!({ "accountNumber": "99998888", "iban": null }),
        json!({ "companyName": "Obsidian Crescent Two" }),
        json!({ "bankName": "Another Bank" }),
    ]
}

#[test]
fn a_quote_made_before_its_beneficiary_changed_makes_no_payment() {
    in_world(async |world| {
        for change in changes() {
            // Sent back, quoted, changed and approved within the quote's minute.
            let (app, parties) = payer_of_corrected(world).await;
            let quote = app.create_quote(world, &parties).await;
            correct(world, &app, &parties, change).await;
            expect_changed(&app.pay(world, &quote, "k", json!({})).await);
            let quote = app.create_quote(world, &parties).await;
            app.pay(world, &quote, "k2", json!({})).await.expect(201);
        }
    });
}

#[test]
fn a_change_of_the_beneficiary_requires_a_new_review_of_its_open_payments() {
    in_world(async |world| {
        for (approved, change) in [true, false].into_iter().flat_map(|approved| changes().map(|to| (approved, to))) {
            let (app, parties) = payer(world).await;
            let payment = app.create_payment(world, &parties, json!({})).await;
            if approved {
                decide(world, &payment, "APPROVE").await.expect(200);
            }
            send_back(world, &app, &parties).await;
            correct(world, &app, &parties, change.clone()).await;
            expect_changed(&decide(world, &payment, if approved { "PROCESS" } else { "APPROVE" }).await);
            // A correction with a new quote leads to a new review.
            decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
            let quote = app.create_quote(world, &parties).await;
            let again = app.send(world, "PATCH", &uri(&payment), &json!({ "quoteId": quote })).await.expect(200);
            assert_eq!((&again["status"], &again["quoteId"]), (&json!("PENDING_REVIEW"), &json!(quote)));
            let arrives = if change.get("currencyCode").is_some() { "XOF" } else { "USD" };
            assert_eq!(again["targetCurrencyCode"], arrives);
            for decision in ["APPROVE", "PROCESS", "COMPLETE"] {
                decide(world, &payment, decision).await.expect(200);
            }
        }
    });
}

#[test]
fn irrelevant_changes_leave_payments_unchanged() {
    in_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        send_back(world, &app, &parties).await;
        let same = app
            .get(world, &format!("/api/v1/customers/{}/beneficiaries/{}", parties.customer, parties.beneficiary))
            .await
            .expect(200);
        correct(world, &app, &parties, json!({ "bankName": same["bankName"] })).await;
        decide(world, &payment, "APPROVE").await.expect(200);
        decide(world, &payment, "PROCESS").await.expect(200);
    });
}

#[test]
fn a_quote_is_taken_into_a_payment_only_for_the_same_two_and_once() {
    in_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        decide(world, &payment, "REQUEST_CORRECTION").await.expect(200);
        let patch = async |quote: &str| app.send(world, "PATCH", &uri(&payment), &json!({ "quoteId": quote })).await;
        let others = app.create_payable(world, "USD").await;
        for (quote, reason) in [
            (
                app.create_quote(world, &others).await,
                "is a quote for another customer or beneficiary; request one for those of the payment",
            ),
            ("quo_0000000000000000000000".to_owned(), "is not a quote of your organization"),
        ] {
            let problem = patch(&quote).await.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0], json!({ "pointer": "/quoteId", "reason": reason }));
        }
        let used = app.create_payment(world, &parties, json!({})).await;
        let problem = patch(used["quoteId"].as_str().unwrap()).await.expect_problem(409, "state_conflict");
        assert_eq!(problem["received"], "USED");
        patch("nonsense").await.expect_problem(422, "validation_failed");
        let quote = app.create_quote(world, &parties).await;
        patch(&quote).await.expect(200);
        app.pay(world, &quote, "k", json!({})).await.expect_problem(409, "state_conflict");
    });
}

#[test]
fn a_price_is_valid_for_a_day_and_then_an_approval_needs_a_new_quote() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let (waiting, corrected) = (
            app.create_payment(world, &parties, json!({})).await,
            app.create_payment(world, &parties, json!({})).await,
        );
        let approved = app.create_payment(world, &parties, json!({})).await;
        decide(world, &approved, "APPROVE").await.expect(200);
        decide(world, &corrected, "REQUEST_CORRECTION").await.expect(200);
        world.advance(86_400);
        let over = |reply: Reply| {
            let problem = reply.expect_problem(409, "state_conflict");
            assert_eq!(problem["received"], "PRICE_EXPIRED");
            assert!(problem["detail"].as_str().unwrap().contains("new quote"), "{problem}");
        };
        over(decide(world, &waiting, "APPROVE").await);
        over(app.send(world, "PATCH", &uri(&corrected), &json!({ "purpose": "Other goods" })).await);
        // A payment that was approved in time continues.
        decide(world, &approved, "PROCESS").await.expect(200);
        decide(world, &waiting, "REQUEST_CORRECTION").await.expect(200);
        for payment in [&waiting, &corrected] {
            let quote = app.create_quote(world, &parties).await;
            let now = app.send(world, "PATCH", &uri(payment), &json!({ "quoteId": quote })).await.expect(200);
            assert_eq!((&now["quoteId"], &now["createdAt"]), (&json!(quote), &payment["createdAt"]));
            assert!(now["priceValidUntil"].as_str() > payment["priceValidUntil"].as_str());
            decide(world, payment, "APPROVE").await.expect(200);
        }
        let log = app.get(world, &format!("{PAYMENTS}/{}/activity", id(&waiting))).await.expect(200);
        assert_eq!(items(&log).len(), 4, "{log}");
        assert!(admin_uri(&waiting).contains(&app.organization));
    });
}
