//! Transactions that DynamoDB cancels because of conflicts.

use futures::future::join_all;
use local::Fault;
use serde_json::json;

use super::{payer, stored};
use crate::support::{Call, in_own_world_with};

#[test]
fn forty_concurrent_payments_of_a_customer_succeed_despite_conflicts() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let mut quotes = Vec::new();
        for _ in 0..40 {
            quotes.push(app.create_quote(world, &parties).await);
        }
        world.stack.dynamodb().set(Fault::Conflict.on("TransactWriteItems").chance(60, 12));
        let replies = join_all(quotes.iter().map(|quote| app.pay(world, quote, quote, json!({})))).await;
        world.stack.dynamodb().clear();
        for reply in &replies {
            reply.expect(201);
        }
        assert_eq!(stored(world, &app).await.len(), 40);
    });
}

#[test]
fn a_permanent_conflict_is_answered_in_time_and_has_no_effect() {
    in_own_world_with(payer, async |world, (app, parties)| {
        let quote = app.create_quote(world, &parties).await;
        world.stack.dynamodb().set(Fault::Conflict.on("TransactWriteItems"));
        let began = std::time::Instant::now();
        let refused = app.pay(world, &quote, "k", json!({})).await;
        assert!(began.elapsed() < std::time::Duration::from_secs(13), "{:?}", began.elapsed());
        refused.expect_problem(503, "dependency_unavailable");
        assert!(refused.header("retry-after").is_some());
        world.stack.dynamodb().clear();
        assert!(stored(world, &app).await.is_empty());
        app.pay(world, &quote, "k", json!({})).await.expect(201);
        let call = Call::get(super::PAYMENTS);
        assert_eq!(app.call(world, call).await.expect(200)["items"].as_array().unwrap().len(), 1);
    });
}
