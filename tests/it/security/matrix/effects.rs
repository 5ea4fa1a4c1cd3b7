//! Every writing route under an `Idempotency-Key`: executed, answer lost, changed by others, repeated.

use std::collections::BTreeMap;

use contract::route::{Action, Grant, Idempotency, Method, RouteSpec};
use contract::table::Table;
use local::Fault;
use serde_json::Value;

use super::{Partner, request, routes};
use crate::support::aws::{Item, number, table, text};
use crate::support::{Reply, World, in_own_world_with, run};

/// Tables with effects of requests. The others contain idempotency records, `jti`s and keys' last use.
const TOLD: [Table; 9] = [
    Table::Access,
    Table::Audit,
    Table::Customers,
    Table::Beneficiaries,
    Table::Support,
    Table::Payments,
    Table::Rates,
    Table::Screening,
    Table::Documents,
];

type Stored = BTreeMap<(Table, String, String), Item>;

async fn stored(world: &World) -> Stored {
    let mut found = Stored::new();
    for table in TOLD {
        for item in world.aws.scan(table).await {
            let key = |name: &str| item[name].as_s().unwrap().clone();
            found.insert((table, key("pk"), key("sk")), item);
        }
    }
    found
}

/// Returns true if the route's function may write to one of these tables.
fn writes(spec: &RouteSpec) -> bool {
    let puts = spec.all_grants().into_iter().filter_map(|grant| match grant {
        Grant::Table(table, Action::PutItem | Action::UpdateItem) => Some(table),
        _ => None,
    });
    puts.into_iter().any(|table| TOLD.contains(&table))
}

/// Cause of a lost answer.
#[derive(Clone, Copy, Debug)]
enum Lost {
    /// Death of the function before it stored the answer.
    Died,
    /// Answer that was too large to store.
    NotKept,
}

/// Undoes the request's effect like a later change, the worst case for a retry.
async fn undo(world: &World, before: &Stored) {
    for (key, item) in stored(world).await {
        let (table, pk, sk) = &key;
        let Some(revision) = item.get("revision").and_then(|revision| revision.as_n().ok()) else {
            // Deletes an uploaded document, and makes a used quote open again.
            if *table == Table::Documents && !before.contains_key(&key) {
                world.aws.delete(*table, pk, sk).await;
            }
            continue;
        };
        let mut undone = before.get(&key).unwrap_or(&item).clone();
        undone.insert("revision".to_owned(), number(revision.parse::<i64>().unwrap() + 1));
        world.aws.put(*table, undone).await;
    }
}

/// Removes the stored answer from the request's record, like one that is too large.
async fn forget_answer(world: &World) {
    for mut item in world.aws.scan(Table::Replay).await {
        if item.remove("answer").is_some() {
            item.insert("lockedUntil".to_owned(), number(0));
            world.aws.put(Table::Replay, item).await;
        }
    }
}

fn told_or_answered(reply: &Reply, success: u16, context: &str) {
    if reply.status == success {
        assert_eq!(reply.header("idempotency-replayed"), Some("true"), "{context}");
        return;
    }
    assert_eq!(reply.problem(), (409, "conflict".to_owned()), "{context}: {}", reply.text);
    let detail = reply.json()["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.starts_with("This request was carried out"), "{context}: {detail}");
}

#[test]
fn a_request_that_was_carried_out_has_no_second_effect_whatever_came_after() {
    run(async {
        let posts = routes().filter(|spec| spec.method() == Some(Method::Post));
        for spec in posts.filter(|spec| spec.idempotency() != Idempotency::Ignored && writes(spec)) {
            // A separate world, so there is little to compare.
            let world = World::start().await;
            for lost in [Lost::Died, Lost::NotKept] {
                let context = format!("{} ({lost:?})", spec.id());
                let owner = Partner::new(&world).await;
                owner.make_ready(&world, spec).await;
                let mut call = request(spec, &owner.ids);
                call.headers.retain(|(name, _)| name != "idempotency-key");
                let call = call.header("idempotency-key", format!("effect-{lost:?}"));
                let send = async || world.send(&owner.authorize(&world, spec, call.clone())).await;

                let before = stored(&world).await;
                if matches!(lost, Lost::Died) {
                    // The effect's own mark is part of a transaction, which is another call.
                    world.stack.dynamodb().set(Fault::Refuse.on("UpdateItem").table(table(Table::Replay)));
                }
                let first = send().await;
                world.stack.dynamodb().clear();
                assert_eq!(first.status, spec.success(), "{context}: {}", first.text);
                let carried_out = stored(&world).await;
                assert_ne!(carried_out, before, "{context}: the request has an effect");

                undo(&world, &before).await;
                forget_answer(&world).await;
                world.advance(31);
                let undone = stored(&world).await;
                for attempt in 0..2 {
                    let again = send().await;
                    told_or_answered(&again, spec.success(), &context);
                    let after = stored(&world).await;
                    let changed: Vec<_> = after.iter().filter(|(key, item)| undone.get(*key) != Some(*item)).collect();
                    assert!(changed.is_empty() && after.len() == undone.len(), "{context}, {attempt}: {changed:?}");
                }
                // S3 does not use the functions' clock.
                world.advance(-31);
            }
        }
    });
}

#[test]
fn an_overtaken_attempt_has_no_effect() {
    in_own_world_with(Partner::new, async |world, owner| {
        let spec = routes().find(|spec| spec.id() == "customers-create").unwrap();
        let call = request(spec, &owner.ids).header("idempotency-key", "overtaken");
        let dynamodb = world.stack.dynamodb();
        // The first attempt hangs before its transaction. Its lock expires, and a second one executes the request.
        dynamodb.set(Fault::Hang.on("TransactWriteItems").times(1));
        let first = owner.authorize(world, spec, call.clone());
        let second = async {
            while dynamodb.calls().is_empty() {
                tokio::task::yield_now().await;
            }
            world.advance(31);
            let reply = world.send(&owner.authorize(world, spec, call.clone())).await;
            dynamodb.clear();
            reply
        };
        world.record();
        let (first, second) = tokio::join!(world.send(&first), second);
        world.take_calls();
        let made: Value = second.expect(201);
        // The answer is the result or a conflict, and there is never a second customer.
        if first.status == 201 {
            assert_eq!(first.json()["id"], made["id"]);
        } else {
            first.expect_problem(409, "idempotency_key_in_use");
        }
        let named = world.aws.partition(Table::Customers, &owner.ids.organization).await;
        let drafts = named.iter().filter(|item| item.get("city") != Some(&text("")) && item["status"] == text("DRAFT"));
        assert_eq!(drafts.count(), 2, "the partner's draft, and one more");
    });
}
