//! Persons who may decide on a payment: none who created its organization's credentials, and two for a large one.

use contract::member::Role;
use serde_json::{Value, json};

use super::{decide_as, payer};
use crate::support::paying::{PAYMENTS, Parties};
use crate::support::{Application, Call, Person, Reply, SigningKey, World, in_own_world_with};

async fn admin(world: &World) -> Person {
    Person::member(world, Role::NuveraAdmin, None).await
}

async fn pay(world: &World, app: &Application, parties: &Parties, amount: &str) -> Value {
    let body = crate::support::quote_body(
        json!({ "customerId": parties.customer, "beneficiaryId": parties.beneficiary, "amount": amount }),
    );
    let quote = app.send(world, "POST", &format!("{PAYMENTS}/quote"), &body).await.expect(201);
    let quote = quote["id"].as_str().unwrap();
    app.pay(world, quote, quote, json!({})).await.expect(201)
}

#[track_caller]
fn expect_denied(reply: &Reply, why: &str) {
    let problem = reply.expect_problem(403, "role_denied");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(why) && detail.contains("another admin"), "{detail}");
}

#[test]
fn a_creator_of_credentials_decides_no_payment_for_seven_days() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let of_org = format!("/admin/v1/organizations/{}/api-applications", app.organization);
        let one = format!("{of_org}/{}", app.id);
        let key = SigningKey::generate();
        let ways = [
            (
                "POST",
                of_org.clone(),
                Application::body(&SigningKey::generate(), &[], json!({ "name": "Made for them" })),
            ),
            ("POST", format!("{one}/api-keys"), json!({})),
            ("PUT", format!("{one}/signing-key"), json!({ "publicKey": key.public_pem(), "graceSeconds": 604_800 })),
        ];
        let other = admin(world).await;
        for (method, uri, body) in ways {
            let maker = admin(world).await;
            let payment = app.create_payment(world, &parties, json!({})).await;
            let token = crate::support::people::token(world, &maker.user);
            let made = world.send(&Call::new(method, &uri).bearer(&token).json(&body)).await;
            assert!([200, 201].contains(&made.status), "{}", made.text);
            for decision in ["APPROVE", "REQUEST_CORRECTION"] {
                expect_denied(&decide_as(world, &maker.user, &payment, decision).await, "credential");
            }
            decide_as(world, &other.user, &payment, "APPROVE").await.expect(200);
            expect_denied(&decide_as(world, &maker.user, &payment, "PROCESS").await, "credential");
            // They may decide on payments of other organizations.
            let (elsewhere, theirs) = payer(world).await;
            let payment_elsewhere = elsewhere.create_payment(world, &theirs, json!({})).await;
            decide_as(world, &maker.user, &payment_elsewhere, "APPROVE").await.expect(200);

            world.advance(7 * 86_400 - 60);
            expect_denied(&decide_as(world, &maker.user, &payment, "PROCESS").await, "credential");
            world.advance(61);
            decide_as(world, &maker.user, &payment, "PROCESS").await.expect(200);
        }
    });
}

#[test]
fn a_large_payment_takes_two_people() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let (first, second) = (admin(world).await, admin(world).await);
        let large = pay(world, &app, &parties, "10000.01").await;
        let approved = decide_as(world, &first.user, &large, "APPROVE").await.expect(200);
        assert_eq!(approved["approvedBy"], first.user.as_str());
        expect_denied(&decide_as(world, &first.user, &large, "PROCESS").await, "both approve and process");
        decide_as(world, &second.user, &large, "PROCESS").await.expect(200);
        decide_as(world, &first.user, &large, "COMPLETE").await.expect(200);
        // Up to the limit, one person suffices.
        let small = pay(world, &app, &parties, "10000.00").await;
        for decision in ["APPROVE", "PROCESS"] {
            decide_as(world, &first.user, &small, decision).await.expect(200);
        }
        // After a correction and another person's approval, the first may process it.
        let corrected = pay(world, &app, &parties, "20000.00").await;
        decide_as(world, &first.user, &corrected, "APPROVE").await.expect(200);
        let back = decide_as(world, &first.user, &corrected, "REQUEST_CORRECTION").await.expect(200);
        assert_eq!(back["approvedBy"], Value::Null);
        let uri = format!("{PAYMENTS}/{}", corrected["id"].as_str().unwrap());
        app.send(world, "PATCH", &uri, &json!({ "purpose": "Corrected" })).await.expect(200);
        decide_as(world, &second.user, &corrected, "APPROVE").await.expect(200);
        expect_denied(&decide_as(world, &second.user, &corrected, "PROCESS").await, "both approve and process");
        decide_as(world, &first.user, &corrected, "PROCESS").await.expect(200);
    });
}
