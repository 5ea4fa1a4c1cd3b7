//! Deletion of an application: keys are refused, names and keys are free, the history stays.

use contract::table::Table;
use serde_json::{Value, json};

use super::hand::{Hand, good, judgment, refused};
use crate::support::aws::{number, set};
use crate::support::people::token;
use crate::support::{Call, SigningKey, World, in_world, in_world_with};

async fn count(owner: &Hand<'_>) -> String {
    let organization = owner.world.aws.get(Table::Access, &format!("ORG#{}", owner.organization), "ORG").await.unwrap();
    organization["applicationCount"].as_n().unwrap().clone()
}

async fn history(world: &World, owner: &Hand<'_>) -> Value {
    let call = Call::get("/partner/v1/audit?limit=100").bearer(&token(world, &owner.user));
    world.send(&call).await.expect(200)["items"].clone()
}

#[test]
fn a_deleted_applications_keys_are_refused_at_once() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let beside = owner.rotate(json!({})).await.expect(201);
        let keys = [app.api_key.as_str(), beside["apiKey"].as_str().unwrap()];
        for key in keys {
            assert_eq!(judgment(world, key, &app.key).await, good());
        }
        let gone = owner.send(owner.deleting()).await;
        assert_eq!((gone.status, gone.text.as_str()), (204, ""));
        assert_eq!((gone.header("content-type"), gone.header("etag")), (None, None));
        for key in keys {
            // Like an application that never existed.
            assert_eq!(judgment(world, key, &app.key).await, refused("api_key_invalid"));
        }

        let next = SigningKey::generate();
        let calls = [
            Call::get(&owner.uri),
            Call::get(&format!("{}/refusals", owner.uri)),
            owner.patching(&json!({ "enabled": true })),
            owner.rotating(&json!({})),
            owner.revoking(&app.key_id()),
            owner.replacing(&json!({ "publicKey": next.public_pem() })),
            owner.deleting(),
            owner.deleting(),
        ];
        for call in calls {
            owner.send(call).await.expect_problem(404, "not_found");
        }
        assert_eq!(owner.send(Call::get(&owner.applications)).await.expect(200)["items"], json!([]));
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_invalid"));
    });
}

#[test]
fn a_deletion_frees_names_and_keys_and_keeps_the_history() {
    in_world(async |world| {
        let (owner, app) = Hand::owner_of(world, json!({ "name": "Payouts" })).await;
        let second = SigningKey::generate();
        owner.replace(&second, Some(3600)).await.expect(200);
        let before = history(world, &owner).await;
        assert_eq!(before.as_array().unwrap().len(), 2);
        assert_eq!(owner.send(owner.deleting()).await.status, 204);
        assert_eq!(count(&owner).await, "0");
        // Only the organization, its member and the creators of credentials stay in the table.
        let left = world.aws.partition(Table::Access, &format!("ORG#{}", owner.organization)).await;
        let left: Vec<_> = left.iter().map(|item| item["sk"].as_s().unwrap().as_str()).collect();
        assert!(
            left.iter().all(|sk| *sk == "ORG" || sk.starts_with("MEMBER#") || sk.starts_with("CREDENTIAL_BY#")),
            "{left:?}"
        );
        assert!(world.aws.get(Table::Access, &app.id, "APPLICATION").await.is_none());

        // The name is free in this organization, the current and retiring key everywhere.
        let (other, _) = Hand::owner(world).await;
        let again = owner.create(&app.key, json!({ "name": "payouts" })).await.expect(201);
        assert_ne!(again["id"], app.id);
        other.replace(&second, None).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_invalid"));
        assert_eq!(judgment(world, again["apiKey"].as_str().unwrap(), &app.key).await, good());

        let after = history(world, &owner).await;
        let entries = after.as_array().unwrap();
        assert_eq!(entries.len(), 4);
        assert_eq!(json!(entries[2..]), before, "former entries stay unchanged");
        let deleted = &entries[1];
        assert_eq!((&deleted["action"], &deleted["applicationId"]), (&json!("APPLICATION_DELETED"), &json!(app.id)));
        assert_eq!((&deleted["before"]["name"], &deleted["after"]), (&json!("Payouts"), &json!(null)));
        assert_eq!(deleted["before"]["signingKeys"].as_array().unwrap().len(), 2);
        let uri = format!("/partner/v1/audit?applicationId={}", app.id);
        let of_it = world.send(&Call::get(&uri).bearer(&token(world, &owner.user))).await.expect(200);
        assert_eq!(of_it["items"], json!(entries[1..]), "the history of a deleted application is readable");
    });
}

#[test]
fn a_deletion_makes_room_for_another_application() {
    in_world_with(Hand::owner, async |world, (owner, _)| {
        world.aws.edit_organization(&owner.organization, |item| set(item, "applicationCount", number(100))).await;
        owner.create(&SigningKey::generate(), json!({})).await.expect_problem(409, "conflict");
        assert_eq!(owner.send(owner.deleting()).await.status, 204);
        owner.send(owner.deleting()).await.expect_problem(404, "not_found");
        assert_eq!(count(&owner).await, "99", "counted once, regardless of repetitions");
        owner.create(&SigningKey::generate(), json!({})).await.expect(201);
        owner.create(&SigningKey::generate(), json!({})).await.expect_problem(409, "conflict");
    });
}

#[test]
fn a_disabled_application_can_be_deleted() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        owner.patch(json!({ "enabled": false })).await.expect(200);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, (403, "application_disabled".to_owned()));
        assert_eq!(owner.send(owner.deleting()).await.status, 204);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_invalid"));
    });
}
