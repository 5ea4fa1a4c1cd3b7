//! New API keys, as an addition or a replacement with a grace window.

use serde_json::{Value, json};

use super::hand::{Hand, good, judgment, pointers, refused, seconds, statuses};
use crate::support::{in_own_world, in_world_with};

fn api_key(answer: &Value) -> &str {
    answer["apiKey"].as_str().unwrap()
}

#[test]
fn an_additional_key_leaves_the_others_unchanged() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let mut keys = vec![app.api_key.clone()];
        for body in [json!({}), json!({ "replace": false }), json!({ "replace": null, "graceSeconds": null })] {
            let before = owner.get().await;
            let reply = owner.rotate(body).await;
            let created = reply.expect(201);
            assert_eq!(reply.header("etag"), Some(owner.etag().await.as_str()));
            let (old, new) =
                created["apiKeys"].as_array().unwrap().split_at(before["apiKeys"].as_array().unwrap().len());
            assert_eq!(json!(old), before["apiKeys"]);
            let [new] = new else { panic!("{new:?}") };
            assert_eq!((&new["status"], &new["expiresAt"]), (&json!("ACTIVE"), &json!(null)));
            assert_eq!((&new["createdAt"], &new["revokedAt"]), (&created["updatedAt"], &json!(null)));
            assert!(api_key(&created).starts_with(new["prefix"].as_str().unwrap()));
            assert!(api_key(&created).ends_with(new["lastFour"].as_str().unwrap()));
            assert_eq!(created["signingKeys"], before["signingKeys"]);
            // The answer is repeated without the key.
            let mut again = created.clone();
            again.as_object_mut().unwrap().remove("apiKey");
            assert_eq!(owner.get().await, again);
            keys.push(api_key(&created).to_owned());
        }
        for key in &keys {
            assert_eq!(judgment(world, key, &app.key).await, good());
        }
        assert_eq!(owner.actions(1).await, ["API_KEY_CREATED"; 3]);
    });
}

#[test]
fn replaced_keys_work_until_their_grace_window_ends() {
    in_own_world(async |world| {
        for grace in [3600_i64, 30 * 24 * 60 * 60] {
            let (owner, app) = Hand::owner(world).await;
            let beside = owner.rotate(json!({})).await.expect(201);
            let created = owner.rotate(json!({ "replace": true, "graceSeconds": grace })).await.expect(201);
            assert_eq!(statuses(&created), ["EXPIRING", "EXPIRING", "ACTIVE"]);
            let new = &created["apiKeys"][2];
            for old in &created["apiKeys"].as_array().unwrap()[..2] {
                assert_eq!(seconds(&new["createdAt"], &old["expiresAt"]), grace);
                assert_eq!(old["revokedAt"], json!(null));
            }
            assert_eq!(owner.actions(2).await, ["API_KEY_CREATED", "API_KEY_EXPIRING", "API_KEY_EXPIRING"]);

            world.advance(grace - 60);
            for key in [&app.api_key, api_key(&beside), api_key(&created)] {
                assert_eq!(judgment(world, key, &app.key).await, good());
            }
            world.advance(60);
            for key in [&app.api_key, api_key(&beside)] {
                assert_eq!(judgment(world, key, &app.key).await, refused("api_key_expired"));
            }
            assert_eq!(judgment(world, api_key(&created), &app.key).await, good());
            assert_eq!(statuses(&owner.get().await), ["EXPIRED", "EXPIRED", "ACTIVE"]);
        }
    });
}

#[test]
fn without_a_grace_window_replaced_keys_are_revoked_immediately() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let beside = owner.rotate(json!({ "expiresAt": world.now().plus_seconds(600) })).await.expect(201);
        for key in [&app.api_key, api_key(&beside)] {
            assert_eq!(judgment(world, key, &app.key).await, good());
        }
        let created = owner.rotate(json!({ "replace": true, "graceSeconds": 0 })).await.expect(201);
        assert_eq!(statuses(&created), ["REVOKED", "REVOKED", "ACTIVE"]);
        for (number, key) in [&app.api_key, api_key(&beside)].into_iter().enumerate() {
            assert_eq!(judgment(world, key, &app.key).await, refused("api_key_revoked"));
            let shown = &created["apiKeys"][number];
            assert_eq!(shown["revokedAt"], created["apiKeys"][2]["createdAt"]);
            assert_eq!(shown["expiresAt"], beside["apiKeys"][number]["expiresAt"], "the expiry stays");
        }
        assert_eq!(judgment(world, api_key(&created), &app.key).await, good());
        assert_eq!(owner.actions(2).await, ["API_KEY_CREATED", "API_KEY_REVOKED", "API_KEY_REVOKED"]);
    });
}

#[test]
fn wrong_fields_of_a_new_key_are_named_and_nothing_is_created() {
    in_world_with(Hand::owner, async |world, (owner, _)| {
        let (before, etag) = (owner.get().await, owner.etag().await);
        let past = world.now().plus_seconds(-1);
        let cases: [(Value, &[&str]); 14] = [
            (json!({ "replace": true }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": null }), &["/graceSeconds"]),
            (json!({ "graceSeconds": 60 }), &["/graceSeconds"]),
            (json!({ "replace": false, "graceSeconds": 0 }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": 2_592_001 }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": 4_294_967_296_u64 }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": -1 }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": 1.5 }), &["/graceSeconds"]),
            (json!({ "replace": true, "graceSeconds": "60" }), &["/graceSeconds"]),
            (json!({ "replace": "yes", "graceSeconds": 60 }), &["/replace"]),
            (json!({ "expiresAt": past }), &["/expiresAt"]),
            (json!({ "expiresAt": "tomorrow" }), &["/expiresAt"]),
            (json!({ "apiKey": "nuv_test_x" }), &["/apiKey"]),
            (json!({ "replace": 1, "expiresAt": 1, "x": 1 }), &["/replace", "/expiresAt", "/x"]),
        ];
        for (body, expected) in cases {
            let reply = owner.rotate(body.clone()).await;
            let problem = reply.expect_problem(422, "validation_failed");
            assert_eq!(pointers(&problem), expected, "{body}: {problem}");
            assert!(!reply.text.contains("nuv_test_"), "no key was created");
        }
        assert_eq!((owner.get().await, owner.etag().await), (before, etag));
        assert_eq!(owner.actions(1).await.len(), 0);
        owner.rotate(json!({ "replace": true, "graceSeconds": 2_592_000 })).await.expect(201);
    });
}

#[test]
fn a_new_key_may_have_an_expiry() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let end = world.now().plus_seconds(120);
        let created = owner.rotate(json!({ "expiresAt": end })).await.expect(201);
        assert_eq!(statuses(&created), ["ACTIVE", "EXPIRING"]);
        assert_eq!(created["apiKeys"][1]["expiresAt"], json!(end));
        assert_eq!(judgment(world, api_key(&created), &app.key).await, good());
        world.advance(120);
        assert_eq!(judgment(world, api_key(&created), &app.key).await, refused("api_key_expired"));
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        assert_eq!(statuses(&owner.get().await), ["ACTIVE", "EXPIRED"]);
    });
}

#[test]
fn a_replacement_never_extends_an_expiry() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner_of(world, json!({ "keyExpiresAt": world.now().plus_seconds(300) })).await;
        let end = |application: &Value, number: usize| application["apiKeys"][number]["expiresAt"].clone();
        let replace = async |grace: i64| {
            let since = owner.history().await.len();
            let created = owner.rotate(json!({ "replace": true, "graceSeconds": grace })).await.expect(201);
            (created, owner.actions(since).await)
        };
        let (second, actions) = replace(3600).await;
        assert_eq!(end(&second, 0), end(&app.created, 0), "300 s, not an hour");
        assert_eq!(actions, ["API_KEY_CREATED"], "no other key changed");
        let (third, actions) = replace(3600).await;
        assert_eq!((end(&third, 0), seconds(&end(&third, 1), &third["updatedAt"])), (end(&app.created, 0), -3600));
        assert_eq!(actions, ["API_KEY_CREATED", "API_KEY_EXPIRING"]);
        let (fourth, _) = replace(2_592_000).await;
        assert_eq!((end(&fourth, 0), end(&fourth, 1)), (end(&app.created, 0), end(&third, 1)));
        assert_eq!(seconds(&fourth["updatedAt"], &end(&fourth, 2)), 2_592_000);
        // A shorter window shortens the expiry.
        let (fifth, actions) = replace(60).await;
        for number in 0..4 {
            assert_eq!(seconds(&fifth["updatedAt"], &end(&fifth, number)), 60, "{number}");
        }
        assert_eq!(actions.len(), 5);
        assert_eq!(end(&fifth, 4), json!(null));
        // An expired key stays expired, with and without a window.
        world.advance(61);
        let (sixth, _) = replace(3600).await;
        assert_eq!(statuses(&sixth), ["EXPIRED", "EXPIRED", "EXPIRED", "EXPIRED", "EXPIRING", "ACTIVE"]);
        let (seventh, _) = replace(0).await;
        assert_eq!(statuses(&seventh), ["EXPIRED", "EXPIRED", "EXPIRED", "EXPIRED", "REVOKED", "REVOKED", "ACTIVE"]);
        for number in 0..4 {
            assert_eq!(end(&seventh, number), end(&fifth, number));
        }
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_expired"));
    });
}
