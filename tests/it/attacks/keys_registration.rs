//! Public keys that must not be registered, through the route that registers them.

use std::str::FromStr as _;

use contract::permission::Permission;
use contract::signing_key::RefusedKey;
use serde_json::{Value, json};
use xtask::provision::DemoUser;

use super::target::Target;
use crate::support::{Reply, SigningKey, World, pem, run, world};

/// Made by `refused_keys.py` beside it.
const REFUSED: &str = include_str!("../../vectors/refused_keys.json");
/// `openssl genrsa 8192 | openssl rsa -pubout`
const RSA_8192: &str = include_str!("../../vectors/rsa_8192.pem");

const REASONS: [RefusedKey; 15] = [
    RefusedKey::PrivateKey,
    RefusedKey::Certificate,
    RefusedKey::Pkcs1,
    RefusedKey::NotPem,
    RefusedKey::NotSpki,
    RefusedKey::TrailingBytes,
    RefusedKey::EllipticCurve,
    RefusedKey::RsaPss,
    RefusedKey::OtherAlgorithm,
    RefusedKey::TooShort,
    RefusedKey::TooLong,
    RefusedKey::Exponent,
    RefusedKey::Modulus,
    RefusedKey::Roca,
    RefusedKey::ClosePrimes,
];

fn body(public_key: &Value) -> Value {
    json!({ "name": format!("Service {}", fresh()), "publicKey": public_key, "permissions": ["CUSTOMERS_READ"] })
}

/// A name that nobody took.
fn fresh() -> String {
    let mut bytes = [0; 8];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    hex::encode(bytes)
}

async fn register(world: &World, user: DemoUser, body: &Value) -> Reply {
    let call = crate::support::Call::new("POST", "/partner/v1/api-applications").bearer(&world.token(user)).json(body);
    world.send(&call).await
}

/// The only wrong field is the key, and the reason is this one.
async fn refuses(world: &World, what: &str, text: &str, reason: RefusedKey) {
    let reply = register(world, DemoUser::Partner, &body(&text.into())).await;
    assert_eq!(reply.problem(), (422, "validation_failed".to_owned()), "{what}: {}", reply.text);
    let expected = json!([{ "pointer": "/publicKey", "reason": reason.to_string() }]);
    assert_eq!(reply.json()["errors"], expected, "{what}");
    // What was sent could be a private key.
    let sent = text.lines().find(|line| line.len() > 40 && !line.contains("-----"));
    assert!(sent.is_none_or(|line| !reply.text.contains(line)), "{what}: the answer repeats the key");
}

#[test]
fn weak_and_malformed_keys_are_each_refused_with_their_reason() {
    run(async {
        let world = world().await;
        let rows: Vec<Value> = serde_json::from_str(REFUSED).unwrap();
        assert!(rows.len() >= 66);
        for row in &rows {
            let text = |name: &str| row[name].as_str().unwrap();
            let reason = REASONS.into_iter().find(|reason| format!("{reason:?}") == text("reason")).unwrap();
            refuses(world, text("what"), text("pem"), reason).await;
        }
    });
}

#[test]
fn every_reason_has_its_own_text() {
    let texts: std::collections::BTreeSet<_> = REASONS.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), REASONS.len());
}

#[test]
fn a_private_key_is_recognized_by_any_label() {
    run(async {
        let target = Target::shared().await;
        let (private, public) = (target.key().private_pem(), target.key().public_pem());
        for label in [
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "SSH2 ENCRYPTED PRIVATE KEY",
            "ANY PRIVATE KEY",
        ] {
            refuses(target.world, label, &pem(label, &[7; 100]), RefusedKey::PrivateKey).await;
        }
        refuses(target.world, "its own", &private, RefusedKey::PrivateKey).await;
        refuses(target.world, "both, the public one first", &(public.clone() + &private), RefusedKey::PrivateKey).await;
        refuses(target.world, "both, the private one first", &(private.clone() + &public), RefusedKey::PrivateKey)
            .await;
        refuses(target.world, "in one line", &private.replace('\n', ""), RefusedKey::PrivateKey).await;
        // With another label it is still no public key.
        let der = private.lines().filter(|line| !line.contains("-----")).collect::<String>();
        let mislabelled = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
        refuses(target.world, "labelled PUBLIC KEY", &mislabelled, RefusedKey::NotSpki).await;
    });
}

#[test]
fn what_is_no_single_pem_block_is_refused() {
    run(async {
        let target = Target::shared().await;
        let public = target.key().public_pem();
        let base64 = public.lines().filter(|line| !line.contains("-----")).collect::<Vec<_>>().join("\n");
        for (what, text) in [
            ("nothing", String::new()),
            ("white space", " \n ".to_owned()),
            ("a word", "x".to_owned()),
            ("base64 alone", base64.clone()),
            ("two blocks", public.repeat(2)),
            ("two blocks, parted", format!("{public}\n\n{public}")),
            ("no end", public.lines().next().unwrap().to_owned() + "\n" + &base64),
            ("no beginning", base64.clone() + "\n-----END PUBLIC KEY-----\n"),
            ("another end", public.replace("END PUBLIC", "END RSA PUBLIC")),
            ("four dashes", public.replace("-----", "----")),
            ("a header", public.replacen("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1)),
            ("a stray character", public.replacen("\nM", "\n!M", 1)),
            ("a zero", public.replacen("\nM", "\n\0M", 1)),
            ("base64url", public.replace('+', "-").replace('/', "_")),
            ("JWK", r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned()),
            ("OpenSSH", "ssh-rsa AAAAB3NzaC1yc2E= ada@example".to_owned()),
            ("over 8 KiB", format!("{public}{}", "x\n".repeat(5_000))),
        ] {
            if what == "base64url" && text == public {
                continue;
            }
            refuses(target.world, what, &text, RefusedKey::NotPem).await;
        }
        for wrong in [json!(null), json!(1), json!([public]), json!({ "pem": public }), json!(true)] {
            let reply = register(target.world, DemoUser::Partner, &body(&wrong)).await;
            assert_eq!(reply.problem().1, "validation_failed", "{wrong}");
            assert_eq!(reply.json()["errors"][0]["pointer"], "/publicKey");
        }
    });
}

#[test]
fn a_real_certificate_or_request_is_refused_as_one() {
    run(async {
        let world = world().await;
        for label in ["CERTIFICATE", "CERTIFICATE REQUEST", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"] {
            refuses(world, label, &pem(label, &[0x30; 700]), RefusedKey::Certificate).await;
        }
    });
}

#[test]
fn the_bounds_themselves_and_every_spelling_of_pem_are_accepted() {
    run(async {
        let world = world().await;
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
fn a_key_belongs_to_one_application_of_all_organizations() {
    run(async {
        let target = Target::shared().await;
        let public = target.key().public_pem();
        for user in [DemoUser::Partner, DemoUser::OtherPartner] {
            for spelling in [public.clone(), public.replace('\n', "\r\n"), format!("x\n{public}")] {
                let reply = register(target.world, user, &body(&spelling.into())).await;
                let problem = reply.expect_problem(409, "conflict");
                let reason = "is the signing key of another application; each needs its own";
                assert_eq!(problem["errors"], json!([{ "pointer": "/publicKey", "reason": reason }]));
                assert!(!reply.text.contains(&target.app.id) && !reply.text.contains(&target.app.organization));
            }
        }
        // Two at once: one of them.
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
fn write_needs_its_read() {
    run(async {
        let world = world().await;
        let key = SigningKey::generate().public_pem();
        for write in Permission::ALL {
            let Some(read) = write.needs() else { continue };
            let all_but_it: Vec<_> = Permission::ALL.into_iter().filter(|one| *one != read).collect();
            for permissions in [vec![write], vec![write, write], all_but_it] {
                let mut body = body(&key.clone().into());
                body["permissions"] = json!(permissions);
                let problem = register(world, DemoUser::Partner, &body).await.expect_problem(422, "validation_failed");
                let expected = json!([{ "pointer": "/permissions", "reason": format!("{write} needs {read}") }]);
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
            let problem = register(world, DemoUser::Partner, &body).await.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{wrong}");
        }
    });
}
