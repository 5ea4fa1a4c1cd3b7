//! `iat`, `exp` and the lifetime, a second before, at and after each boundary.

use contract::code::Code;
use serde_json::Value;

use super::target::{Target, URI, names};
use crate::support::{Call, Token, run};

/// Sends a token with these times, given as seconds from now; `now` is the second in which it was judged.
async fn send(target: &Target, iat: i64, exp: i64) -> (i64, u16, Value) {
    loop {
        let call = Call::new("GET", URI);
        let now = target.world.now().seconds();
        let token = target.app.token(target.world, &call).with("iat", now + iat).with("exp", now + exp);
        let reply = target.world.send(&target.app.with_token(call, &token.sign(target.key()))).await;
        // The second may have ended under way; then the answer says nothing about the boundary.
        if target.world.now().seconds() == now {
            return (now, reply.status, reply.json());
        }
    }
}

async fn passes(target: &Target, iat: i64, exp: i64) {
    let (_, status, answer) = send(target, iat, exp).await;
    assert_eq!(status, 200, "iat {iat}, exp {exp}: {answer}");
}

async fn refused(target: &Target, iat: i64, exp: i64, code: Code) -> (i64, Value) {
    let (now, status, answer) = send(target, iat, exp).await;
    assert_eq!((status, &answer["code"]), (401, &code.name().into()), "iat {iat}, exp {exp}: {answer}");
    (now, answer)
}

#[test]
fn iat_may_lie_ten_seconds_ahead_and_no_more() {
    run(async {
        let target = Target::shared().await;
        for ahead in [0, 9, 10] {
            passes(target, ahead, ahead + 60).await;
            passes(target, ahead, ahead + 1).await;
        }
        for ahead in [11, 12, 60, 3_600, 4_000_000_000] {
            let (now, problem) = refused(target, ahead, ahead + 60, Code::TokenNotYetValid).await;
            names(&problem, format!("iat at most {}", now + 10), (now + ahead).to_string());
        }
    });
}

#[test]
fn exp_may_lie_five_seconds_back_and_no_more() {
    run(async {
        let target = Target::shared().await;
        for back in [0, 4, 5] {
            passes(target, -back - 60, -back).await;
            passes(target, -back - 1, -back).await;
        }
        for back in [6, 7, 60, 3_600] {
            let (now, problem) = refused(target, -back - 60, -back, Code::TokenExpired).await;
            names(&problem, format!("exp at least {}", now - 5), (now - back).to_string());
        }
    });
}

#[test]
fn the_lifetime_is_1_to_60_seconds_without_tolerance() {
    run(async {
        let target = Target::shared().await;
        for lifetime in [1, 2, 59, 60] {
            passes(target, 0, lifetime).await;
        }
        for lifetime in [61, 62, 65, 120, 3_600, 31_536_000, 0, -1, -60] {
            let (_, problem) = refused(target, 0, lifetime, Code::TokenLifetimeTooLong).await;
            names(&problem, "1 to 60 seconds", lifetime.to_string());
        }
        // Neither of the two tolerances adds to it.
        for (iat, exp) in [(10, 71), (-65, -4), (-61, 0), (-5, 56)] {
            refused(target, iat, exp, Code::TokenLifetimeTooLong).await;
        }
    });
}

/// From the first second at which a token passes to the last there are 75, not 120.
#[test]
fn tolerance_does_not_double_a_tokens_life() {
    run(async {
        let target = Target::shared().await;
        passes(target, 10, 70).await;
        passes(target, -65, -5).await;
        refused(target, -66, -6, Code::TokenExpired).await;
        refused(target, -120, -60, Code::TokenExpired).await;
    });
}

#[test]
fn times_at_the_ends_of_the_number_range_are_refused() {
    run(async {
        let target = Target::shared().await;
        let with = |iat: i64, exp: i64| move |token: Token| token.with("iat", iat).with("exp", exp);
        let now = target.world.now().seconds();
        for (iat, exp, code) in [
            (i64::MAX, i64::MAX, Code::TokenLifetimeTooLong),
            (0, i64::MAX, Code::TokenLifetimeTooLong),
            (now, i64::MAX, Code::TokenLifetimeTooLong),
            (i64::MAX, 0, Code::TokenLifetimeTooLong),
            (i64::MAX - 60, i64::MAX, Code::TokenNotYetValid),
            (0, 60, Code::TokenExpired),
            (0, 0, Code::TokenLifetimeTooLong),
            // Milliseconds in place of seconds.
            (now * 1_000, now * 1_000 + 60_000, Code::TokenLifetimeTooLong),
            (now * 1_000, now * 1_000 + 60, Code::TokenNotYetValid),
        ] {
            target.refuses_claims(&format!("iat {iat}, exp {exp}"), code, with(iat, exp)).await;
        }
    });
}
