//! `Idempotency-Key`: one effect, and a replay of the first answer.

use contract::table::Table;
use futures::future::join_all;
use local::Fault;
use serde_json::{Value, json};

use crate::support::aws::{Item, set, table, text};
use crate::support::{
    Application, CUSTOMERS, Call, Reply, World, answer, customer_body, in_own_world_with, in_world_with,
};

fn creation(key: &str, more: Value) -> Call {
    Call::post(CUSTOMERS).json(&customer_body(more)).header("idempotency-key", key)
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed") == Some("true")
}

async fn customers(world: &World, caller: &Application) -> usize {
    world.aws.partition(Table::Customers, &caller.organization).await.len()
}

#[test]
fn a_repeated_request_gets_the_complete_first_answer() {
    in_world_with(Application::alone, async |world, caller| {
        let first = caller.call(world, creation("order-1", json!({ "draft": true }))).await;
        let customer = first.expect(201);
        assert!(!is_replayed(&first));
        // The same holds after a change of the record, and in a cold process.
        let uri = format!("{CUSTOMERS}/{}", customer["id"].as_str().unwrap());
        caller.send(world, "PATCH", &uri, &json!({ "city": "Berlin" })).await.expect(200);
        let again = caller.sign(world, creation("order-1", json!({ "draft": true })));
        let fresh = answer(&world.fresh("customers-create"), &again.event().to_string()).await;
        let warm = caller.call(world, creation("order-1", json!({ "draft": true }))).await;
        for again in [fresh, warm] {
            assert!(is_replayed(&again));
            assert_eq!((again.status, &again.text), (first.status, &first.text));
            let own = |reply: &Reply| -> Vec<_> {
                reply.headers.iter().filter(|(name, _)| name != "idempotency-replayed").cloned().collect()
            };
            assert_eq!(own(&again), own(&first));
            assert_eq!(again.header("etag"), Some("\"1\""));
        }
        assert_eq!(customers(world, &caller).await, 1);

        // A route without a new record and without a body.
        let submit = || Call::post(&format!("{uri}/submit")).header("idempotency-key", "order-1");
        let first = caller.call(world, submit()).await;
        let again = caller.call(world, submit()).await;
        assert_eq!(first.expect(200), again.expect(200));
        assert!(!is_replayed(&first) && is_replayed(&again));
        // Without a key, it is another request, which is refused by the record's status.
        caller.call(world, Call::post(&format!("{uri}/submit"))).await.expect_problem(409, "state_conflict");
    });
}

#[test]
fn a_key_names_one_request_of_one_application_and_route() {
    in_world_with(Application::alone, async |world, caller| {
        let sibling = Application::alone(world).await;
        let draft = json!({ "draft": true });
        let first = caller.call(world, creation("k", draft.clone())).await.expect(201);
        let other = caller.call(world, creation("other", draft.clone())).await.expect(201);
        assert_ne!(first["id"], other["id"]);

        // Another body, also an equivalent one with other bytes.
        caller
            .call(world, creation("k", json!({ "draft": false })))
            .await
            .expect_problem(422, "idempotency_key_reused");
        let respelled = Call::post(CUSTOMERS)
            .header("content-type", "application/json")
            .header("idempotency-key", "k")
            .body(format!("{}\n", customer_body(draft.clone())));
        caller.call(world, respelled).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(customers(world, &caller).await, 2);

        // Another path of the same route.
        let submit = |customer: &Value| {
            let uri = format!("{CUSTOMERS}/{}/submit", customer["id"].as_str().unwrap());
            Call::post(&uri).header("idempotency-key", "k")
        };
        caller.call(world, submit(&first)).await.expect(200);
        caller.call(world, submit(&other)).await.expect_problem(422, "idempotency_key_reused");
        let uri = format!("{CUSTOMERS}/{}", other["id"].as_str().unwrap());
        assert_eq!(caller.get(world, &uri).await.expect(200)["status"], "DRAFT");

        // Another application, which must not see the first answer.
        let own = sibling.call(world, creation("k", draft)).await;
        assert!(!is_replayed(&own));
        assert_eq!(own.expect(201)["orgId"], sibling.organization);
        // Keys are case-sensitive.
        assert!(!is_replayed(&caller.call(world, creation("K", json!({}))).await));
    });
}

#[test]
fn a_key_is_1_to_255_visible_characters() {
    in_world_with(Application::alone, async |world, caller| {
        let long = "k".repeat(256);
        for bad in ["", &long, "a b", "a\tb", "a\u{7f}", "a\0", "schlüssel", "\u{feff}k"] {
            caller.call(world, creation(bad, json!({}))).await.expect_wrong_parameter("/Idempotency-Key");
        }
        assert_eq!(customers(world, &caller).await, 0);
        for good in ["k", &"k".repeat(255), "!#$%&'()*+,-./:;<=>?@[]^_`{|}~\\\"09azAZ"] {
            for repeated in [false, true] {
                let reply = caller.call(world, creation(good, json!({}))).await;
                reply.expect(201);
                assert_eq!(is_replayed(&reply), repeated, "{good}");
            }
        }
    });
}

#[test]
fn concurrent_requests_under_one_key_have_one_effect() {
    in_world_with(Application::alone, async |world, caller| {
        let processes: Vec<_> = (0..4).map(|_| world.fresh("customers-create")).collect();
        for round in 0..5 {
            let key = format!("round-{round}");
            let events: Vec<String> =
                (0..16).map(|_| caller.sign(world, creation(&key, json!({}))).event().to_string()).collect();
            let calls = events.iter().zip(processes.iter().cycle()).map(|(event, app)| answer(app, event));
            let replies = join_all(calls).await;
            let mut first = 0;
            let mut ids = Vec::new();
            for reply in &replies {
                if reply.status == 201 {
                    first += usize::from(!is_replayed(reply));
                    ids.push(reply.json()["id"].clone());
                    continue;
                }
                reply.expect_problem(409, "idempotency_key_in_use");
                assert!(reply.header("retry-after").is_some());
            }
            assert_eq!(first, 1, "executed once");
            assert!(ids.iter().all(|id| *id == ids[0]), "one customer: {ids:?}");
            assert_eq!(customers(world, &caller).await, round + 1);
        }
    });
}

#[test]
fn a_refusal_does_not_use_up_the_key() {
    in_world_with(Application::alone, async |world, caller| {
        let wrong = creation("k", json!({ "website": "x" }));
        caller.call(world, wrong).await.expect_problem(422, "validation_failed");
        let malformed =
            Call::post(CUSTOMERS).header("content-type", "application/json").header("idempotency-key", "k").body("{");
        caller.call(world, malformed).await.expect_problem(400, "body_invalid");
        let right = caller.call(world, creation("k", json!({}))).await;
        let customer = right.expect(201);
        assert!(!is_replayed(&right));

        // A conflict is temporary: the same request may succeed later under its key.
        let id = customer["id"].as_str().unwrap();
        let submit = || Call::post(&format!("{CUSTOMERS}/{id}/submit")).header("idempotency-key", "k");
        caller.call(world, submit()).await.expect_problem(409, "state_conflict");
        let send_back = |item: &mut Item| set(item, "status", text("CORRECTION_REQUESTED"));
        world.aws.edit(Table::Customers, &caller.organization, id, send_back).await;
        let submitted = caller.call(world, submit()).await;
        assert_eq!(submitted.expect(200)["status"], "PENDING_REVIEW");
        assert!(!is_replayed(&submitted));
    });
}

#[test]
fn an_answer_is_kept_for_a_day_and_a_dead_attempt_holds_its_key_for_30_seconds() {
    in_own_world_with(Application::alone, async |world, caller| {
        // The function dies after creating its customer and before storing its answer.
        world.stack.dynamodb().set(Fault::Refuse.on("UpdateItem").table(table(Table::Replay)));
        let first = caller.call(world, creation("dead", json!({}))).await.expect(201);
        world.stack.dynamodb().clear();
        let retry = || caller.call(world, creation("dead", json!({})));
        let held = retry().await;
        held.expect_problem(409, "idempotency_key_in_use");
        assert!(held.header("retry-after").is_some());
        caller
            .call(world, creation("dead", json!({ "city": "Ulm" })))
            .await
            .expect_problem(422, "idempotency_key_reused");
        world.advance(25);
        retry().await.expect_problem(409, "idempotency_key_in_use");
        world.advance(6);
        // Many requests see the expired lock concurrently.
        let replies = join_all((0..8).map(|_| retry())).await;
        assert!(replies.iter().any(|reply| reply.status == 201));
        for reply in replies {
            match reply.status {
                201 => assert_eq!(reply.json(), first),
                _ => _ = reply.expect_problem(409, "idempotency_key_in_use"),
            }
        }
        assert_eq!(retry().await.expect(201), first);
        assert_eq!(customers(world, &caller).await, 1);
        let log = format!("{CUSTOMERS}/{}/activity", first["id"].as_str().unwrap());
        assert_eq!(caller.get(world, &log).await.expect(200)["items"].as_array().unwrap().len(), 1);

        let kept = caller.call(world, creation("day", json!({}))).await.expect(201);
        world.advance(24 * 60 * 60 - 60);
        let still = caller.call(world, creation("day", json!({}))).await;
        assert!(is_replayed(&still));
        assert_eq!(still.expect(201), kept);
        // DynamoDB deletes expired items days later, so the expiry is checked here.
        world.advance(61);
        let anew = caller.call(world, creation("day", json!({ "city": "Ulm" }))).await;
        assert!(!is_replayed(&anew));
        assert_ne!(anew.expect(201)["id"], kept["id"]);
        assert_eq!(customers(world, &caller).await, 3);
    });
}
