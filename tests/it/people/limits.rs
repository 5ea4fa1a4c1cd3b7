//! Limits of an application's API keys, in use and past.

use serde_json::json;

use super::hand::{Hand, good, judgment, refused, statuses};
use super::written::bytes;
use crate::support::aws::list;
use crate::support::in_world_with;

#[test]
fn an_application_has_at_most_ten_keys_in_use() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        for _ in 0..9 {
            owner.rotate(json!({})).await.expect(201);
        }
        let (full, etag) = (owner.get().await, owner.etag().await);
        assert_eq!(statuses(&full), ["ACTIVE"; 10]);
        for body in [json!({}), json!({ "replace": true, "graceSeconds": 60 })] {
            let reply = owner.rotate(body).await;
            let problem = reply.expect_problem(409, "conflict");
            assert!(problem["detail"].as_str().unwrap().contains("10 API keys"), "{problem}");
            assert!(!reply.text.contains("nuv_test_"));
        }
        assert_eq!((owner.get().await, owner.etag().await), (full.clone(), etag));

        // One key less makes room for another.
        owner.revoke(full["apiKeys"][4]["id"].as_str().unwrap()).await.expect(200);
        owner.rotate(json!({})).await.expect(201);
        owner.rotate(json!({})).await.expect_problem(409, "conflict");
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());

        // All keys can be replaced at the limit.
        let created = owner.rotate(json!({ "replace": true, "graceSeconds": 0 })).await.expect(201);
        let mut expected = vec!["REVOKED"; 10];
        expected.push("ACTIVE");
        assert_eq!(statuses(&created), expected, "ten past keys are shown");
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("api_key_revoked"));
        assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &app.key).await, good());
    });
}

#[test]
fn an_application_keeps_at_most_ten_past_keys() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let size = async || {
            let mut found = Vec::new();
            bytes(&aws_sdk_dynamodb::types::AttributeValue::M(world.aws.application(&app.id).await), &mut found);
            found.iter().map(Vec::len).sum::<usize>()
        };
        let (mut raw, mut sizes) = (vec![app.api_key.clone()], Vec::new());
        for rotation in 1..=40 {
            let created = owner.rotate(json!({ "replace": true, "graceSeconds": 0 })).await.expect(201);
            raw.push(created["apiKey"].as_str().unwrap().to_owned());
            assert_eq!(statuses(&created).len(), 11.min(rotation + 1));
            sizes.push(size().await);
        }
        assert_eq!(list(&mut world.aws.application(&app.id).await, "apiKeys").len(), 11);
        assert!(sizes[9] > sizes[0], "{sizes:?}");
        assert!(sizes[9..].iter().all(|size| *size == sizes[9]), "{sizes:?}");
        // The shown keys are the latest ones.
        let shown = owner.get().await;
        for (key, raw) in shown["apiKeys"].as_array().unwrap().iter().zip(&raw[30..]) {
            assert!(raw.starts_with(key["prefix"].as_str().unwrap()));
        }
        assert_eq!(judgment(world, &raw[40], &app.key).await, good());
        assert_eq!(judgment(world, &raw[30], &app.key).await, refused("api_key_revoked"));
        assert_eq!(judgment(world, &raw[29], &app.key).await, refused("api_key_invalid"), "an older key is deleted");
        // The history keeps every entry.
        let actions = owner.actions(0).await;
        assert_eq!(actions.iter().filter(|action| *action == "API_KEY_CREATED").count(), 40);
        assert_eq!(actions.iter().filter(|action| *action == "API_KEY_REVOKED").count(), 40);
    });
}
