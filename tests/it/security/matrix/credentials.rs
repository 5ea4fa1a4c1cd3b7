//! Every route without credentials, with insufficient ones, and with those of another kind.

use aws_sdk_dynamodb::types::AttributeValue::L;
use contract::permission::Permission;
use contract::route::Access;
use serde_json::json;

use super::{Partner, partners, request, routes};
use crate::support::aws::text;
use crate::support::{Application, Call, Reply, World, in_world, in_world_with};

/// Asserts that no application is admitted: refused, or reported so by the diagnosis.
fn expect_no_admission(reply: &Reply, what: &str) {
    if reply.status == 200 {
        assert_eq!(reply.json()["accepted"], json!(false), "{what}: {}", reply.text);
    } else {
        assert_eq!(reply.status, 401, "{what}: {}", reply.text);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn without_credentials_only_public_routes_answer() {
    in_world_with(partners, async |world, (partner, _)| {
        for spec in routes() {
            let reply = world.send(&request(spec, &partner.ids)).await;
            match spec.access() {
                Access::Permission(_) => _ = reply.expect_problem(401, "api_key_missing"),
                Access::AnyApplication => expect_no_admission(&reply, spec.id()),
                Access::PartnerUser | Access::NuveraAdmin | Access::ConsoleUser => {
                    reply.expect_problem(401, "access_token_missing");
                }
                Access::Public if spec.id() == "not-found" => _ = reply.expect_problem(404, "not_found"),
                Access::Public => assert_eq!(reply.status, 200, "{}", spec.id()),
            }
        }
    });
}

#[test]
fn with_valid_credentials_every_route_answers() {
    in_world(async |world| {
        for spec in routes().filter(|spec| spec.id() != "not-found") {
            // A new partner, because some routes change or delete their records.
            let partner = Partner::new(world).await;
            partner.make_ready(world, spec).await;
            let call = partner.authorize(world, spec, request(spec, &partner.ids));
            let reply = world.send(&call).await;
            assert_eq!(reply.status, spec.success(), "{}: {}", spec.id(), reply.text);
        }
    });
}

/// Grants the application these permissions, and those that they require.
async fn permit(world: &World, app: &Application, permissions: &[Permission]) {
    let with_needs = permissions.iter().flat_map(|permission| [Some(*permission), permission.needs()]).flatten();
    let names: Vec<_> = with_needs.map(|permission| text(permission.name())).collect();
    world.aws.edit_application(&app.id, |item| _ = item.insert("permissions".to_owned(), L(names))).await;
}

#[test]
fn a_route_needs_exactly_its_permission() {
    in_world_with(Partner::new, async |world, partner| {
        let judged = || {
            routes().filter_map(|spec| match spec.access() {
                Access::Permission(needed) => Some((spec, needed)),
                _ => None,
            })
        };
        assert!(judged().count() >= 8);
        let mut sets: Vec<Vec<Permission>> = vec![vec![]];
        // Each permission alone, and all others, without those that require it.
        sets.extend(Permission::ALL.iter().map(|only| vec![*only]));
        sets.extend(Permission::ALL.iter().map(|lacking| {
            let kept = |p: &&Permission| *p != lacking && p.needs() != Some(*lacking);
            Permission::ALL.iter().filter(kept).copied().collect()
        }));
        for set in sets {
            permit(world, &partner.app, &set).await;
            for (spec, needed) in judged() {
                let held = set.iter().any(|held| *held == needed || held.needs() == Some(needed));
                let call = partner.app.sign(world, request(spec, &partner.ids));
                let reply = world.send(&call).await;
                if held {
                    assert!(![401, 403].contains(&reply.status), "{} with {set:?}: {}", spec.id(), reply.text);
                } else {
                    let problem = reply.expect_problem(403, "permission_denied");
                    assert_eq!(problem["expected"], needed.name(), "{} with {set:?}", spec.id());
                }
            }
        }
    });
}

#[test]
fn credentials_of_another_kind_are_refused() {
    in_world_with(partners, async |world, (partner, _)| {
        let person = &partner.person.token;
        for spec in routes() {
            let call = || request(spec, &partner.ids);
            let signed = partner.app.sign(world, call());
            if spec.access().is_for_services() {
                let own_and_persons = call().bearer(person).header("x-api-key", &partner.app.api_key);
                expect_no_admission(&world.send(&call().bearer(person)).await, spec.id());
                expect_no_admission(&world.send(&own_and_persons).await, spec.id());
            }
            if spec.access().is_for_people() {
                world.send(&signed).await.expect_problem(401, "access_token_invalid");
                let key_alone = call().header("x-api-key", &partner.app.api_key);
                world.send(&key_alone).await.expect_problem(401, "access_token_missing");
                // Both kinds together, joined by a comma as in API Gateway.
                let both = signed.bearer(person);
                world.send(&both).await.expect_problem(401, "access_token_invalid");
            }
        }
    });
}

#[test]
fn a_token_for_one_route_is_refused_by_others() {
    in_world_with(partners, async |world, (partner, _)| {
        let of_applications = || routes().filter(|spec| matches!(spec.access(), Access::Permission(_)));
        for spec in of_applications() {
            let genuine = request(spec, &partner.ids);
            for other in of_applications().filter(|other| other.id() != spec.id()) {
                let call = request(other, &partner.ids);
                let token = partner.app.token(world, &genuine).sign(&partner.app.key);
                let call = Call { body: genuine.body.clone(), ..call };
                let reply = world.send(&partner.app.with_token(call, &token)).await;
                let code = reply.problem().1;
                assert!(
                    ["token_method_mismatch", "token_uri_mismatch"].contains(&code.as_str()),
                    "{} for {}: {}",
                    spec.id(),
                    other.id(),
                    reply.text
                );
            }
        }
    });
}
