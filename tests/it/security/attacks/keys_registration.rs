//! Registration of forbidden public keys.

use std::str::FromStr as _;

use contract::permission::Permission;
use contract::signing_key::SigningPublicKey;
use provision::DemoUser;
use serde_json::{Value, json};

use super::target::attack;
use crate::support::{Reply, SigningKey, World, in_own_world, in_world, pem};

/// Vectors of `refused_keys.py`.
const REFUSED: &str = include_str!("../../../vectors/refused_keys.json");
/// Vectors of `pasted_keys.py`.
const PASTED: &str = include_str!("../../../vectors/pasted_keys.json");
/// Vectors of `shared_primes.py`.
const SHARED: &str = include_str!("../../../vectors/shared_primes.json");
/// Output of `openssl genrsa 8192 | openssl rsa -pubout`.
const RSA_8192: &str = include_str!("../../../vectors/rsa_8192.pem");

fn body(public_key: &Value) -> Value {
    json!({ "name": format!("Service {}", fresh()), "publicKey": public_key, "permissions": ["CUSTOMERS_READ"] })
}

/// Returns an unused name.
fn fresh() -> String {
    let mut bytes = [0; 8];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    hex::encode(bytes)
}

async fn register(world: &World, user: DemoUser, body: &Value) -> Reply {
    let call = crate::support::Call::post("/partner/v1/api-applications").bearer(&world.token(user)).json(body);
    world.send(&call).await
}

/// Asserts that the key is the only invalid field, with the contract's reason. The contract's own tests cover the
/// reason.
async fn refuses(world: &World, what: &str, text: &str, reason: &str) {
    let reply = register(world, DemoUser::Partner, &body(&text.into())).await;
    assert_eq!(reply.problem(), (422, "validation_failed".to_owned()), "{what}: {}", reply.text);
    let refused = SigningPublicKey::from_str(text).unwrap_err();
    let expected = json!([{ "pointer": "/publicKey", "reason": refused.to_string() }]);
    assert_eq!(reply.json()["errors"], expected, "{what}");
    assert!(format!("{refused:?}").starts_with(reason), "{what}: {refused:?}");
    // The sent text could be a private key.
    let sent = text.lines().find(|line| line.len() > 40 && !line.contains("-----"));
    assert!(sent.is_none_or(|line| !reply.text.contains(line)), "{what}: the answer repeats the key");
}

#[test]
fn weak_and_malformed_keys_are_each_refused_with_their_reason() {
    in_world(async |world| {
        let rows: Vec<Value> = serde_json::from_str(REFUSED).unwrap();
        assert!(rows.len() >= 66);
        for row in &rows {
            let text = |name: &str| row[name].as_str().unwrap();
            refuses(world, text("what"), text("pem"), text("reason")).await;
        }
    });
}

#[test]
fn inspection_and_registration_of_pasted_keys_agree() {
    in_world(async |world| {
        let rows: Vec<Value> = serde_json::from_str(PASTED).unwrap();
        for (row, user) in rows.iter().zip([DemoUser::Partner, DemoUser::Admin].into_iter().cycle()) {
            let body = json!({ "publicKey": row["text"] });
            let call = crate::support::Call::post("/partner/v1/public-key/inspect");
            let reply = world.send(&call.bearer(&world.token(user)).json(&body)).await;
            match SigningPublicKey::from_str(row["text"].as_str().unwrap()) {
                Ok(key) => {
                    let told =
                        json!({ "publicKey": key.pem(), "bits": 2048, "fingerprint": key.fingerprint().as_str() });
                    assert_eq!(reply.expect(200), json!({ "key": told, "reason": null }), "{row}");
                }
                Err(refused) if contract::secrets::find_in_key(row["text"].as_str().unwrap()).is_none() => {
                    assert_eq!(reply.expect(200), json!({ "key": null, "reason": refused.to_string() }), "{row}");
                }
                // Every route refuses a secret. Other reasons are an answer here, and an error at registration.
                Err(refused) => {
                    assert_eq!(reply.problem(), (422, "validation_failed".to_owned()), "{row}");
                    let expected = json!([{ "pointer": "/publicKey", "reason": refused.to_string() }]);
                    assert_eq!(reply.json()["errors"], expected, "{row}");
                }
            }
        }
    });
}

#[test]
fn a_key_that_shares_a_prime_with_a_registered_one_is_a_conflict() {
    in_own_world(async |world| {
        let rows: Vec<Value> = serde_json::from_str(SHARED).unwrap();
        let of = |what: &str| rows.iter().find(|row| row["what"] == what).unwrap()["pem"].clone();
        let expected = json!([{ "pointer": "/publicKey", "reason": contract::signing_key::SHARED_PRIME }]);
        let conflict = |reply: &Reply| {
            assert_eq!(reply.problem(), (409, "conflict".to_owned()), "{}", reply.text);
            assert_eq!(reply.json()["errors"], expected);
        };
        for alone in ["alone", "alone, of 3072 bits", "the first with p"] {
            register(world, DemoUser::Partner, &body(&of(alone))).await.expect(201);
        }
        // The conflict spans organizations.
        conflict(&register(world, DemoUser::OtherPartner, &body(&of("the second with p"))).await);
        conflict(&register(world, DemoUser::OtherPartner, &body(&of("p, longer"))).await);
        // Of two concurrent registrations, one succeeds.
        let [one, two] = [of("q"), of("q, the second")].map(|key| body(&key));
        let (one, two) =
            futures::join!(register(world, DemoUser::Partner, &one), register(world, DemoUser::OtherPartner, &two));
        let (won, lost) = if one.status == 201 { (one, two) } else { (two, one) };
        won.expect(201);
        conflict(&lost);
        // Unregistered keys are not compared.
        let app =
            register(world, DemoUser::Partner, &body(&SigningKey::generate().public_pem().into())).await.expect(201);
        let id = app["id"].as_str().unwrap();
        let replace = |key: Value| {
            let path = format!("/partner/v1/api-applications/{id}/signing-key");
            crate::support::Call::put(&path).bearer(&world.token(DemoUser::Partner)).json(&json!({ "publicKey": key }))
        };
        conflict(&world.send(&replace(of("p, longer"))).await);
        world.send(&replace(SigningKey::generate().public_pem().into())).await.expect(200);
    });
}

#[test]
fn a_private_key_is_recognized_by_any_label() {
    attack(async |target| {
        let (private, public) = (target.key().private_pem(), target.key().public_pem());
        for label in [
            "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY", "SSH2 ENCRYPTED PRIVATE KEY", "ANY PRIVATE KEY",
        ] {
            refuses(target.world, label, &pem(label, &[7; 100]), "PrivateKey").await;
        }
        refuses(target.world, "its own", &private, "PrivateKey").await;
        refuses(target.world, "both, the public one first", &(public.clone() + &private), "PrivateKey").await;
        refuses(target.world, "both, the private one first", &(private.clone() + &public), "PrivateKey").await;
        refuses(target.world, "in one line", &private.replace('\n', ""), "PrivateKey").await;
        // With another label, it is still not a public key.
        let der = private.lines().filter(|line| !line.contains("-----")).collect::<String>();
        let mislabelled = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
        refuses(target.world, "labelled PUBLIC KEY", &mislabelled, "PrivateKey(Base64)").await;
    });
}

#[test]
fn anything_but_a_single_pem_block_is_refused() {
    attack(async |target| {
        let public = target.key().public_pem();
        let base64 = public.lines().filter(|line| !line.contains("-----")).collect::<Vec<_>>().join("\n");
        for (what, text, reason) in [
            ("no end", public.lines().next().unwrap().to_owned() + "\n" + &base64, "HalfArmour"),
            ("a header", public.replacen("KEY-----\n", "KEY-----\nComment: ours\n\n", 1), "NotBase64"),
            (
                "a header of an encrypted key",
                public.replacen("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
                "PrivateKey",
            ),
            ("a stray character", public.replacen("\nM", "\n!M", 1), "NotBase64"),
            ("over 32 KiB", format!("{public}{}", "x\n".repeat(17_000)), "TooMuchText"),
        ] {
            refuses(target.world, what, &text, reason).await;
        }
        for wrong in [json!(null), json!(1), json!([public]), json!({ "pem": public }), json!(true)] {
            let reply = register(target.world, DemoUser::Partner, &body(&wrong)).await;
            assert_eq!(reply.problem().1, "validation_failed", "{wrong}");
            assert_eq!(reply.json()["errors"][0]["pointer"], "/publicKey");
        }
    });
}

#[test]
fn keys_at_the_limits_and_every_spelling_of_pem_are_accepted() {
    in_world(async |world| {
        let key = SigningKey::generate();
        let public = key.public_pem();
        let fingerprint = key.fingerprint();
        let created = register(world, DemoUser::Partner, &body(&public.replace('\n', "\r\n").into())).await.expect(201);
        assert_eq!(created["signingKeys"][0]["fingerprint"], fingerprint);
        assert_eq!(created["signingKeys"][0]["publicKey"], public);
        assert_eq!(created["signingKeys"][0]["bits"], 2048);
        let longest = RSA_8192.parse::<contract::signing_key::SigningPublicKey>().unwrap();
        assert_eq!(longest.bits(), 8192);
        let spaced = format!("\n\n  {}  \n", public.trim_end());
        for spelling in [public.trim_end(), &spaced, &format!("Our key:\n{public}")] {
            let read = contract::signing_key::SigningPublicKey::from_str(spelling).unwrap();
            assert_eq!(read.fingerprint().as_str(), fingerprint, "{spelling}");
        }
    });
}

#[test]
fn a_key_belongs_to_one_application_across_organizations() {
    attack(async |target| {
        let public = target.key().public_pem();
        for user in [DemoUser::Partner, DemoUser::OtherPartner] {
            for spelling in [public.clone(), public.replace('\n', "\r\n"), format!("x\n{public}")] {
                let reply = register(target.world, user, &body(&spelling.into())).await;
                let problem = reply.expect_problem(409, "conflict");
                let reason = "is the signing key of another application; create a key pair for each application";
                assert_eq!(problem["errors"], json!([{ "pointer": "/publicKey", "reason": reason }]));
                assert!(!reply.text.contains(&target.app.id) && !reply.text.contains(&target.app.organization));
            }
        }
        // Of two concurrent registrations, one succeeds.
        let key = SigningKey::generate().public_pem();
        let (a, b) = (body(&key.clone().into()), body(&key.into()));
        let both = futures::future::join(
            register(target.world, DemoUser::Partner, &a),
            register(target.world, DemoUser::OtherPartner, &b),
        );
        let (a, b) = both.await;
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", a.text, b.text);
    });
}

#[test]
fn write_permissions_need_read_permissions() {
    in_world(async |world| {
        let key = SigningKey::generate().public_pem();
        for write in Permission::ALL {
            let Some(read) = write.needs() else { continue };
            let all_but_it: Vec<_> = Permission::ALL.into_iter().filter(|one| *one != read).collect();
            for permissions in [vec![write], vec![write, write], all_but_it] {
                let mut body = body(&key.clone().into());
                body["permissions"] = json!(permissions);
                let problem = register(world, DemoUser::Partner, &body).await.expect_problem(422, "validation_failed");
                let expected = json!([{ "pointer": "/permissions", "reason": format!("{write} requires {read}") }]);
                assert_eq!(problem["errors"], expected);
            }
        }
        for (wrong, pointer) in [
            (json!(["CUSTOMERS_ADMIN"]), "/permissions/0"),
            (json!(["customers_read"]), "/permissions/0"),
            (json!(["CUSTOMERS_READ", null]), "/permissions/1"),
            (json!("CUSTOMERS_READ"), "/permissions"),
            (json!({ "0": "CUSTOMERS_READ" }), "/permissions"),
            (json!(null), "/permissions"),
            (json!(4095), "/permissions"),
        ] {
            let mut body = body(&key.clone().into());
            body["permissions"] = wrong.clone();
            register(world, DemoUser::Partner, &body).await.expect_invalid(pointer);
        }
    });
}
