//! Failures of DynamoDB or KMS: the request is refused, the handler does not run, and service resumes.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table::Table;
use local::{Control, Fault, Injection};
use serde_json::json;

use super::countries;
use crate::support::aws::table;
use crate::support::{Application, Call, Reply, World, answer, customer_body, in_own_world_with};

/// Asserts the refusal, and that nothing was done.
async fn expect_refused(world: &World, caller: &Application, what: &str, reply: &Reply) {
    // A permanent refusal has no `Retry-After`.
    let (problem, retry_after) = if what.contains("AccessDenied") {
        ((500, "internal_error".to_owned()), None)
    } else {
        ((503, "dependency_unavailable".to_owned()), Some("2"))
    };
    assert_eq!(reply.problem(), problem, "{what}: {}", reply.text);
    assert_eq!(reply.header("retry-after"), retry_after, "{what}");
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    for secret in [caller.api_key.as_str(), "127.0.0.1", "DynamoDB", "KMS", "GetItem", "AccessDenied"] {
        assert!(!reply.text.contains(secret), "{what}: the cause is not revealed: {}", reply.text);
    }
    assert_eq!(customers(world, caller).await, 0, "{what}: the handler did not run");
}

async fn customers(world: &World, caller: &Application) -> usize {
    world.aws.partition(Table::Customers, &caller.organization).await.len()
}

fn creation() -> Call {
    Call::post("/api/v1/customers").json(&customer_body(json!({})))
}

#[test]
fn while_a_service_fails_requests_are_refused_and_afterwards_served() {
    in_own_world_with(Application::alone, async |world, caller| {
        caller.call(world, countries()).await.expect(200);
        let (dynamodb, kms) = (world.stack.dynamodb(), world.stack.kms());
        let throttled = "ProvisionedThroughputExceededException";
        let cold = |call: &Call| (world.fresh("customers-create"), caller.sign(world, call.clone()));

        let replay = |fault: Fault| fault.on("PutItem").table(table(Table::Replay));
        let down = || Fault::status(500, "InternalServerError");
        let denied = || Fault::status(400, "AccessDeniedException");
        let faults: [(&Control, Injection, bool); 15] = [
            (dynamodb, Fault::Refuse.into(), true),
            (dynamodb, down().into(), true),
            (dynamodb, Fault::status(400, throttled).into(), true),
            (dynamodb, denied().into(), true),
            // Only one of a warm request's two concurrent calls fails.
            (dynamodb, Fault::Refuse.on("GetItem"), true),
            (dynamodb, down().on("GetItem"), true),
            (dynamodb, denied().on("GetItem"), true),
            (dynamodb, replay(Fault::status(400, throttled)), true),
            (dynamodb, replay(down()), true),
            (dynamodb, replay(denied()), true),
            (kms, Fault::Refuse.into(), false),
            (kms, Fault::status(500, "KMSInternalException").into(), false),
            (kms, Fault::status(400, "ThrottlingException").into(), false),
            (kms, denied().into(), false),
            (kms, Fault::status(400, "DisabledException").into(), false),
        ];
        for (control, fault, asked_when_warm) in faults {
            let what = format!("{fault:?}");
            control.set(fault);
            let (function, call) = cold(&creation());
            let refused = answer(&function, &call.event().to_string()).await;
            let warm = caller.call(world, countries()).await;
            control.clear();
            expect_refused(world, &caller, &what, &refused).await;
            if asked_when_warm {
                expect_refused(world, &caller, &what, &warm).await;
            } else {
                warm.expect(200);
            }
            // The function recovers, and the next request is served.
            let (_, call) = cold(&creation());
            let reply = answer(&function, &call.event().to_string()).await.expect(201);
            caller.call(world, countries()).await.expect(200);
            let id = reply["id"].as_str().unwrap();
            world.aws.delete(Table::Customers, &caller.organization, id).await;
        }
    });
}

#[test]
fn a_hanging_service_delays_the_answer_only_briefly() {
    in_own_world_with(Application::alone, async |world, caller| {
        caller.call(world, countries()).await.expect(200);
        let function = world.fresh("customers-create");

        world.stack.dynamodb().set(Fault::Hang.on("PutItem").table(table(Table::Replay)));
        world.stack.kms().set(Fault::Hang);
        let cold = caller.sign(world, creation()).event().to_string();
        let warm = caller.sign(world, countries());
        let both = futures::future::join(answer(&function, &cold), world.send(&warm));
        // API Gateway gives up after 30 s, and the request might still take effect later.
        let (cold, warm) = tokio::time::timeout(Duration::from_secs(15), both).await.unwrap();
        world.stack.dynamodb().clear();
        world.stack.kms().clear();
        expect_refused(world, &caller, "KMS", &cold).await;
        expect_refused(world, &caller, "the replay table", &warm).await;

        let again = caller.sign(world, creation());
        answer(&function, &again.event().to_string()).await.expect(201);
        caller.call(world, countries()).await.expect(200);
    });
}

#[test]
fn a_lost_answer_of_the_replay_check_is_no_replay_but_a_copy_is() {
    in_own_world_with(Application::alone, async |world, caller| {
        let lose = || {
            world.stack.dynamodb().set(Fault::LoseAnswer.on("PutItem").table(table(Table::Replay)).times(1));
        };
        caller.call(world, countries()).await.expect(200);
        for cold in [true, false] {
            let call = caller.sign(world, countries());
            let event = call.event().to_string();
            let function =
                if cold { &world.fresh("reference-countries") } else { world.function("reference-countries") };
            lose();
            world.record();
            answer(function, &event).await.expect(200);
            let claims = world.take_calls().iter().filter(|call| call.operation == "PutItem").count();
            assert_eq!(claims, 2, "the first answer was lost");
            for process in [function, world.function("reference-countries"), &world.fresh("reference-countries")] {
                answer(process, &event).await.expect_problem(401, "replay_detected");
            }
            // The nonce belongs to one request: a copy with a lost answer is still a replay.
            lose();
            answer(function, &event).await.expect_problem(401, "replay_detected");
            world.stack.dynamodb().clear();
        }
    });
}

#[test]
fn a_failure_to_record_a_use_does_not_affect_the_answer() {
    in_own_world_with(Application::alone, async |world, caller| {
        world.stack.dynamodb().set(Fault::Refuse.on("UpdateItem").table(table(Table::Usage)));
        let created = caller.call(world, creation()).await.expect(201);
        let items = world.aws.partition(Table::Customers, &caller.organization).await;
        assert_eq!(items[0]["sk"], AttributeValue::S(created["id"].as_str().unwrap().to_owned()));
    });
}
