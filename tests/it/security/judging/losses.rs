//! Failures and lost answers of every AWS call of every customer route.
//!
//! The answer is 503 or correct, nothing is done partially, and a retry under the same `Idempotency-Key` has one
//! effect.

use contract::table::Table;
use local::Fault;
use serde_json::{Value, json};

use crate::support::aws::{Item, name};
use crate::support::{Application, Call, Reply, World, customer_body, in_own_world};

/// Lost part of a call.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// Call that is not executed.
    Call,
    /// Answer of an executed call.
    Answer,
}

/// Attempts of the SDK per call.
const ATTEMPTS: usize = 3;

/// Customer route under test.
struct Subject {
    id: &'static str,
    /// Request; `id` is that of a new draft.
    call: fn(id: &str) -> Call,
    /// Status of success.
    success: u16,
    /// Activity lines of the draft afterwards; `None` if the route creates a customer.
    lines: Option<usize>,
    idempotent: bool,
}

const SUBJECTS: [Subject; 6] = [
    Subject {
        id: "customers-create",
        call: |_| Call::post("/api/v1/customers").json(&customer_body(json!({ "city": "Berlin" }))),
        success: 201,
        lines: None,
        idempotent: true,
    },
    Subject {
        id: "customers-submit",
        call: |id| Call::post(&format!("/api/v1/customers/{id}/submit")),
        success: 200,
        lines: Some(2),
        idempotent: true,
    },
    Subject {
        id: "customers-update",
        call: |id| Call::patch(&format!("/api/v1/customers/{id}")).json(&json!({ "city": "Berlin" })),
        success: 200,
        lines: Some(1),
        idempotent: false,
    },
    Subject {
        id: "customers-get",
        call: |id| Call::get(&format!("/api/v1/customers/{id}")),
        success: 200,
        lines: Some(1),
        idempotent: false,
    },
    Subject {
        id: "customers-activity",
        call: |id| Call::get(&format!("/api/v1/customers/{id}/activity")),
        success: 200,
        lines: Some(1),
        idempotent: false,
    },
    Subject {
        id: "customers-list",
        call: |_| Call::get("/api/v1/customers?status=DRAFT"),
        success: 200,
        lines: Some(1),
        idempotent: false,
    },
];

/// Organization with one draft.
struct Scene {
    caller: Application,
    draft: String,
}

impl Scene {
    async fn set(world: &World, caller: Application) -> Self {
        for item in world.aws.scan(Table::Customers).await {
            let key = |name: &str| item[name].as_s().unwrap().clone();
            world.aws.delete(Table::Customers, &key("pk"), &key("sk")).await;
        }
        let created = caller.create_customer(world, json!({ "draft": true })).await;
        Self { caller, draft: created["id"].as_str().unwrap().to_owned() }
    }

    fn call(&self, subject: &Subject, key: &str) -> Call {
        let call = (subject.call)(&self.draft);
        // Idempotency keys are visible ASCII, and the context contains spaces.
        let key = key.replace(|c: char| !c.is_ascii_graphic(), "-");
        if subject.idempotent { call.header("idempotency-key", key) } else { call }
    }

    /// Returns all customers, each with its activity.
    async fn customers(&self, world: &World) -> Vec<(Item, Vec<Item>)> {
        let mut found = Vec::new();
        for customer in world.aws.partition(Table::Customers, &self.caller.organization).await {
            let id = customer["sk"].as_s().unwrap().clone();
            let lines = format!("{}#{id}", self.caller.organization);
            found.push((customer, world.aws.partition(Table::Customers, &lines).await));
        }
        let items: usize = found.iter().map(|(_, lines)| 1 + lines.len()).sum();
        assert_eq!(world.aws.scan(Table::Customers).await.len(), items, "no activity without its customer");
        found
    }

    /// Asserts that every customer's status matches its last activity.
    async fn expect_whole(&self, world: &World, context: &str) {
        for (customer, lines) in self.customers(world).await {
            let last = lines.last().unwrap_or_else(|| panic!("{context}: a customer without activity"));
            assert_eq!(customer["status"], last["toStatus"], "{context}");
        }
    }

    /// Asserts that the request had one effect.
    async fn expect_one_effect(&self, world: &World, subject: &Subject, context: &str) {
        let customers = self.customers(world).await;
        let made = customers.len() - 1;
        let (draft, lines) = customers.iter().find(|(item, _)| item["sk"].as_s().unwrap() == &self.draft).unwrap();
        match subject.lines {
            None => assert_eq!((made, lines.len()), (1, 1), "{context}"),
            Some(expected) => assert_eq!((made, lines.len()), (0, expected), "{context}"),
        }
        if subject.id == "customers-update" {
            assert_eq!(draft["revision"].as_n().unwrap(), "2", "{context}: changed once");
        }
    }
}

#[test]
fn every_call_of_every_customer_route_may_fail_or_lose_its_answer() {
    in_own_world(async |world| {
        let mut caller = Application::alone(world).await;
        for subject in &SUBJECTS {
            // Calls of the route without a fault, on a warm function.
            let mut scene = Scene::set(world, caller).await;
            scene.caller.call(world, (subject.call)(&scene.draft)).await.expect(subject.success);
            scene = Scene::set(world, scene.caller).await;
            world.record();
            scene.caller.call(world, scene.call(subject, "healthy")).await.expect(subject.success);
            let healthy = world.take_calls();
            assert!(healthy.len() >= 3, "{}: {healthy:?}", subject.id);

            for (place, call) in healthy.iter().enumerate() {
                let before = healthy[..place].iter().filter(|other| name(other) == name(call)).count();
                // A read with a lost answer equals a failed read.
                let reads = matches!(call.operation.as_str(), "GetItem" | "Query");
                let losses = [(Loss::Call, 1), (Loss::Call, ATTEMPTS), (Loss::Answer, 1), (Loss::Answer, ATTEMPTS)];
                for (loss, times) in losses.into_iter().filter(|(loss, _)| !reads || matches!(loss, Loss::Call)) {
                    let context = format!("{}: {loss:?} of {} ({before}) × {times}", subject.id, name(call));
                    scene = Scene::set(world, scene.caller).await;
                    let table = call.table().unwrap();
                    let fault = || if matches!(loss, Loss::Call) { Fault::Refuse } else { Fault::LoseAnswer };
                    let control = world.stack.dynamodb();
                    control.set(Fault::None.on(&call.operation).table(table).times(before));
                    control.add(fault().on(&call.operation).table(table).times(times));
                    let first = scene.caller.call(world, scene.call(subject, &context)).await;
                    control.clear();
                    check(world, &scene, subject, &first, times, &context).await;
                }
            }
            caller = scene.caller;
        }
    });
}

async fn check(world: &World, scene: &Scene, subject: &Subject, first: &Reply, times: usize, context: &str) {
    scene.expect_whole(world, context).await;
    let succeeded = first.status == subject.success;
    if times < ATTEMPTS {
        assert!(succeeded, "{context}: a call that fails once is retried: {}", first.text);
    }
    if succeeded {
        scene.expect_one_effect(world, subject, context).await;
    } else {
        assert_eq!(first.problem(), (503, "dependency_unavailable".to_owned()), "{context}: {}", first.text);
        assert!(first.header("retry-after").is_some(), "{context}");
    }
    if !subject.idempotent {
        return;
    }
    let again = repeat(world, scene, subject, context).await;
    assert_eq!(again.status, subject.success, "{context}: {}", again.text);
    scene.expect_whole(world, context).await;
    scene.expect_one_effect(world, subject, context).await;
    if succeeded {
        assert_eq!(again.json(), first.json(), "{context}");
    }
    // By now, the answer is stored.
    let kept = repeat(world, scene, subject, context).await;
    assert_eq!((kept.json(), kept.header("idempotency-replayed")), (again.json(), Some("true")), "{context}");
}

/// Repeats the request under the same key with a new token, until the key is not in use.
async fn repeat(world: &World, scene: &Scene, subject: &Subject, key: &str) -> Reply {
    let reply = scene.caller.call(world, scene.call(subject, key)).await;
    if reply.problem_code() != Some("idempotency_key_in_use".to_owned()) {
        return reply;
    }
    world.advance(31);
    scene.caller.call(world, scene.call(subject, key)).await
}

impl Reply {
    fn problem_code(&self) -> Option<String> {
        serde_json::from_str::<Value>(&self.text).ok()?["code"].as_str().map(str::to_owned)
    }
}
