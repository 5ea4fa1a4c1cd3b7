//! Signing keys: replacement, grace window, uniqueness across the platform.

use serde_json::{Value, json};

use super::hand::{Hand, READ, good, judgment, judgment_with, pointers, refused, seconds};
use crate::support::{Call, SigningKey, in_own_world, in_world, in_world_with};

const WEEK: u32 = 7 * 24 * 60 * 60;

/// Returns fingerprint and status of each signing key.
fn shown(application: &Value) -> Vec<(String, &str)> {
    let keys = application["signingKeys"].as_array().unwrap().iter();
    keys.map(|key| (key["fingerprint"].as_str().unwrap().to_owned(), key["status"].as_str().unwrap())).collect()
}

#[test]
fn without_a_grace_window_only_the_new_key_verifies() {
    in_world(async |world| {
        for grace in [None, Some(0)] {
            let (owner, app) = Hand::owner(world).await;
            assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
            let next = SigningKey::generate();
            let reply = owner.replace(&next, grace).await;
            let replaced = reply.expect(200);
            assert_eq!(reply.header("etag"), Some("\"2\""));
            assert_eq!(shown(&replaced), [(next.fingerprint(), "CURRENT")]);
            let key = &replaced["signingKeys"][0];
            assert_eq!((&key["publicKey"], &key["bits"]), (&json!(next.public_pem()), &json!(2048)));
            assert_eq!((&key["installedAt"], &key["retiresAt"]), (&replaced["updatedAt"], &json!(null)));
            assert_eq!(replaced["apiKeys"][0]["status"], "ACTIVE", "API keys stay unchanged");
            let kid = app.key.fingerprint();
            assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("signature_invalid"));
            assert_eq!(judgment_with(world, &app.api_key, &app.key, Some(&kid)).await, refused("signature_invalid"));
            assert_eq!(judgment(world, &app.api_key, &next).await, good());
            assert_eq!(judgment_with(world, &app.api_key, &next, Some(&next.fingerprint())).await, good());
            assert_eq!(owner.actions(1).await, ["SIGNING_KEY_REPLACED"]);
        }
    });
}

#[test]
fn both_keys_verify_in_the_grace_window_and_then_only_the_new_one() {
    in_own_world(async |world| {
        for grace in [3600, WEEK] {
            let (owner, app) = Hand::owner(world).await;
            let (old, next) = (&app.key, SigningKey::generate());
            let replaced = owner.replace(&next, Some(grace)).await.expect(200);
            assert_eq!(shown(&replaced), [(next.fingerprint(), "CURRENT"), (old.fingerprint(), "RETIRING")]);
            let [new, retiring] = [&replaced["signingKeys"][0], &replaced["signingKeys"][1]];
            assert_eq!(new["retiresAt"], json!(null));
            assert_eq!(seconds(&new["installedAt"], &retiring["retiresAt"]), i64::from(grace));
            assert_eq!(retiring["installedAt"], app.created["createdAt"]);
            let both = async |of_old: (u16, String)| {
                for (key, expected) in [(&next, good()), (old, of_old)] {
                    assert_eq!(judgment(world, &app.api_key, key).await, expected);
                    assert_eq!(judgment_with(world, &app.api_key, key, Some(&key.fingerprint())).await, expected);
                }
                // Each key only under its own `kid`.
                for (key, kid) in [(&next, old), (old, &next)] {
                    let crossed = judgment_with(world, &app.api_key, key, Some(&kid.fingerprint())).await;
                    assert_eq!(crossed, refused("signature_invalid"));
                }
            };
            both(good()).await;
            world.advance(i64::from(grace) - 60);
            both(good()).await;
            world.advance(60);
            both(refused("signature_invalid")).await;
            assert_eq!(shown(&owner.get().await), [(next.fingerprint(), "CURRENT")]);
        }
    });
}

#[test]
fn an_application_has_at_most_two_signing_keys() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let [second, third, fourth] = [(); 3].map(|()| SigningKey::generate());
        owner.replace(&second, Some(3600)).await.expect(200);
        let etag = owner.etag().await;
        for grace in [1, WEEK] {
            let problem = owner.replace(&third, Some(grace)).await.expect_problem(409, "conflict");
            let until = owner.get().await["signingKeys"][1]["retiresAt"].as_str().unwrap().to_owned();
            assert!(problem["detail"].as_str().unwrap().contains(&until), "{problem}");
        }
        assert_eq!(owner.etag().await, etag);
        for (key, expected) in [(&app.key, good()), (&second, good()), (&third, refused("signature_invalid"))] {
            assert_eq!(judgment(world, &app.api_key, key).await, expected);
        }
        // A replacement without a grace window succeeds immediately.
        assert_eq!(shown(&owner.replace(&third, None).await.expect(200)), [(third.fingerprint(), "CURRENT")]);
        for (key, expected) in
            [(&app.key, refused("signature_invalid")), (&second, refused("signature_invalid")), (&third, good())]
        {
            assert_eq!(judgment(world, &app.api_key, key).await, expected);
        }
        // With a grace window it succeeds after the wait.
        owner.replace(&fourth, Some(60)).await.expect(200);
        owner.replace(&second, Some(60)).await.expect_problem(409, "conflict");
        world.advance(60);
        let replaced = owner.replace(&second, Some(60)).await.expect(200);
        assert_eq!(shown(&replaced), [(second.fingerprint(), "CURRENT"), (fourth.fingerprint(), "RETIRING")]);
        assert_eq!(judgment(world, &app.api_key, &third).await, refused("signature_invalid"));
    });
}

#[test]
fn a_retiring_key_may_be_reinstalled() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let second = SigningKey::generate();
        owner.replace(&second, Some(3600)).await.expect(200);
        let back = owner.replace(&app.key, Some(60)).await.expect(200);
        assert_eq!(shown(&back), [(app.key.fingerprint(), "CURRENT"), (second.fingerprint(), "RETIRING")]);
        assert_eq!(back["signingKeys"][0]["retiresAt"], json!(null));
        assert_eq!(seconds(&back["updatedAt"], &back["signingKeys"][1]["retiresAt"]), 60);
        for key in [&app.key, &second] {
            assert_eq!(judgment(world, &app.api_key, key).await, good());
        }
        world.advance(60);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        assert_eq!(judgment(world, &app.api_key, &second).await, refused("signature_invalid"));
        // The same works without a grace window, and for a retired key.
        owner.replace(&second, Some(3600)).await.expect(200);
        let back = owner.replace(&app.key, None).await.expect(200);
        assert_eq!(shown(&back), [(app.key.fingerprint(), "CURRENT")]);
        assert_eq!(judgment(world, &app.api_key, &second).await, refused("signature_invalid"));
        assert_eq!(owner.actions(1).await, ["SIGNING_KEY_REPLACED"; 4]);
    });
}

#[test]
fn a_key_that_is_taken_is_refused_and_changes_nothing() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let sibling = SigningKey::generate();
        owner.create(&sibling, json!({})).await.expect(201);
        let (other, foreign) = Hand::owner(world).await;
        let retiring = SigningKey::generate();
        other.replace(&retiring, Some(3600)).await.expect(200);
        let (before, etag, since) = (owner.get().await, owner.etag().await, owner.history().await.len());
        let taken = [
            ("current already", &app.key),
            ("the organization's other application's", &sibling),
            ("another organization's, retiring", &foreign.key),
            ("another organization's", &retiring),
        ];
        let mut told_of_others = Vec::new();
        for (what, key) in taken {
            for grace in [None, Some(3600)] {
                let problem = owner.replace(key, grace).await.expect_problem(409, "conflict");
                assert_eq!(pointers(&problem), ["/publicKey"], "{what}: {problem}");
                if what != "current already" {
                    told_of_others.push(problem);
                }
            }
        }
        told_of_others.dedup();
        assert_eq!(told_of_others.len(), 1, "the owner is not revealed");
        assert_eq!((owner.get().await, owner.etag().await), (before, etag));
        assert_eq!(owner.actions(since).await.len(), 0);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
    });
}

#[test]
fn a_dropped_key_is_free_and_a_retiring_one_is_taken() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let (other, _) = Hand::owner(world).await;
        let [second, third] = [(); 2].map(|()| SigningKey::generate());
        owner.replace(&second, Some(3600)).await.expect(200);
        other.replace(&app.key, None).await.expect_problem(409, "conflict");
        other.create(&app.key, json!({})).await.expect_problem(409, "conflict");
        // A dropped key is free for any application, also of another organization.
        owner.replace(&third, None).await.expect(200);
        other.replace(&app.key, None).await.expect(200);
        other.create(&second, json!({})).await.expect(201);
        owner.replace(&app.key, None).await.expect_problem(409, "conflict");
        owner.replace(&second, None).await.expect_problem(409, "conflict");
        assert_eq!(judgment(world, &app.api_key, &third).await, good());
        assert_eq!(judgment(world, &app.api_key, &app.key).await, refused("signature_invalid"));
    });
}

#[test]
fn wrong_fields_of_a_replacement_are_named_and_nothing_changes() {
    in_world_with(Hand::owner, async |world, (owner, app)| {
        let key = SigningKey::generate();
        let (pem, private) = (key.public_pem(), key.private_pem());
        let rows: Vec<Value> = serde_json::from_str(include_str!("../../vectors/refused_keys.json")).unwrap();
        let etag = owner.etag().await;
        let cases: [(Value, &[&str]); 11] = [
            (json!({}), &["/publicKey"]),
            (json!({ "publicKey": null }), &["/publicKey"]),
            (json!({ "publicKey": "x" }), &["/publicKey"]),
            (json!({ "publicKey": format!("{pem}{pem}") }), &["/publicKey"]),
            (json!({ "publicKey": pem.replace("PUBLIC KEY", "RSA PUBLIC KEY") }), &["/publicKey"]),
            (json!({ "publicKey": pem, "graceSeconds": WEEK + 1 }), &["/graceSeconds"]),
            (json!({ "publicKey": pem, "graceSeconds": -1 }), &["/graceSeconds"]),
            (json!({ "publicKey": pem, "graceSeconds": 0.5 }), &["/graceSeconds"]),
            (json!({ "publicKey": pem, "graceSeconds": "60" }), &["/graceSeconds"]),
            (json!({ "publicKey": pem, "privateKey": private }), &["/privateKey"]),
            (json!({ "publicKey": private, "graceSeconds": true }), &["/publicKey", "/graceSeconds"]),
        ];
        for (body, expected) in cases {
            let reply = owner.send(owner.replacing(&body)).await;
            let problem = reply.expect_problem(422, "validation_failed");
            assert_eq!(pointers(&problem), expected, "{problem}");
            assert!(!reply.text.contains(private.lines().nth(2).unwrap()), "a private key is not repeated");
        }
        // One key per reason; other tests cover all keys at creation.
        let mut reasons = std::collections::BTreeSet::new();
        for row in rows.iter().filter(|row| reasons.insert(row["reason"].as_str().unwrap())) {
            let text = row["pem"].as_str().unwrap();
            let reply = owner.send(owner.replacing(&json!({ "publicKey": text }))).await;
            assert_eq!(pointers(&reply.expect_problem(422, "validation_failed")), ["/publicKey"], "{row}");
        }
        assert!(rows.len() > 60);
        assert_eq!(owner.etag().await, etag);
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        // CRLF and a final blank line do not change the key.
        let body = json!({ "publicKey": format!("{}\r\n", pem.replace('\n', "\r\n")), "graceSeconds": null });
        let replaced = owner.send(owner.replacing(&body)).await.expect(200);
        assert_eq!(shown(&replaced), [(key.fingerprint(), "CURRENT")]);
    });
}

#[test]
fn each_signing_key_shows_its_last_verified_request() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let next = SigningKey::generate();
        let replaced = owner.replace(&next, Some(3600)).await.expect(200);
        assert_eq!(replaced["signingKeys"][0]["lastUsedAt"], json!(null));
        assert_eq!(replaced["signingKeys"][1]["lastUsedAt"], json!(null));
        let used = async || {
            let shown = owner.get().await;
            [0, 1].map(|number| shown["signingKeys"][number]["lastUsedAt"].as_str().map(str::to_owned))
        };
        assert_eq!(judgment(world, &app.api_key, &app.key).await, good());
        let [of_next, of_old] = used().await;
        assert_eq!(of_next, None);
        let first = of_old.unwrap();

        world.advance(120);
        assert_eq!(judgment(world, &app.api_key, &next).await, good());
        let [of_next, of_old] = used().await;
        assert_eq!(of_old.as_ref(), Some(&first), "the old key is idle");
        let of_next = of_next.unwrap();
        assert!(of_next > first);

        // Another API key uses the same signing key; a refused request does not count as use.
        world.advance(120);
        let created = owner.rotate(json!({})).await.expect(201);
        owner.patch(json!({ "permissions": ["CUSTOMERS_READ"] })).await.expect(200);
        assert_eq!(judgment(world, created["apiKey"].as_str().unwrap(), &app.key).await, good());
        world.advance(120);
        owner.patch(json!({ "permissions": [] })).await.expect(200);
        let call = app.sign(world, Call::get(READ));
        world.send(&call).await.expect_problem(403, "permission_denied");
        let [again_of_next, again_of_old] = used().await;
        assert_eq!(again_of_next.as_ref(), Some(&of_next));
        assert!(again_of_old.clone().unwrap() > of_next);
        let key = &owner.get().await["apiKeys"][1];
        assert_eq!(
            (key["lastUsedAt"].as_str(), &key["lastUsedRoute"]),
            (again_of_old.as_deref(), &json!(super::hand::READ_ID))
        );
    });
}
