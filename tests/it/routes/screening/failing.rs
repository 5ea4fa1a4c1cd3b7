//! Failures of S3 or DynamoDB: 503, and no record without screening.

use contract::table::Table;
use local::Fault;
use serde_json::json;

use super::{customer_now, decide, listed_person, subjects};
use crate::support::{Application, Call, customer_body, in_own_world_with};

#[test]
fn without_a_readable_list_nothing_is_created() {
    in_own_world_with(Application::alone, async |world, app| {
        let create = || Call::post("/api/v1/customers").json(&customer_body(json!({})));
        for fault in [Fault::Refuse, Fault::status(503, "SlowDown"), Fault::status(403, "AccessDenied")] {
            world.stack.s3().set(fault.clone().on("GetObject"));
            let what = format!("{fault:?}");
            let refused = app.call(world, create()).await;
            let denied = what.contains("AccessDenied");
            assert_eq!(refused.problem().0, if denied { 500 } else { 503 }, "{what}: {}", refused.text);
            world.stack.s3().clear();
        }
        assert_eq!(world.aws.scan(Table::Customers).await.len(), 0);
        assert_eq!(world.aws.scan(Table::Screening).await.len(), 0);
        app.call(world, create()).await.expect(201);
    });
}

#[test]
fn a_decision_is_atomic_and_has_one_effect() {
    in_own_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({ "persons": [listed_person()] })).await;
        let subject = &subjects(world, &app, &customer).await[1];
        let dynamodb = world.stack.dynamodb();
        dynamodb.set(Fault::status(500, "InternalServerError").on("TransactWriteItems"));
        decide(world, &app, subject, "CLEAR").await.expect_problem(503, "dependency_unavailable");
        dynamodb.clear();
        assert_eq!(subjects(world, &app, &customer).await[1], *subject);
        assert_eq!(customer_now(world, &app, &customer).await["screening"], customer["screening"]);
        // After a lost answer, the SDK retries the transaction, which has one effect.
        dynamodb.set(Fault::LoseAnswer.on("TransactWriteItems").times(1));
        let cleared = decide(world, &app, subject, "CLEAR").await.expect(200);
        assert_eq!((&cleared["historyCount"], &cleared["paymentHold"]), (&json!(1), &json!(false)));
        let record = customer["screening"]["screeningSubjectId"].as_str().unwrap();
        let lines = world.aws.partition(Table::Screening, &format!("{}#{record}", app.organization)).await;
        assert_eq!(lines.len(), 1, "one decision is logged");
        assert_eq!(customer_now(world, &app, &customer).await["screening"]["paymentHold"], false);
    });
}

#[test]
fn two_concurrent_decisions_both_apply() {
    in_own_world_with(Application::alone, async |world, app| {
        let customer =
            app.create_customer(world, json!({ "persons": [listed_person()], "companyName": "Obsidian Crescent" }));
        let customer = customer.await;
        let found = subjects(world, &app, &customer).await;
        let both =
            futures::future::join(decide(world, &app, &found[0], "CLEAR"), decide(world, &app, &found[1], "CLEAR"));
        let (one, other) = both.await;
        one.expect(200);
        other.expect(200);
        let now = customer_now(world, &app, &customer).await;
        assert_eq!((&now["screening"]["paymentHold"], &now["screening"]["openMatchCount"]), (&json!(false), &json!(0)));
    });
}
