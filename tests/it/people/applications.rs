//! API applications of partner users: create, read, list.

use aws_sdk_dynamodb::types::AttributeValue::Bool;
use contract::permission::Permission;
use serde_json::{Value, json};

use super::hub::get;
use super::{APPLICATIONS, every_route};
use crate::support::aws::{number, set};
use crate::support::{Application, Call, Person, Reply, SigningKey, World, id, ids, in_world, in_world_with, items};

async fn create(world: &World, person: &Person, key: &SigningKey, more: Value) -> Reply {
    let body = Application::body(key, &[Permission::CustomersRead], more);
    world.send(&Call::post(APPLICATIONS).bearer(&person.token).json(&body)).await
}

#[test]
fn the_list_is_newest_first_and_stable_while_applications_are_added() {
    in_world_with(Person::partner, async |world, owner| {
        let mut made = Vec::new();
        for _ in 0..5 {
            made.insert(0, create(world, &owner, &SigningKey::generate(), json!({})).await.expect(201));
        }
        let newest_first: Vec<_> = made.iter().map(id).collect();
        let all = get(world, &owner, APPLICATIONS).await.expect(200);
        assert_eq!(ids(&all), newest_first);
        assert_eq!((&all["hasMore"], &all["nextCursor"]), (&json!(false), &json!(null)));
        for (listed, app) in items(&all).iter().zip(&made) {
            let uri = format!("{APPLICATIONS}/{}", listed["id"].as_str().unwrap());
            assert_eq!(get(world, &owner, &uri).await.expect(200), *listed, "list and single route agree");
            assert_eq!(listed["name"], app["name"]);
        }

        let other = Person::partner(world).await;
        assert_eq!(get(world, &other, APPLICATIONS).await.expect(200)["items"], json!([]), "another organization's");

        let first = get(world, &owner, &format!("{APPLICATIONS}?limit=2")).await.expect(200);
        assert_eq!((ids(&first), &first["hasMore"]), (newest_first[..2].to_vec(), &json!(true)));
        create(world, &owner, &SigningKey::generate(), json!({})).await.expect(201);
        let uri = format!("{APPLICATIONS}?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
        let second = get(world, &owner, &uri).await.expect(200);
        let uri = format!("{APPLICATIONS}?limit=2&cursor={}", second["nextCursor"].as_str().unwrap());
        let last = get(world, &owner, &uri).await.expect(200);
        let seen = [ids(&first), ids(&second), ids(&last)].concat();
        assert_eq!(seen, newest_first, "each once, without the one added meanwhile");
        assert_eq!(last["hasMore"], false);
    });
}

#[test]
fn names_and_signing_keys_are_taken_once() {
    in_world(async |world| {
        let (owner, other) = (Person::partner(world).await, Person::partner(world).await);
        let key = SigningKey::generate();
        create(world, &owner, &key, json!({ "name": "Payouts Ä" })).await.expect(201);
        for name in ["Payouts Ä", "payouts ä", "PAYOUTS Ä"] {
            let taken = create(world, &owner, &SigningKey::generate(), json!({ "name": name })).await;
            assert_eq!(taken.expect_problem(409, "conflict")["errors"][0]["pointer"], "/name", "{name}");
        }
        // A key is unique across organizations, a name within one.
        for (person, name) in [(&owner, "Another"), (&other, "Payouts Ä")] {
            let taken = create(world, person, &key, json!({ "name": name })).await;
            assert_eq!(taken.expect_problem(409, "conflict")["errors"][0]["pointer"], "/publicKey");
        }
        create(world, &other, &SigningKey::generate(), json!({ "name": "Payouts Ä" })).await.expect(201);
        assert_eq!(ids(&get(world, &owner, APPLICATIONS).await.expect(200)).len(), 1);
    });
}

#[test]
fn an_organization_has_at_most_100_applications_and_none_while_disabled() {
    in_world_with(Person::partner, async |world, owner| {
        let edit = async |name: &str, value| {
            world.aws.edit_organization(owner.organization(), |item| set(item, name, value)).await;
        };
        edit("applicationCount", number(99)).await;
        create(world, &owner, &SigningKey::generate(), json!({})).await.expect(201);
        let full = create(world, &owner, &SigningKey::generate(), json!({})).await.expect_problem(409, "conflict");
        assert!(full["detail"].as_str().unwrap().contains("maximum number of applications"), "{full}");

        edit("applicationCount", number(1)).await;
        edit("enabled", Bool(false)).await;
        create(world, &owner, &SigningKey::generate(), json!({})).await.expect_problem(403, "application_disabled");
        edit("enabled", Bool(true)).await;
        create(world, &owner, &SigningKey::generate(), json!({})).await.expect(201);
        assert_eq!(ids(&get(world, &owner, APPLICATIONS).await.expect(200)).len(), 2);
    });
}

#[test]
fn a_key_is_shown_once_and_its_use_always() {
    in_world_with(Person::partner, async |world, owner| {
        let ends = world.now().plus_seconds(3600);
        let more = json!({ "keyExpiresAt": ends, "allowedSourceIps": ["203.0.113.0/24"] });
        let app = Application::create_by(world, &owner.token, &[Permission::CustomersRead], more).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        let mut created = app.created.clone();
        assert_eq!(created["apiKey"], json!(app.api_key));
        created.as_object_mut().unwrap().remove("apiKey");
        let reply = get(world, &owner, &uri).await;
        assert_eq!(reply.expect(200), created, "everything except the key");
        assert_eq!(reply.header("etag"), Some("\"1\""));

        let key = &created["apiKeys"][0];
        assert!(app.api_key.starts_with(key["prefix"].as_str().unwrap()));
        assert!(app.api_key.ends_with(key["lastFour"].as_str().unwrap()));
        assert_eq!((&key["status"], &key["expiresAt"]), (&json!("EXPIRING"), &json!(ends)));
        for unused in ["lastUsedAt", "lastUsedSourceIp", "lastUsedRoute", "revokedAt"] {
            assert_eq!(key[unused], json!(null), "{unused}");
        }
        let signing = &created["signingKeys"][0];
        assert_eq!((&signing["fingerprint"], &signing["status"]), (&json!(app.key.fingerprint()), &json!("CURRENT")));
        assert_eq!((&signing["bits"], &signing["publicKey"]), (&json!(2048), &json!(app.key.public_pem())));

        let from = |address: &str| Call { source_ip: address.to_owned(), ..Call::get("/api/v1/customers") };
        let before = world.now().millis();
        app.call(world, from("198.51.100.7")).await.expect_problem(403, "source_ip_not_allowed");
        assert_eq!(get(world, &owner, &uri).await.expect(200), created, "a refused request does not count as use");
        app.call(world, from("203.0.113.9")).await.expect(200);
        for shown in [
            &get(world, &owner, &uri).await.expect(200),
            &get(world, &owner, APPLICATIONS).await.expect(200)["items"][0],
        ] {
            let key = &shown["apiKeys"][0];
            assert_eq!(
                (&key["lastUsedSourceIp"], &key["lastUsedRoute"]),
                (&json!("203.0.113.9"), &json!("customers-list"))
            );
            let at: contract::time::Timestamp = key["lastUsedAt"].as_str().unwrap().parse().unwrap();
            assert!((before..=world.now().millis()).contains(&at.millis()), "{key}");
            assert_eq!(shown["signingKeys"][0]["lastUsedAt"], key["lastUsedAt"]);
        }
    });
}

#[test]
fn wrong_fields_are_named_and_nothing_is_created() {
    in_world_with(Person::partner, async |world, owner| {
        let key = SigningKey::generate();
        let cases = [
            ("/name", json!({ "name": "" })),
            ("/name", json!({ "name": "x".repeat(101) })),
            ("/permissions", json!({ "permissions": ["CUSTOMERS_WRITE"] })),
            ("/permissions/0", json!({ "permissions": ["ADMIN"] })),
            ("/publicKey", json!({ "publicKey": key.private_pem() })),
            ("/publicKey", json!({ "publicKey": "x" })),
            ("/allowedSourceIps/0", json!({ "allowedSourceIps": ["203.0.113.1/24"] })),
            ("/keyExpiresAt", json!({ "keyExpiresAt": "2020-01-01T00:00:00Z" })),
            ("/organizationId", json!({ "organizationId": "org_0000000000000000000001" })),
            ("/apiKey", json!({ "apiKey": "nuv_test_x" })),
        ];
        for (pointer, more) in cases {
            let reply = create(world, &owner, &key, more).await;
            reply.expect_invalid(pointer);
            assert!(!reply.text.contains("MIIEv"), "a private key is not repeated");
        }
        assert_eq!(get(world, &owner, APPLICATIONS).await.expect(200)["items"], json!([]));
        create(world, &owner, &key, json!({})).await.expect(201);
    });
}

#[test]
fn answers_are_not_cacheable_and_have_the_request_id() {
    in_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &[], json!({})).await;
        for call in every_route(&app) {
            for reply in [world.send(&call.clone().bearer(&owner.token)).await, world.send(&call).await] {
                assert_eq!(reply.header("cache-control"), Some("no-store"), "{}", reply.text);
                assert_eq!(reply.header("x-request-id"), Some("test-request"));
            }
        }
    });
}
