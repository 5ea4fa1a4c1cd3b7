//! Replays: each token is accepted once.

use std::sync::Arc;

use contract::code::Code;
use contract::time::Timestamp;
use futures::future::join_all;
use serde_json::json;

use super::target::{DIAGNOSE, Target, URI, attack, failed};
use crate::support::{Application, Call, answer, in_own_world_with, in_world};

fn get() -> Call {
    Call::get(URI)
}

#[test]
fn a_request_sent_twice_is_served_once() {
    attack(async |target| {
        let signed = target.app.sign(target.world, get());
        target.world.send(&signed).await.expect(200);
        for _ in 0..3 {
            target.world.send(&signed).await.expect_problem(401, "replay_detected");
        }
    });
}

#[test]
fn a_used_jti_is_refused_on_other_routes_and_in_other_tokens() {
    attack(async |target| {
        let jti = target.app.token(target.world, &get()).claim("jti");
        for (at, uri) in [URI, "/api/v1/reference/countries", "/api/v1/customers", URI].into_iter().enumerate() {
            let call = Call::get(uri);
            let token = target.app.token(target.world, &call).with("jti", jti.clone()).with("x", at);
            let reply = target.world.send(&target.app.bear(call, &token)).await;
            if at == 0 {
                reply.expect(200);
            } else {
                reply.expect_problem(401, "replay_detected");
            }
        }
        let call = Call::post(DIAGNOSE);
        let token = target.app.token(target.world, &call).with("jti", jti);
        let diagnosis = target.world.send(&target.app.bear(call, &token)).await.expect(200);
        assert_eq!(diagnosis["accepted"], false);
        assert_eq!(failed(&diagnosis), &json!({ "check": "jti", "outcome": "FAILED", "code": "replay_detected" }));
    });
}

/// The use of a `jti` is revealed only to callers who could have used it.
#[test]
fn a_replay_is_reported_only_to_authenticated_callers() {
    attack(async |target| {
        let call = get();
        let token = target.app.token(target.world, &call);
        target.world.send(&target.app.bear(call.clone(), &token)).await.expect(200);
        let forged = token.with_signature(&[0; 256]);
        target.world.send(&target.app.with_token(call, &forged)).await.expect_problem(401, "signature_invalid");
    });
}

#[test]
fn two_applications_may_use_the_same_jti() {
    in_world(async |world| {
        let target = Target::shared().await;
        let other = Application::with_everything(world).await;
        let jti = target.app.token(world, &get()).claim("jti");
        for app in [&target.app, &other] {
            let token = app.token(world, &get()).with("jti", jti.clone());
            world.send(&app.bear(get(), &token)).await.expect(200);
        }
    });
}

/// A token is accepted once between its first and last valid second. The test has its own world, because it advances
/// the clock.
#[test]
fn a_replay_is_detected_until_the_end_of_the_tolerance() {
    in_own_world_with(Application::with_everything, async |world, app| {
        let start = world.now();
        world.hold(start);
        let token = app.token(world, &get()).times(10, 70);
        let exp = Timestamp::from_seconds(token.claim("exp").as_i64().unwrap());
        let signed = app.bear(get(), &token);
        world.send(&signed).await.expect(200);
        let late = exp.plus_seconds(5);
        let then = [15, 30, 45, 60].map(|seconds| start.plus_seconds(seconds)).into_iter();
        let last = (0..8).rev().map(|seconds| late.plus_seconds(-seconds));
        for (at, code) in then
            .chain(last)
            .map(|at| (at, Code::ReplayDetected))
            .chain([(Timestamp::from_millis(late.millis() + 1), Code::TokenExpired)])
        {
            world.hold(at);
            // Both a cold and a warm function detect it.
            let cold = world.fresh("reference-industries");
            for reply in [world.send(&signed).await, answer(&cold, &signed.event().to_string()).await] {
                reply.expect_problem(401, code.name());
            }
        }
    });
}

/// Runs four Lambda environments with sixty-four copies in fifty rounds.
#[test]
fn of_64_parallel_copies_exactly_one_passes() {
    const COPIES: usize = 64;
    const ROUNDS: usize = 50;
    attack(async |target| {
        let environments: Vec<_> = (0..4).map(|_| target.world.fresh("reference-industries")).collect();
        for round in 0..ROUNDS {
            let event: Arc<str> = target.app.sign(target.world, get()).event().to_string().into();
            // In the first rounds, only some environments have cached the application.
            let send = |copy: usize| {
                let environment = &environments[copy % environments.len().min(round + 1)];
                let (app, event) = (Arc::clone(environment), Arc::clone(&event));
                tokio::spawn(async move { answer(&app, &event).await })
            };
            let replies: Vec<_> = join_all((0..COPIES).map(send)).await.into_iter().map(Result::unwrap).collect();
            let passed = replies.iter().filter(|reply| reply.status == 200).count();
            assert_eq!(passed, 1, "round {round}");
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                reply.expect_problem(401, "replay_detected");
            }
        }
    });
}
