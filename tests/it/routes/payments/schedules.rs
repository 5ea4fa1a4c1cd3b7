//! Two admins and a partner change one payment concurrently, in a thousand seeded schedules.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::id::{IdSeed, PaymentId};
use contract::member::Role;
use contract::table::Table;
use futures::future::join_all;
use local::Fault;
use serde_json::{Value, json};

use super::{PAYMENTS, payer};
use crate::support::aws::{Item, number, text};
use crate::support::{Call, Person, Seeded, World, in_own_world_with, items};

const SCHEDULES: u64 = 1_000;
const DECISIONS: [&str; 5] = ["APPROVE", "REQUEST_CORRECTION", "PROCESS", "COMPLETE", "FAIL"];
const STARTS: [&str; 4] = ["PENDING_REVIEW", "CORRECTION_NEEDED", "APPROVED", "PROCESSING"];

/// Writes a copy of `template` in that status, without later changes.
async fn place(world: &World, template: &Item, seed: u64, status: &str) -> String {
    let id = PaymentId::new(IdSeed { millis: 1_000 + seed, random: u128::from(seed) }).to_string();
    let organization = template["pk"].as_s().unwrap().clone();
    let mut item = template.clone();
    for (name, value) in [("sk", id.clone()), ("id", id.clone()), ("status", status.to_owned())] {
        item.insert(name.to_owned(), text(value));
    }
    item.insert("statusPk".to_owned(), text(format!("{organization}#{status}")));
    item.insert("queue".to_owned(), text(status));
    item.insert("revision".to_owned(), number(1));
    world.aws.put(Table::Payments, item).await;
    id
}

/// Returns true if a payment's lifecycle has this transition.
fn allowed(from: &str, to: &str) -> bool {
    let reviewed =
        domain::payment::REVIEWS.iter().any(|(before, _, after)| (before.name(), after.name()) == (from, to));
    let cancelled = to == "CANCELLED" && domain::payment::CANCELLABLE.iter().any(|status| status.name() == from);
    reviewed || cancelled || (from, to) == ("CORRECTION_NEEDED", "PENDING_REVIEW")
}

#[test]
fn concurrent_decisions_follow_the_lifecycle_and_are_logged_in_order() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let made = app.create_payment(world, &parties, json!({})).await;
        let template = world.aws.get(Table::Payments, &app.organization, made["id"].as_str().unwrap()).await.unwrap();
        let admins = [
            Person::member(world, Role::NuveraAdmin, None).await,
            Person::member(world, Role::NuveraAdmin, None).await,
        ];
        let mut told: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut effects = 0;
        for seed in 0..SCHEDULES {
            let mut draw = Seeded::new(seed);
            let start = *draw.one_of(&STARTS);
            let id = place(world, &template, seed, start).await;
            let mut calls = Vec::new();
            for admin in &admins {
                let body = json!({ "decision": draw.one_of(&DECISIONS), "note": format!("In schedule {seed}.") });
                let uri = format!("/admin/v1/organizations/{}/payments/{id}/review", app.organization);
                calls.push(Call::post(&uri).bearer(&admin.token).json(&body));
            }
            let partners = if draw.next().is_multiple_of(2) {
                Call::post(&format!("{PAYMENTS}/{id}/cancel"))
            } else {
                Call::patch(&format!("{PAYMENTS}/{id}")).json(&json!({ "purpose": format!("Goods {seed}") }))
            };
            calls.push(app.sign(world, partners));
            let dynamodb = world.stack.dynamodb();
            // Not both faults: DynamoDB never answers a conflict under the token of an executed transaction.
            let fault = if seed.is_multiple_of(2) { Fault::Conflict } else { Fault::LoseAnswer };
            dynamodb.set(fault.on("TransactWriteItems").chance(20, seed));
            dynamodb.add(Fault::Delay(Duration::from_millis(1 + draw.next() % 3)).chance(40, seed + 2));
            let replies = join_all(calls.iter().map(|call| world.send(call))).await;
            dynamodb.clear();
            // After lost answers of all attempts, the effect is unknown.
            let unknown = replies.iter().filter(|reply| reply.status == 503).count();
            for reply in replies.iter().filter(|reply| ![200, 503].contains(&reply.status)) {
                reply.expect_problem(409, "state_conflict");
            }

            let lines = world.aws.partition(Table::Payments, &format!("{}#{id}", app.organization)).await;
            let status = |line: &Item, name: &str| line[name].as_s().unwrap().clone();
            let mut at = start.to_owned();
            for line in &lines {
                assert_eq!(status(line, "fromStatus"), at, "schedule {seed}: the order of effects");
                assert!(
                    allowed(&at, &status(line, "toStatus")),
                    "schedule {seed}: {at} → {}",
                    status(line, "toStatus")
                );
                at = status(line, "toStatus");
                if status(line, "createdByRole") == "NUVERA_ADMIN" {
                    told.entry(id.clone()).or_default().push((status(line, "fromStatus"), at.clone()));
                }
            }
            let times: Vec<_> = lines.iter().map(|line| status(line, "createdAt")).collect();
            assert!(times.is_sorted_by(|a, b| a < b), "schedule {seed}: {times:?}");
            let now = world.aws.get(Table::Payments, &app.organization, &id).await.unwrap();
            assert_eq!(status(&now, "status"), at, "schedule {seed}");
            let succeeded = replies.iter().filter(|reply| reply.status == 200).count();
            let effects_of_all = succeeded..=succeeded + unknown;
            assert!(effects_of_all.contains(&lines.len()), "schedule {seed}: one line per success");
            effects += succeeded;
        }
        let mut history: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for entry in world.aws.partition(Table::Audit, &format!("ORG#{}", app.organization)).await {
            let Some(record) = entry.get("recordId").and_then(|record| record.as_s().ok()) else { continue };
            if !record.starts_with("pay_") {
                continue;
            }
            let status = |name: &str| entry[name].as_m().unwrap()["status"].as_s().unwrap().clone();
            history.entry(record.clone()).or_default().push((status("before"), status("after")));
        }
        assert_eq!(history, told, "the history has the admins' decisions, in order");
        assert!(effects > 800, "{effects} effects");
    });
}

#[test]
fn a_decision_is_logged_at_its_effect_not_its_first_attempt() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let payment = app.create_payment(world, &parties, json!({})).await;
        let admin = Person::member(world, Role::NuveraAdmin, None).await;
        let review = |key: &str, etag: Option<&str>, decision: &str| {
            let body = json!({ "decision": decision, "note": "Late." });
            let uri = format!("{}/review", super::admin_uri(&payment));
            let token = crate::support::people::token(world, &admin.user);
            let call = Call::post(&uri).bearer(&token).json(&body).header("idempotency-key", key);
            if let Some(etag) = etag { call.header("if-match", etag) } else { call }
        };
        // Refused with 412 under its key, and executed hours later.
        world.send(&review("late", Some("\"7\""), "APPROVE")).await.expect_problem(412, "precondition_failed");
        world.advance(3_600);
        world.send(&review("early", None, "REQUEST_CORRECTION")).await.expect(200);
        app.send(world, "PATCH", &super::uri(&payment), &json!({ "purpose": "Corrected" })).await.expect(200);
        world.advance(60);
        let since = world.now().to_string();
        world.send(&review("late", None, "APPROVE")).await.expect(200);
        let uri = format!("/admin/v1/audit?organizationId={}&from={since}", app.organization);
        let token = crate::support::people::token(world, &admin.user);
        let found = world.send(&Call::get(&uri).bearer(&token)).await.expect(200);
        let told: Vec<&Value> = items(&found).iter().map(|entry| &entry["after"]["status"]).collect();
        assert_eq!(told, ["APPROVED"], "{found}");
        let log = app.get(world, &format!("{}/activity", super::uri(&payment))).await.expect(200);
        let told: Vec<&Value> = items(&log).iter().map(|line| &line["toStatus"]).collect();
        assert_eq!(told, ["APPROVED", "PENDING_REVIEW", "CORRECTION_NEEDED", "PENDING_REVIEW"]);
    });
}
