//! Effect of changed application items on the next request, despite caches. The tests write to the table directly.

use std::sync::Arc;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue::{B, Bool, L};
use contract::table::Table;
use runtime::App;
use serde_json::json;

use super::countries;
use crate::security::attacks::target::{DIAGNOSE, failed};
use crate::support::aws::{Item, number, set, set_api_key, set_list, text};
use crate::support::{Application, Call, Reply, SigningKey, World, answer, in_world_with};

/// Number of warm processes.
const PROCESSES: usize = 20;

async fn send(app: &App, call: &Call) -> Reply {
    answer(app, &call.event().to_string()).await
}

async fn warm_up(world: &World, caller: &Application, processes: usize) -> Vec<Arc<App>> {
    let processes: Vec<_> = (0..processes).map(|_| world.fresh("reference-countries")).collect();
    for process in &processes {
        send(process, &caller.sign(world, countries())).await.expect(200);
    }
    processes
}

fn signing_key(key: &SigningKey, retires_at: Option<i64>) -> Item {
    let none = aws_sdk_dynamodb::types::AttributeValue::Null(true);
    Item::from([
        ("spki".to_owned(), B(Blob::new(key.public_der()))),
        ("bits".to_owned(), number(2048)),
        ("installedAt".to_owned(), number(0)),
        ("retiresAt".to_owned(), retires_at.map_or(none, number)),
    ])
}

#[test]
fn a_change_affects_the_next_request_in_every_process() {
    in_world_with(Application::alone, async |world, caller| {
        let processes = warm_up(world, &caller, PROCESSES).await;
        let original = world.aws.application(&caller.id).await;
        let (now, stranger) = (world.now().millis(), SigningKey::generate());

        type Change<'a> = &'a dyn Fn(&mut Item);
        let changes: [(&str, u16, &str, Change<'_>); 10] = [
            ("revoked", 401, "api_key_revoked", &|item| set_api_key(item, "revokedAt", number(now))),
            ("expired", 401, "api_key_expired", &|item| set_api_key(item, "expiresAt", number(now - 1))),
            ("another hash", 401, "api_key_invalid", &|item| set_api_key(item, "mac", B(Blob::new([7; 32])))),
            ("disabled", 403, "application_disabled", &|item| set(item, "enabled", Bool(false))),
            ("organization disabled", 403, "application_disabled", &|item| {
                set(item, "organizationEnabled", Bool(false));
            }),
            ("permission removed", 403, "permission_denied", &|item| {
                set(item, "permissions", L(vec![text("CRYPTO_READ"), text("PAYMENTS_READ")]));
            }),
            ("source addresses", 403, "source_ip_not_allowed", &|item| {
                set(item, "allowedSourceIps", L(vec![text("203.0.113.0/24"), text("2001:db8::/32")]));
            }),
            ("signing key replaced", 401, "signature_invalid", &|item| {
                set_list(item, "signingKeys", vec![signing_key(&stranger, None)]);
            }),
            ("signing key retired", 401, "signature_invalid", &|item| {
                set_list(item, "signingKeys", vec![signing_key(&caller.key, Some(now))]);
            }),
            ("key gone", 401, "api_key_invalid", &|item| set_list(item, "apiKeys", vec![])),
        ];
        for (what, status, code, change) in changes {
            world.aws.edit_application(&caller.id, change).await;
            for (number, process) in processes.iter().enumerate() {
                let refused = send(process, &caller.sign(world, countries())).await;
                assert_eq!(refused.problem(), (status, code.to_owned()), "{what}, process {number}: {}", refused.text);
                match code {
                    "permission_denied" => assert_eq!(refused.json()["expected"], "CUSTOMERS_READ"),
                    "source_ip_not_allowed" => assert_eq!(refused.json()["received"], "198.51.100.7"),
                    _ => {}
                }
            }
            let diagnosis = caller.get(world, DIAGNOSE).await.expect(200);
            // The diagnosis needs no permission.
            assert_eq!(diagnosis["accepted"], code == "permission_denied", "{what}: {diagnosis}");
            if code != "permission_denied" {
                assert_eq!(failed(&diagnosis)["code"], code, "{what}: {diagnosis}");
            }
            // Undoing the change takes effect immediately too.
            world.aws.put(Table::Access, original.clone()).await;
            for process in &processes {
                send(process, &caller.sign(world, countries())).await.expect(200);
            }
        }
        world.aws.delete(Table::Access, &caller.id, "APPLICATION").await;
        for process in &processes {
            send(process, &caller.sign(world, countries())).await.expect_problem(401, "api_key_invalid");
        }
    });
}

#[test]
fn the_previous_signing_key_verifies_until_its_grace_window_ends() {
    in_world_with(Application::alone, async |world, caller| {
        let next = SigningKey::generate();
        let processes = warm_up(world, &caller, 2).await;
        let signed = |key: &SigningKey, kid: Option<String>| {
            let call = countries();
            let mut token = caller.token(world, &call);
            if let Some(kid) = kid {
                token = token.header(&json!({ "alg": "RS256", "typ": "JWT", "kid": kid }));
            }
            caller.with_token(call, &token.sign(key))
        };
        let (old, now) = (&caller.key, world.now().millis());
        let (kid_old, kid_next) = (old.fingerprint(), next.fingerprint());

        for (retires_at, old_verifies) in [(now + 3_600_000, true), (now - 1, false), (now + 3_600_000, true)] {
            world
                .aws
                .edit_application(&caller.id, |item| {
                    let keys = vec![signing_key(&next, None), signing_key(old, Some(retires_at))];
                    set_list(item, "signingKeys", keys);
                })
                .await;
            let cases = [
                // Sent first, so a process with a cached verification must check again.
                (old, None, old_verifies),
                (&next, None, true),
                (&next, Some(kid_next.clone()), true),
                (old, Some(kid_old.clone()), old_verifies),
                // `kid` selects the key and excludes the other one.
                (&next, Some(kid_old.clone()), false),
                (old, Some(kid_next.clone()), false),
                (old, Some("0".repeat(64)), false),
                (&next, Some(String::new()), false),
            ];
            for process in &processes {
                for (key, kid, accepted) in &cases {
                    let reply = send(process, &signed(key, kid.clone())).await;
                    let expected = if *accepted { (200, "") } else { (401, "signature_invalid") };
                    let context = format!("kid {kid:?}, retires {}: {}", retires_at - now, reply.text);
                    assert_eq!(reply.problem(), (expected.0, expected.1.to_owned()), "{context}");
                }
            }
        }
    });
}
