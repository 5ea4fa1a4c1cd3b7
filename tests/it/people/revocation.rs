//! Revocation of an API key: immediate, final and repeatable.

use serde_json::json;

use super::hand::{Hand, good, judgment, refused, statuses};
use crate::support::{in_own_world, in_world_with};

#[test]
fn a_revoked_key_is_refused_immediately_and_permanently() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let other = owner.rotate(json!({})).await.expect(201);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        let since = owner.history().await.len();

        let revoked = owner.revoke(&app.key_id()).await.expect(200);
        assert_eq!(statuses(&revoked), ["REVOKED", "ACTIVE"]);
        assert_eq!(revoked["apiKeys"][0]["revokedAt"], revoked["updatedAt"]);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));
        assert_eq!(judgment(world, other["apiKey"].as_str().unwrap(), &app.key).await, good());

        // A repetition changes neither time nor revision nor history.
        let etag = owner.etag().await;
        world.advance(10);
        for _ in 0..3 {
            let again = owner.revoke(&app.key_id()).await;
            assert_eq!(again.expect(200)["apiKeys"][0], revoked["apiKeys"][0]);
            assert_eq!(again.expect(200)["updatedAt"], revoked["updatedAt"]);
            assert_eq!(again.header("etag"), Some(etag.as_str()));
        }
        assert_eq!(owner.actions(since).await, ["API_KEY_REVOKED"]);

        // Nothing reactivates the key.
        owner.rotate(json!({ "replace": true, "graceSeconds": 3600 })).await.expect(201);
        owner.patch(json!({ "enabled": false })).await.expect(200);
        owner.patch(json!({ "enabled": true })).await.expect(200);
        let shown = owner.get().await;
        assert_eq!(statuses(&shown), ["REVOKED", "EXPIRING", "ACTIVE"]);
        assert_eq!(shown["apiKeys"][0]["revokedAt"], revoked["apiKeys"][0]["revokedAt"]);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));
    });
}

#[test]
fn keys_in_and_after_their_grace_window_can_be_revoked() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        owner.rotate(json!({ "replace": true, "graceSeconds": 3600 })).await.expect(201);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        assert_eq!(statuses(&owner.revoke(&app.key_id()).await.expect(200)), ["REVOKED", "ACTIVE"]);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));

        let (owner, app) = Hand::owner(world).await;
        owner.rotate(json!({ "replace": true, "graceSeconds": 60 })).await.expect(201);
        world.advance(61);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_expired"));
        assert_eq!(statuses(&owner.revoke(&app.key_id()).await.expect(200)), ["REVOKED", "ACTIVE"]);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));
    });
}

#[test]
fn an_application_may_have_no_key_and_get_a_new_one() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        assert_eq!(statuses(&owner.revoke(&app.key_id()).await.expect(200)), ["REVOKED"]);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));
        let created = owner.rotate(json!({})).await.expect(201);
        assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &app.key).await, good());
    });
}

#[test]
fn an_unknown_key_is_not_found() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let (_, foreign) = Hand::owner(world).await;
        let (before, etag) = (owner.get().await, owner.etag().await);
        for unknown in [&foreign.key_id(), "key_0000", "key_00000", "key_", "0000", "x", &app.api_key[..12]] {
            owner.revoke(unknown).await.expect_problem(404, "not_found");
        }
        assert_eq!((owner.get().await, owner.etag().await), (before, etag));
        assert_eq!(judgment(world, &foreign.api_key, &foreign.key).await, good());
    });
}
