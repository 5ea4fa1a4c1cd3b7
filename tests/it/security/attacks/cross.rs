//! Mixed credentials of four applications in two organizations.

use contract::permission::Permission;
use provision::DemoUser;
use serde_json::json;

use super::target::URI;
use crate::support::{Application, Call, World, in_world_with};

async fn four(world: &World) -> Vec<Application> {
    let mut all = Vec::new();
    for owner in [DemoUser::Partner, DemoUser::OtherPartner] {
        for _ in 0..2 {
            all.push(Application::create_as(world, owner, &Permission::ALL, json!({})).await);
        }
    }
    all
}

#[test]
fn an_api_key_is_accepted_only_with_its_own_applications_signature() {
    in_world_with(four, async |world, apps| {
        // In the second round, every application is cached.
        for round in 0..2 {
            for (i, caller) in apps.iter().enumerate() {
                for (j, signer) in apps.iter().enumerate() {
                    let call = Call::get(URI);
                    let token = caller.token(world, &call);
                    let named = token.clone().header(&json!({ "alg": "RS256", "kid": signer.key.fingerprint() }));
                    let plain = world.send(&caller.with_token(call.clone(), &token.sign(&signer.key))).await;
                    if i == j {
                        plain.expect(200);
                        continue;
                    }
                    plain.expect_problem(401, "signature_invalid");
                    let kid = world.send(&caller.with_token(call.clone(), &named.sign(&signer.key))).await;
                    kid.expect_problem(401, "signature_invalid");
                    // The valid request is still accepted with that `jti`.
                    let right = world.send(&caller.bear(call, &token)).await;
                    assert_eq!(right.status, 200, "round {round}, {i} by {j}: {}", right.text);
                }
            }
        }
    });
}

#[test]
fn a_token_for_one_api_key_is_refused_with_another() {
    in_world_with(four, async |world, apps| {
        for (i, subject) in apps.iter().enumerate() {
            for (j, sender) in apps.iter().enumerate().filter(|(j, _)| *j != i) {
                for signer in [subject, sender] {
                    let call = Call::get(URI);
                    let token = subject.token(world, &call).sign(&signer.key);
                    let problem = world
                        .send(&sender.with_token(call, &token))
                        .await
                        .expect_problem(401, "token_subject_mismatch");
                    let told = problem.to_string();
                    assert!(!told.contains(&subject.api_key) && !told.contains(&sender.api_key), "{i} {j}: {told}");
                    assert_eq!(problem["expected"], "the value of x-api-key, 73 characters");
                    assert_eq!(problem["received"], "another value, 73 characters");
                }
            }
        }
    });
}

#[test]
fn a_subject_is_compared_exactly() {
    super::target::attack(async |target| {
        let key = target.app.api_key.clone();
        let code = contract::code::Code::TokenSubjectMismatch;
        for subject in [
            String::new(),
            format!("{key} "),
            format!(" {key}"),
            key.to_lowercase(),
            key[..key.len() - 1].to_owned(),
            format!("{key}0"),
            format!("{key}\0"),
            target.app.id.clone(),
        ] {
            let problem = target.refuses_claims(&subject, code, |token| token.with("sub", subject.as_str())).await;
            let received = format!("another value, {} characters", subject.chars().count());
            super::target::names(&problem, format!("the value of x-api-key, {} characters", key.len()), received);
        }
        // An API key in a reported claim is masked.
        for name in ["iss", "aud", "method", "uri", "bodyHash"] {
            let reply = {
                let call = Call::get(URI);
                let token = target.app.token(target.world, &call).with(name, format!("<{key}>"));
                target.world.send(&target.app.bear(call, &token)).await
            };
            assert_eq!(reply.json()["received"], "<[x-api-key]>", "{name}");
        }
    });
}
