//! Two people change one application concurrently, in a thousand seeded schedules.

use std::time::Duration;

use futures::future::join_all;
use local::Fault;
use serde_json::{Value, json};

use super::hand::Hand;
use crate::support::aws::Item;
use crate::support::{Call, Seeded, in_own_world};

const SCHEDULES: u64 = 1_000;
const PERMISSIONS: [&str; 5] = ["CUSTOMERS_READ", "BENEFICIARIES_READ", "CRYPTO_READ", "PAYMENTS_READ", "SUPPORT_READ"];

/// Possible change of the application.
fn change(draw: &mut Seeded, hand: &Hand<'_>, seed: u64) -> Call {
    match draw.next() % 4 {
        0 => hand.patching(&json!({ "name": format!("Service {seed} {}", draw.next() % 7) })),
        1 => {
            let some: Vec<_> = PERMISSIONS.iter().filter(|_| draw.next().is_multiple_of(2)).collect();
            hand.patching(&json!({ "permissions": some }))
        }
        2 => hand.patching(&json!({ "enabled": draw.next().is_multiple_of(2) })),
        _ => hand.patching(&json!({ "allowedSourceIps": [format!("192.0.2.{}/32", draw.next() % 9)] })),
    }
}

#[test]
fn each_audit_entry_starts_with_the_previous_end_state() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let first = owner.get().await;
        for seed in 0..SCHEDULES {
            let mut draw = Seeded::new(seed);
            let calls = [(&owner, change(&mut draw, &owner, seed)), (&admin, change(&mut draw, &admin, seed))];
            let dynamodb = world.stack.dynamodb();
            // Not both faults: DynamoDB never answers a conflict under the token of an executed transaction.
            let fault = if seed.is_multiple_of(2) { Fault::Conflict } else { Fault::LoseAnswer };
            dynamodb.set(fault.on("TransactWriteItems").chance(15, seed));
            dynamodb.add(Fault::Delay(Duration::from_millis(1 + draw.next() % 3)).chance(40, seed + 2));
            let replies = join_all(calls.into_iter().map(|(hand, call)| hand.send(call))).await;
            dynamodb.clear();
            // After lost answers of all attempts, the effect is unknown.
            for reply in replies.iter().filter(|reply| reply.status != 503) {
                reply.expect(200);
            }
        }
        let history = owner.history().await.split_off(1);
        let last = owner.get().await;
        let side =
            |entry: &Item, side: &str| -> Value { serde_dynamo::from_attribute_value(entry[side].clone()).unwrap() };
        for name in ["name", "permissions", "enabled", "allowedSourceIps"] {
            let mut at = first[name].clone();
            for entry in history.iter().filter(|entry| side(entry, "before").get(name).is_some()) {
                assert_eq!(side(entry, "before")[name], at, "{name}: the order of effects: {entry:?}");
                at = side(entry, "after")[name].clone();
            }
            assert_eq!(last[name], at, "{name}");
        }
        let times: Vec<_> = history.iter().map(|entry| entry["at"].as_s().unwrap()).collect();
        assert!(times.is_sorted(), "times match the order");
        assert_eq!(owner.etag().await, format!("\"{}\"", history.len() + 1), "one entry per revision");
        assert!(history.len() > 1_000, "{}", history.len());
    });
}

#[test]
fn an_additional_api_key_is_created_despite_concurrent_changes() {
    in_own_world(async |world| {
        let (owner, app) = Hand::owner(world).await;
        let admin = Hand::admin(world, &owner.organization, &app.id).await;
        let mut live = vec![app.key_id()];
        for seed in 0..60 {
            let mut draw = Seeded::new(seed);
            let changes = (0..4).map(|_| change(&mut draw, &admin, seed)).collect::<Vec<_>>();
            let (created, changed) =
                tokio::join!(owner.rotate(json!({})), join_all(changes.into_iter().map(|call| admin.send(call))),);
            for reply in &changed {
                reply.expect(200);
            }
            let created = created.expect(201);
            let keys = created["apiKeys"].as_array().unwrap();
            let new = keys.iter().max_by_key(|key| key["createdAt"].as_str().unwrap().to_owned()).unwrap();
            live.push(new["id"].as_str().unwrap().to_owned());
            if live.len() > 5 {
                owner.revoke(&live.remove(0)).await.expect(200);
            }
        }
    });
}
