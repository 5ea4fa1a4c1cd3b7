//! Lost membership, expired keys and missing permissions, and states of applications for other attacks.

use aws_sdk_dynamodb::types::AttributeValue::Bool;
use contract::permission::Permission;
use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use super::target::{URI, names};
use crate::support::aws::{number, set, set_api_key};
use crate::support::{Application, Call, World, in_own_world, in_world};

pub(super) async fn revoke(world: &World, app: &Application) {
    let now = world.now().millis();
    world.aws.edit_application(&app.id, |item| set_api_key(item, "revokedAt", number(now))).await;
}

pub(super) async fn disable(world: &World, app: &Application) {
    world.aws.edit_application(&app.id, |item| set(item, "enabled", Bool(false))).await;
}

/// Membership is read for each request, regardless of the access token.
#[test]
fn a_removed_member_is_refused_immediately() {
    in_own_world(async |world| {
        let token = world.token(DemoUser::Partner);
        let calls = [
            Call::get("/partner/v1/me").bearer(&token),
            Call::get("/partner/v1/api-applications").bearer(&token),
            Call::post("/partner/v1/api-applications").bearer(&token).json(&json!({})),
        ];
        for (call, status) in calls.iter().zip([200, 200, 422]) {
            assert_eq!(world.send(call).await.status, status);
        }
        world.aws.delete(Table::Access, &format!("USER#{}", DemoUser::Partner.sign_in().subject), "MEMBER").await;
        for call in &calls {
            world.send(call).await.expect_problem(403, "role_denied");
        }
    });
}

/// A key's expiry is compared with the clock to the millisecond.
#[test]
fn a_key_is_refused_after_its_expiry() {
    in_own_world(async |world| {
        let end = world.now().plus_seconds(100);
        let more = json!({ "keyExpiresAt": end.to_string() });
        let app = Application::create_as(world, DemoUser::Partner, &Permission::ALL, more).await;
        // A past expiry is invalid.
        for past in ["2020-01-01T00:00:00Z".to_owned(), world.now().plus_seconds(-1).to_string()] {
            let body = json!({
                "name": "Ended", "permissions": [], "keyExpiresAt": past,
                "publicKey": crate::support::SigningKey::generate().public_pem(),
            });
            let call = Call::post("/partner/v1/api-applications").bearer(&world.token(DemoUser::Partner)).json(&body);
            world.send(&call).await.expect_invalid("/keyExpiresAt");
        }
        for (forward, code) in [(0, None), (95, None), (5, Some("api_key_expired")), (3_600, Some("api_key_expired"))] {
            world.advance(forward);
            let reply = app.get(world, URI).await;
            match code {
                None => assert_eq!(reply.status, 200, "{}", reply.text),
                Some(code) => assert_eq!(reply.problem(), (401, code.to_owned())),
            }
        }
    });
}

#[test]
fn a_permission_is_checked_before_the_body() {
    in_world(async |world| {
        let reader = Application::create(world, &[Permission::CustomersRead]).await;
        let call = Call::post("/api/v1/customers").json(&json!({ "x": 1 }));
        let problem = reader.call(world, call).await.expect_problem(403, "permission_denied");
        names(&problem, "CUSTOMERS_WRITE", Value::Null);
    });
}
