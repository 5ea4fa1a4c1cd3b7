//! Failures and lost answers of every AWS call of a route.
//!
//! The answer is 503 or correct, nothing is done partially, and a retry under the same `Idempotency-Key` has one
//! effect.

use local::Fault;

use super::aws::name;
use super::{Reply, World};

/// Attempts of the SDK per call.
pub(crate) const ATTEMPTS: usize = 3;

/// Lost part of a call.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Loss {
    /// Call that is not executed.
    Call,
    /// Answer of an executed call.
    Answer,
}

/// Route under test.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) id: &'static str,
    /// Status of success.
    pub(crate) success: u16,
    pub(crate) idempotent: bool,
}

/// Route under test with the records that it reads and changes.
pub(crate) trait Scene {
    fn subject(&self) -> Subject;
    /// Restores the records.
    async fn reset(&mut self, world: &World);
    async fn send(&self, world: &World, idempotency_key: &str) -> Reply;
    /// Asserts that the records agree with each other.
    async fn expect_whole(&self, world: &World, context: &str);
    /// Asserts that the records agree with each other, and that the request had one effect.
    async fn expect_one_effect(&self, world: &World, context: &str);
}

/// Repeats the request for each call that it makes, at least `least`, while that call or its answer is lost.
pub(crate) async fn expect_no_loss_to_matter(world: &World, scene: &mut impl Scene, least: usize) {
    let Subject { id, success, .. } = scene.subject();
    // Calls of the route without a fault, on a warm function.
    scene.reset(world).await;
    scene.send(world, "first").await.expect(success);
    scene.reset(world).await;
    world.record();
    scene.send(world, "healthy").await.expect(success);
    let healthy = world.take_calls();
    assert!(healthy.len() >= least, "{id}: {healthy:?}");

    for (place, call) in healthy.iter().enumerate() {
        let before = healthy[..place].iter().filter(|other| name(other) == name(call)).count();
        // A read with a lost answer equals a failed read.
        let reads = matches!(call.operation.as_str(), "GetItem" | "Query");
        let losses = [(Loss::Call, 1), (Loss::Call, ATTEMPTS), (Loss::Answer, 1), (Loss::Answer, ATTEMPTS)];
        for (loss, times) in losses.into_iter().filter(|(loss, _)| !reads || *loss == Loss::Call) {
            let context = format!("{id}: {loss:?} of {} ({before}) × {times}", name(call));
            scene.reset(world).await;
            let table = call.table().unwrap();
            let fault = if loss == Loss::Call { Fault::Refuse } else { Fault::LoseAnswer };
            let control = world.stack.dynamodb();
            control.set(Fault::None.on(&call.operation).table(table).times(before));
            control.add(fault.on(&call.operation).table(table).times(times));
            // Idempotency keys are visible ASCII, and the context contains spaces.
            let key = context.replace(|c: char| !c.is_ascii_graphic(), "-");
            let first = scene.send(world, &key).await;
            control.clear();
            check(world, scene, &first, &key, times, &context).await;
        }
    }
}

async fn check(world: &World, scene: &impl Scene, first: &Reply, key: &str, times: usize, context: &str) {
    let Subject { success, idempotent, .. } = scene.subject();
    scene.expect_whole(world, context).await;
    let succeeded = first.status == success;
    if times < ATTEMPTS {
        assert!(succeeded, "{context}: a call that fails once is retried: {}", first.text);
    }
    if succeeded {
        scene.expect_one_effect(world, context).await;
    } else {
        assert_eq!(first.problem(), (503, "dependency_unavailable".to_owned()), "{context}: {}", first.text);
        assert!(first.header("retry-after").is_some(), "{context}");
    }
    if !idempotent {
        return;
    }
    let mut again = scene.send(world, key).await;
    if again.status == 409 && again.problem().1 == "idempotency_key_in_use" {
        // By then a quote has 29 seconds left, or the first request has used it.
        world.advance(31);
        again = scene.send(world, key).await;
    }
    assert_eq!(again.status, success, "{context}: {}", again.text);
    scene.expect_one_effect(world, context).await;
    if succeeded {
        assert_eq!(again.json(), first.json(), "{context}");
    }
    // By now, the answer is stored.
    let kept = scene.send(world, key).await;
    assert_eq!((kept.json(), kept.header("idempotency-replayed")), (again.json(), Some("true")), "{context}");
}
