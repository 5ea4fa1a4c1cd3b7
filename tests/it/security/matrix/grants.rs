//! Removal of each action from a function's policy: a call of the route is denied, with a defined answer.
//!
//! Actions that only longer scenarios need are in [`NEEDED_BY`]; `cargo xtask grants` removes those too.

use std::sync::atomic::{AtomicUsize, Ordering};

use check::grants::NEEDED_BY;
use contract::id::{DocumentId, IdSeed};
use contract::route::{Idempotency, Method, RouteSpec};
use provision::DemoUser;
use provision::roles::{self, Grant, Policies};
use serde_json::{Value, json};

use super::{Partner, request, routes};
use crate::support::people::once;
use crate::support::{Call, Reply, World, answer, fetch, pdf, put_file, run};

/// Codes other than 500 for a missing action, by route and action. Without `s3:ListBucket`, S3 also answers 403 for a
/// missing key.
const TOLD_OTHERWISE: [(&str, &str, &str); 1] = [("documents-upload-confirm", "s3:GetObject", "conflict")];

/// Counter for values that must be unique.
static KEYS: AtomicUsize = AtomicUsize::new(0);

/// Enforces the policies, without the removed action.
fn enforce(world: &World, policies: &Policies, taken: Option<&Grant>) {
    let mut roles = policies.roles.clone();
    if let Some(grant) = taken {
        roles::take_away(&mut roles, grant).unwrap();
    }
    world.stack.iam().set(roles, policies.resources.clone()).unwrap();
}

/// Returns calls of a route that together make all its possible AWS calls.
fn calls(partner: &Partner, spec: &RouteSpec) -> Vec<Call> {
    let ids = &partner.ids;
    let plain = request(spec, ids);
    let with = |query: String| Call { uri: format!("{}?{query}", plain.uri), ..plain.clone() };
    let body = |change: &dyn Fn(&mut Value)| {
        let mut body: Value = serde_json::from_slice(&plain.body).unwrap();
        change(&mut body);
        Call { body: body.to_string().into_bytes(), ..plain.clone() }
    };
    let documents = || body(&|body| body["documentIds"] = json!([ids.document]));
    let mut calls = vec![plain.clone()];
    if spec.idempotency() == Idempotency::Optional {
        calls.push(plain.clone().header("idempotency-key", "grants"));
    }
    match spec.id() {
        "customers-list" | "beneficiaries-list" => calls.push(with("status=APPROVED".to_owned())),
        "support-list" => calls.push(with("status=OPEN".to_owned())),
        "payments-list" => {
            calls.push(with("status=COMPLETED".to_owned()));
            calls.push(with(format!("customerId={}", ids.customer)));
            calls.push(with(format!("customerId={}&status=COMPLETED", ids.customer)));
        }
        "admin-audit" => {
            calls.push(with(format!("organizationId={}", ids.organization)));
            calls.push(with(format!("applicationId={}", ids.application)));
            calls.push(with(format!("actorId={}", DemoUser::Admin.sign_in().subject)));
        }
        "customers-create" | "customers-update" | "payments-create" | "payments-update" | "support-create" => {
            calls.push(documents());
        }
        "partner-applications-update" | "admin-applications-update" => {
            calls.push(body(&|body| *body = json!({ "name": format!("Renamed {}", ids.application) })));
        }
        _ => {}
    }
    calls
}

/// Uses an answer like its caller: presigned URLs need the function's permissions.
async fn follow(spec: &RouteSpec, reply: &Reply) {
    match spec.id() {
        "documents-upload-begin" => _ = put_file(&reply.json(), &pdf("matrix")).await,
        "documents-download" => _ = fetch(reply.header("location").unwrap()).await,
        _ => {}
    }
}

/// Calls a route on a cold function, with records in the required state.
async fn call(world: &World, partner: &Partner, spec: &RouteSpec, mut call: Call) -> Reply {
    // A denied call may leave its idempotency key locked.
    for (_, key) in call.headers.iter_mut().filter(|(name, _)| name == "idempotency-key") {
        *key = format!("grants-{}", KEYS.fetch_add(1, Ordering::Relaxed));
    }
    let call = partner.authorize(world, spec, call);
    let reply = answer(&world.fresh(spec.id()), &call.event().to_string()).await;
    if reply.status == spec.success() {
        follow(spec, &reply).await;
    }
    reply
}

async fn ready(world: &World, policies: &Policies, spec: &RouteSpec) -> Partner {
    enforce(world, policies, None);
    let partner = Partner::new(world).await;
    partner.make_ready(world, spec).await;
    if spec.id().starts_with("documents-") {
        leave_behind(world, &partner).await;
    }
    partner
}

/// Writes the trace of an upload that was interrupted long ago.
async fn leave_behind(world: &World, partner: &Partner) {
    let organization = partner.ids.organization.parse().unwrap();
    let id =
        DocumentId::new(IdSeed { millis: 1_767_225_600_000, random: KEYS.fetch_add(1, Ordering::Relaxed) as u128 });
    let long_ago = world.now().plus_seconds(-7_200);
    assert!(world.store().documents(&organization).announce(&id, long_ago, &once()).await.unwrap());
}

#[test]
fn every_action_is_needed() {
    run(async {
        // A separate world, because the test removes permissions from all its users.
        let world = &World::start().await;
        let policies = &roles::read(&world.hmac_keys()).unwrap();
        let (mut needless, mut needed_elsewhere) = (Vec::new(), 0);
        for spec in routes().filter(|spec| spec.id() != "not-found") {
            let mut partner = ready(world, policies, spec).await;
            let role = policies.roles.iter().find(|role| role.name == spec.id()).unwrap();
            for grant in roles::grants(role) {
                let is_needed_elsewhere = NEEDED_BY.iter().any(|(route, action, resource, _)| {
                    *route == grant.route && *action == grant.action && grant.resource.ends_with(resource)
                });
                if is_needed_elsewhere {
                    needed_elsewhere += 1;
                } else if !is_missed(world, policies, spec, &mut partner, &grant).await {
                    needless.push(grant.to_string());
                }
            }
            enforce(world, policies, None);
            let reply = call(world, &partner, spec, request(spec, &partner.ids)).await;
            assert_eq!(reply.status, spec.success(), "{}: {}", spec.id(), reply.text);
        }
        assert!(needless.is_empty(), "{needless:#?}");
        assert_eq!(needed_elsewhere, NEEDED_BY.len(), "each of them is a grant");
    });
}

/// Returns true if a call of the route is denied without the action.
async fn is_missed(world: &World, policies: &Policies, spec: &RouteSpec, partner: &mut Partner, taken: &Grant) -> bool {
    let told = TOLD_OTHERWISE.iter().find(|(route, action, _)| *route == spec.id() && *action == taken.action);
    let code = told.map_or("internal_error", |(_, _, code)| code);
    let number = calls(partner, spec).len();
    let list = world.aws.watch_list().await;
    if taken.action == "s3:ListBucket" {
        world.aws.remove_watch_list().await;
    }
    let mut missed = false;
    for at in 0..number {
        let ask = async |partner: &Partner| {
            enforce(world, policies, Some(taken));
            call(world, partner, spec, calls(partner, spec).swap_remove(at)).await
        };
        let mut reply = ask(partner).await;
        if reply.status != spec.success() && reply.problem().1 != code {
            // An earlier call was denied only after it had changed the record.
            *partner = ready(world, policies, spec).await;
            reply = ask(partner).await;
        }
        if reply.status != spec.success() {
            assert_eq!(reply.problem().1, code, "{taken}: {}", reply.text);
            missed = true;
            break;
        }
        // Some calls follow the answer.
        let denied = !world.stack.iam().denials().is_empty();
        if spec.method() != Some(Method::Get) {
            *partner = ready(world, policies, spec).await;
        }
        if denied {
            missed = true;
            break;
        }
    }
    if taken.action == "s3:ListBucket" {
        world.aws.put_watch_list(&list).await;
    }
    missed
}
