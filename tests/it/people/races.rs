//! Concurrent changes of one application by two people.

use domain::Change;
use domain::application::ApplicationRecord;
use local::Fault;
use serde_json::{Value, json};
use store::{Collection as _, WriteError};

use super::hand::{Hand, good, judgment};
use crate::support::aws::until_hanging;
use crate::support::people::once;
use crate::support::{Call, Reply, SigningKey, in_own_world, in_world_with};

/// Sends all calls concurrently, and lets none write before all have read.
pub(super) async fn at_once(owner: &Hand<'_>, calls: Vec<Call>) -> Vec<Reply> {
    let dynamodb = owner.world.stack.dynamodb();
    dynamodb.set(Fault::Hang.on("TransactWriteItems"));
    let release = async {
        until_hanging(dynamodb, calls.len()).await;
        dynamodb.clear();
    };
    let sent = futures::future::join_all(calls.iter().map(|call| owner.send(call.clone())));
    let (replies, ()) = tokio::join!(sent, release);
    replies
}

/// Returns the one successful answer. The others must be conflicts.
fn winner(replies: &[Reply], status: u16) -> Value {
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == status);
    for reply in lost {
        reply.expect_problem(409, "conflict");
        assert!(!reply.text.contains("nuv_test_"), "{}", reply.text);
    }
    let [won] = won.as_slice() else { panic!("{} succeeded", won.len()) };
    won.json()
}

#[test]
fn two_concurrent_additions_create_two_api_keys() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let calls = vec![owner.rotating(&json!({})), owner.rotating(&json!({}))];
        let replies = at_once(&owner, calls).await;
        for reply in &replies {
            let created = reply.expect(201);
            assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &app.key).await, good());
        }
        assert_eq!(owner.get().await["apiKeys"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn of_two_concurrent_rotations_one_succeeds() {
    in_own_world(async |world| {
        let bodies = [json!({ "replace": true, "graceSeconds": 0 }), json!({ "replace": true, "graceSeconds": 3600 })];
        for body in bodies {
            let (owner, app) = Hand::owner(world).await;
            let since = owner.history().await.len();
            let calls = vec![owner.rotating(&body), owner.rotating(&body)];
            let replies = at_once(&owner, calls).await;
            let won = winner(&replies, 201);
            let shown = owner.get().await;
            assert_eq!(shown["apiKeys"].as_array().unwrap().len(), 2, "{body}");
            assert_eq!(shown["apiKeys"], won["apiKeys"]);
            assert_eq!(judgment(world, won["apiKey"].as_str().unwrap(), &app.key).await, good());
            let created = owner.actions(since).await;
            assert_eq!(created.iter().filter(|action| *action == "API_KEY_CREATED").count(), 1, "{created:?}");
            // The refused person may retry.
            owner.rotate(body).await.expect(201);
        }
    });
}

#[test]
fn of_two_concurrent_signing_keys_one_is_installed() {
    in_own_world(async |world| {
        for grace in [None, Some(3600)] {
            let (owner, app) = Hand::owner(world).await;
            let since = owner.history().await.len();
            let keys = [SigningKey::generate(), SigningKey::generate()];
            let body = |key: &SigningKey| json!({ "publicKey": key.public_pem(), "graceSeconds": grace });
            let calls = keys.iter().map(|key| owner.replacing(&body(key))).collect();
            let replies = at_once(&owner, calls).await;
            let won = winner(&replies, 200);
            let shown = owner.get().await;
            assert_eq!(shown["signingKeys"], won["signingKeys"]);
            assert_eq!(shown["signingKeys"].as_array().unwrap().len(), if grace.is_some() { 2 } else { 1 });
            assert_eq!(owner.actions(since).await, ["SIGNING_KEY_REPLACED"]);
            for (key, reply) in keys.iter().zip(&replies) {
                let accepted = judgment(world, &app.api_key, key).await == good();
                assert_eq!(accepted, reply.status == 200);
            }
            assert_eq!(judgment(world, &app.api_key, &app.key).await == good(), grace.is_some());
            // The refused person's key is unused, so they may retry with it.
            let lost = keys.iter().zip(&replies).find(|(_, reply)| reply.status != 200).unwrap().0;
            owner.replace(lost, None).await.expect(200);
        }
    });
}

#[test]
fn a_concurrent_rotation_and_change_do_not_undo_each_other() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        // A revocation retries on the new state; a rotation does not.
        let calls = vec![
            owner.revoking(&app.key_id()),
            owner.patching(&json!({ "name": "Renamed" })),
            owner.patching(&json!({ "permissions": ["CUSTOMERS_READ"] })),
            owner.replacing(&json!({ "publicKey": SigningKey::generate().public_pem() })),
        ];
        let replies = at_once(&owner, calls).await;
        let [revoked, renamed, permitted, replaced] = replies.as_slice() else { panic!() };
        for reply in [revoked, renamed, permitted] {
            reply.expect(200);
        }
        let shown = owner.get().await;
        assert_eq!(shown["apiKeys"][0]["status"], "REVOKED");
        assert_eq!((&shown["name"], &shown["permissions"]), (&json!("Renamed"), &json!(["CUSTOMERS_READ"])));
        let kept = shown["signingKeys"][0]["fingerprint"] == app.key.fingerprint();
        assert_eq!(kept, replaced.status == 409, "{}", replaced.text);
        let made = owner.actions(1).await.len();
        assert_eq!(made, if kept { 3 } else { 4 });
        assert_eq!(owner.etag().await, format!("\"{}\"", made + 1));
    });
}

#[test]
fn a_change_read_before_the_organization_was_disabled_is_not_written() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let uri = format!("/admin/v1/organizations/{}", owner.organization);
        let (store, organization) = (world.store(), owner.organization.parse().unwrap());
        let applications = store.applications(&organization);
        let id = app.id.parse().unwrap();
        for enabled in [false, true] {
            let before = applications.get(&id).await.unwrap().unwrap();
            let call = Call::patch(&uri).json(&json!({ "enabled": enabled }));
            admin.send(call).await.expect(200);
            let after = ApplicationRecord { revision: before.revision + 1, ..before.clone() };
            let (before, after, history, requires) = (Some(before), Some(after), Vec::new(), Vec::new());
            let change = Change { before, after, line: None, history, requires, companion: None };
            let late = applications.write(&change, &once()).await;
            assert!(matches!(late, Err(WriteError::Changed)), "{late:?}");
            let expected = if enabled { good() } else { (403, "application_disabled".to_owned()) };
            assert_eq!(judgment(world, &app.api_key, &app.key).await, expected);
            // After a new read, the change succeeds and keeps the organization's state.
            owner.patch(json!({ "name": format!("Renamed {enabled}") })).await.expect(200);
            assert_eq!(judgment(world, &app.api_key, &app.key).await, expected);
        }
    });
}

#[test]
fn of_two_editors_of_the_same_revision_one_is_refused() {
    in_own_world(async |world| {
        let (owner, _) = Hand::owner(world).await;
        let etag = owner.etag().await;
        let call = |name: &str| owner.patching(&json!({ "name": name })).header("if-match", &etag);
        let names_of = ["One", "Two"];
        let replies = at_once(&owner, names_of.map(call).to_vec()).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 1));
        lost[0].expect_problem(412, "precondition_failed");
        assert_eq!(owner.get().await["name"], won[0].json()["name"]);
        // The same holds in sequence.
        let etag = owner.etag().await;
        owner.send(owner.patching(&json!({ "enabled": false })).header("if-match", &etag)).await.expect(200);
        let late = owner.send(owner.patching(&json!({ "name": "Three" })).header("if-match", &etag)).await;
        late.expect_problem(412, "precondition_failed");
    });
}

#[test]
fn a_rotation_with_a_lost_answer_has_one_effect() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let dynamodb = world.stack.dynamodb();
        dynamodb.set(Fault::LoseAnswer.on("TransactWriteItems").times(1));
        let created = owner.rotate(json!({ "replace": true, "graceSeconds": 0 })).await.expect(201);
        assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &app.key).await, good());
        dynamodb.set(Fault::LoseAnswer.on("TransactWriteItems").times(1));
        let next = SigningKey::generate();
        owner.replace(&next, None).await.expect(200);
        assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &next).await, good());
        assert_eq!(owner.actions(1).await, ["API_KEY_CREATED", "API_KEY_REVOKED", "SIGNING_KEY_REPLACED"]);
        // A failed rotation leaves nothing and shows no key.
        let before = (owner.get().await, owner.history().await.len());
        dynamodb.set(Fault::Refuse.on("TransactWriteItems"));
        let refused = owner.rotate(json!({ "replace": true, "graceSeconds": 0 })).await;
        refused.expect_problem(503, "dependency_unavailable");
        assert!(!refused.text.contains("nuv_test_"));
        owner.replace(&SigningKey::generate(), None).await.expect_problem(503, "dependency_unavailable");
        owner
            .revoke(before.0["apiKeys"][1]["id"].as_str().unwrap())
            .await
            .expect_problem(503, "dependency_unavailable");
        owner.patch(json!({ "enabled": false })).await.expect_problem(503, "dependency_unavailable");
        owner.send(owner.deleting()).await.expect_problem(503, "dependency_unavailable");
        dynamodb.clear();
        let now = (owner.get().await, owner.history().await.len());
        assert_eq!(
            (&now.0["apiKeys"], &now.0["signingKeys"], now.1),
            (&before.0["apiKeys"], &before.0["signingKeys"], before.1)
        );
    });
}
