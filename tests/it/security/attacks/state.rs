//! Effect of an application's changes on the next request, in warm functions.
//!
//! The tests change the items directly.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use contract::code::Code;
use contract::table::Table;
use provision::{DemoUser, TABLE_PREFIX, cloud};
use serde_json::{Value, json};

use super::target::{DIAGNOSE, URI, failed};
use crate::support::{Application, Call, World, in_own_world, in_world};

fn client(world: &World) -> Client {
    let service = cloud().service(Some(&world.stack.endpoints().dynamodb));
    let config = aws_sdk_dynamodb::config::Builder::from(service.config())
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .build();
    Client::from_conf(config)
}

fn key(app: &Application) -> [(&'static str, AttributeValue); 2] {
    [("pk", AttributeValue::S(app.id.clone())), ("sk", AttributeValue::S("APPLICATION".to_owned()))]
}

/// Sets one attribute of the application's item.
pub(super) async fn set(world: &World, app: &Application, path: &str, value: AttributeValue) {
    let [(pk, id), (sk, sort)] = key(app);
    let (name, rest) = path.split_at(path.find(['[', '.']).unwrap_or(path.len()));
    client(world)
        .update_item()
        .table_name(format!("{TABLE_PREFIX}{}", Table::Access.name()))
        .key(pk, id)
        .key(sk, sort)
        .update_expression(format!("SET #name{rest} = :value"))
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_names("#name", name)
        .expression_attribute_values(":value", value)
        .send()
        .await
        .unwrap();
}

pub(super) async fn revoke(world: &World, app: &Application) {
    set(world, app, "apiKeys[0].revokedAt", AttributeValue::N(world.now().millis().to_string())).await;
}

pub(super) async fn disable(world: &World, app: &Application) {
    set(world, app, "enabled", AttributeValue::Bool(false)).await;
}

async fn delete(world: &World, pk: &str, sk: &str) {
    let table = format!("{TABLE_PREFIX}{}", Table::Access.name());
    let text = |text: &str| AttributeValue::S(text.to_owned());
    client(world).delete_item().table_name(table).key("pk", text(pk)).key("sk", text(sk)).send().await.unwrap();
}

/// Change after which the next request is refused.
#[derive(Clone, Copy, Debug)]
enum Change {
    Revoke,
    Expire,
    Disable,
    DisableOrganization,
    Delete,
    RemovePermission,
    AllowElsewhere,
    RetireSigningKey,
    ReplaceHash,
}

impl Change {
    const ALL: [(Self, Code); 9] = [
        (Self::Revoke, Code::ApiKeyRevoked),
        (Self::Expire, Code::ApiKeyExpired),
        (Self::Disable, Code::ApplicationDisabled),
        (Self::DisableOrganization, Code::ApplicationDisabled),
        (Self::Delete, Code::ApiKeyInvalid),
        (Self::RemovePermission, Code::PermissionDenied),
        (Self::AllowElsewhere, Code::SourceIpNotAllowed),
        (Self::RetireSigningKey, Code::SignatureInvalid),
        (Self::ReplaceHash, Code::ApiKeyInvalid),
    ];

    async fn make(self, world: &World, app: &Application) {
        let now = || AttributeValue::N(world.now().millis().to_string());
        let text = |text: &str| AttributeValue::L(vec![AttributeValue::S(text.to_owned())]);
        match self {
            Self::Revoke => revoke(world, app).await,
            Self::Expire => set(world, app, "apiKeys[0].expiresAt", now()).await,
            Self::Disable => disable(world, app).await,
            Self::DisableOrganization => set(world, app, "organizationEnabled", AttributeValue::Bool(false)).await,
            Self::Delete => delete(world, &app.id, "APPLICATION").await,
            Self::RemovePermission => set(world, app, "permissions", text("SUPPORT_READ")).await,
            Self::AllowElsewhere => set(world, app, "allowedSourceIps", text("203.0.113.0/24")).await,
            Self::RetireSigningKey => set(world, app, "signingKeys[0].retiresAt", now()).await,
            Self::ReplaceHash => {
                set(world, app, "apiKeys[0].mac", AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new([7; 32])))
                    .await;
            }
        }
    }
}

#[test]
fn a_change_affects_the_next_request() {
    in_world(async |world| {
        for (change, code) in Change::ALL {
            let app = Application::with_everything(world).await;
            for _ in 0..2 {
                app.get(world, URI).await.expect(200);
            }
            app.get(world, DIAGNOSE).await.expect(200);
            let ready = app.sign(world, Call::get(URI));
            change.make(world, &app).await;
            let refused = world.send(&ready).await;
            assert_eq!(refused.problem(), (code.status(), code.name().to_owned()), "{change:?}: {}", refused.text);
            // The effect stays, in this environment and a cold one.
            app.get(world, URI).await.expect_problem(code.status(), code.name());
            let event = app.sign(world, Call::get(URI)).event().to_string();
            let reply = crate::support::answer(&world.fresh("reference-industries"), &event).await;
            reply.expect_problem(code.status(), code.name());
            let diagnosis = app.get(world, DIAGNOSE).await.expect(200);
            if matches!(change, Change::RemovePermission) {
                assert_eq!(diagnosis["accepted"], true, "the diagnosis needs no permission");
                assert_eq!(refused.json()["expected"], "CUSTOMERS_READ");
            } else {
                assert_eq!(diagnosis["accepted"], false, "{change:?}: {diagnosis}");
                assert_eq!(failed(&diagnosis)["code"], code.name(), "{change:?}: {diagnosis}");
            }
        }
    });
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
        delete(world, &format!("USER#{}", DemoUser::Partner.sign_in().subject), "MEMBER").await;
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
        let all = contract::permission::Permission::ALL;
        let app = Application::create_as(world, DemoUser::Partner, &all, more).await;
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
fn a_permission_allows_only_its_own_routes() {
    use contract::permission::Permission;
    in_world(async |world| {
        let reader = Application::create(world, &[Permission::CustomersRead]).await;
        reader.get(world, "/api/v1/customers").await.expect(200);
        let body = crate::support::customer_body(json!({ "draft": true }));
        let uri = "/api/v1/customers/cus_0000000000000000000000";
        for call in [
            Call::post("/api/v1/customers").json(&body),
            Call::patch(uri).json(&json!({ "city": "Bonn" })),
            Call::post(&format!("{uri}/submit")),
            // The permission is checked before the body, which is not validated.
            Call::post("/api/v1/customers").json(&json!({ "x": 1 })),
        ] {
            let problem = reader.call(world, call).await.expect_problem(403, "permission_denied");
            super::target::names(&problem, "CUSTOMERS_WRITE", Value::Null);
        }
        let other = Application::create(world, &[Permission::SupportRead, Permission::SupportWrite]).await;
        for uri in ["/api/v1/customers", uri, URI] {
            let problem = other.get(world, uri).await.expect_problem(403, "permission_denied");
            super::target::names(&problem, "CUSTOMERS_READ", Value::Null);
        }
        assert_eq!(other.get(world, DIAGNOSE).await.expect(200)["accepted"], true);
    });
}
