//! Every route on a busy AWS: random refusals of DynamoDB, KMS and S3, and lagging indexes. Retries have one effect.

use std::collections::BTreeSet;

use contract::route::{Access, Method, RouteSpec};
use local::Fault;
use serde_json::json;

use super::{Partner, request, routes};
use crate::support::{Application, in_own_world, in_own_world_with};

/// Probability of a refused call in per cent. AWS's own is far below one.
const PERCENT: u8 = 12;
/// Attempts of a request. Each makes several calls, with three attempts by the SDK.
const TRIES: usize = 8;
/// Probability of an outdated read of an index, in per cent.
const OLD: u8 = 50;

#[test]
fn every_request_succeeds_after_retries() {
    in_own_world(async |world| {
        let (dynamodb, kms, s3) = (world.stack.dynamodb(), world.stack.kms(), world.stack.s3());
        world.stack.indexes().lag(OLD, 1).unwrap();
        for (number, spec) in routes().filter(|spec| spec.access() != Access::Public).enumerate() {
            let partner = Partner::new(world).await;
            partner.make_ready(world, spec).await;
            let seed = number as u64;
            let call = request(spec, &partner.ids);
            let named = call.headers.iter().any(|(name, _)| name == "idempotency-key");
            let call = if named { call } else { call.header("idempotency-key", format!("busy-{number}")) };
            dynamodb.set(Fault::status(400, "ThrottlingException").chance(PERCENT, seed));
            dynamodb.add(Fault::Conflict.on("TransactWriteItems").chance(PERCENT, seed + 1));
            kms.set(Fault::status(400, "ThrottlingException").chance(PERCENT, seed + 2));
            s3.set(Fault::status(503, "SlowDown").chance(PERCENT, seed + 3));
            let mut served = false;
            for _ in 0..TRIES {
                // Signed again, as a retrying client must do.
                let reply = world.send(&partner.authorize(world, spec, call.clone())).await;
                if reply.status == 503 {
                    reply.expect_problem(503, "dependency_unavailable");
                    assert!(reply.header("retry-after").is_some(), "{}", spec.id());
                    continue;
                }
                assert_eq!(reply.status, spec.success(), "{}: {}", spec.id(), reply.text);
                served = true;
                break;
            }
            [dynamodb, kms, s3].into_iter().for_each(local::Control::clear);
            assert!(served, "{} was never served", spec.id());
        }
    });
}

/// The function itself retries after a conflict with another transaction.
#[test]
fn one_conflict_is_invisible_to_the_caller() {
    in_own_world(async |world| {
        let mut told = Vec::new();
        let writes = |spec: &&RouteSpec| spec.access() != Access::Public && spec.method() != Some(Method::Get);
        for spec in routes().filter(writes) {
            let partner = Partner::new(world).await;
            partner.make_ready(world, spec).await;
            let call = partner.authorize(world, spec, request(spec, &partner.ids));
            world.stack.dynamodb().set(Fault::Conflict.on("TransactWriteItems").times(1));
            let reply = world.send(&call).await;
            world.stack.dynamodb().clear();
            if reply.status != spec.success() {
                told.push(format!("{}: {}", spec.id(), reply.text));
            }
        }
        assert!(told.is_empty(), "{told:#?}");
    });
}

/// Lists from a lagging index contain every older record once.
#[test]
fn a_list_is_complete_while_its_index_lags() {
    in_own_world_with(Application::with_everything, async |world, app| {
        let create = async || {
            let created = app.create_customer(world, json!({ "draft": true })).await;
            created["id"].as_str().unwrap().to_owned()
        };
        let mut before = BTreeSet::new();
        for _ in 0..20 {
            before.insert(create().await);
        }
        world.stack.indexes().lag(OLD, 7).unwrap();
        let mut after = BTreeSet::new();
        for _ in 0..20 {
            after.insert(create().await);
        }
        let list = async || app.all_ids(world, "/api/v1/customers?status=DRAFT&limit=7").await;
        let mut lagged = false;
        for _ in 0..10 {
            let listed = list().await;
            let once: BTreeSet<_> = listed.iter().cloned().collect();
            assert_eq!(once.len(), listed.len(), "each once");
            assert!(before.is_subset(&once), "{:?}", before.difference(&once));
            lagged |= !after.is_subset(&once);
        }
        assert!(lagged, "the index never lagged");
        world.stack.indexes().catch_up();
        let listed: BTreeSet<_> = list().await.into_iter().collect();
        assert_eq!(listed, before.union(&after).cloned().collect());
    });
}
