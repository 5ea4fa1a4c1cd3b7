//! Boundaries of `iat`, `nbf`, `exp` and the lifetime, with a stopped clock.

use contract::code::Code;
use contract::time::Timestamp;
use serde_json::{Value, json};

use super::target::{DIAGNOSE, URI, failed, names, with_raw};
use crate::support::{Application, Call, Reply, Token, World, run};

/// Time of the stopped clock. The test has its own world, because other clocks run.
const NOW: i64 = 1_900_000_000;

struct Held {
    world: World,
    app: Application,
}

fn at_held_time(test: impl AsyncFnOnce(Held)) {
    run(async {
        let world = World::start().await;
        let app = Application::with_everything(&world).await;
        world.hold(Timestamp::from_seconds(NOW));
        test(Held { world, app }).await;
    });
}

impl Held {
    async fn send(&self, uri: &str, alter: &impl Fn(Token) -> Token) -> Reply {
        let call = Call::get(uri);
        let token = alter(self.app.token(&self.world, &call));
        self.world.send(&self.app.bear(call, &token)).await
    }

    async fn accepts(&self, what: &str, alter: impl Fn(Token) -> Token) {
        let reply = self.send(URI, &alter).await;
        assert_eq!(reply.status, 200, "{what}: {}", reply.text);
        let diagnosis = self.send(DIAGNOSE, &alter).await.expect(200);
        assert_eq!(diagnosis["accepted"], true, "{what}: {diagnosis}");
    }

    async fn refuses(&self, what: &str, code: Code, alter: impl Fn(Token) -> Token) -> Value {
        let problem = self.send(URI, &alter).await.expect_problem(401, code.name());
        let diagnosis = self.send(DIAGNOSE, &alter).await.expect(200);
        assert_eq!(failed(&diagnosis)["code"], code.name(), "{what}: {diagnosis}");
        problem
    }

    async fn passes(&self, iat: i64, exp: i64) {
        self.accepts(&format!("iat {iat}, exp {exp}"), |token| token.times(iat, exp)).await;
    }

    async fn refused(&self, iat: i64, exp: i64, code: Code) -> Value {
        self.refuses(&format!("iat {iat}, exp {exp}"), code, |token| token.times(iat, exp)).await
    }
}

#[test]
fn iat_may_be_at_most_ten_seconds_ahead() {
    at_held_time(async |held| {
        for ahead in [0, 9, 10] {
            held.passes(ahead, ahead + 60).await;
            held.passes(ahead, ahead + 1).await;
        }
        for ahead in [11, 12, 60, 3_600, 4_000_000_000] {
            let problem = held.refused(ahead, ahead + 60, Code::TokenNotYetValid).await;
            names(&problem, format!("iat at most {}", NOW + 10), (NOW + ahead).to_string());
        }
    });
}

#[test]
fn nbf_may_be_absent_or_at_most_ten_seconds_ahead() {
    at_held_time(async |held| {
        for ahead in [-1_000_000, 0, 9, 10] {
            held.accepts(&format!("nbf {ahead}"), |token| token.with("nbf", NOW + ahead)).await;
        }
        for ahead in [11, 1_000, 4_000_000_000] {
            let problem = held.refuses("nbf", Code::TokenNotYetValid, |token| token.with("nbf", NOW + ahead)).await;
            names(&problem, format!("nbf at most {}", NOW + 10), (NOW + ahead).to_string());
        }
        // With both ahead, `iat` is reported, because it is checked first.
        let problem =
            held.refuses("both", Code::TokenNotYetValid, |token| token.times(20, 30).with("nbf", NOW + 20)).await;
        assert_eq!(problem["expected"], format!("iat at most {}", NOW + 10));
        for wrong in [json!(null), json!("0"), json!([NOW]), json!(-1), json!(true)] {
            held.refuses(&wrong.to_string(), Code::TokenClaimInvalid, |token| token.with("nbf", wrong.clone())).await;
        }
    });
}

#[test]
fn exp_may_be_at_most_five_seconds_past() {
    at_held_time(async |held| {
        for back in [0, 4, 5] {
            held.passes(-back - 60, -back).await;
            held.passes(-back - 1, -back).await;
        }
        for back in [6, 7, 60, 3_600] {
            let problem = held.refused(-back - 60, -back, Code::TokenExpired).await;
            names(&problem, format!("exp at least {}", NOW - 5), (NOW - back).to_string());
        }
        // Exact to the millisecond; the reported time is valid.
        held.world.hold(Timestamp::from_millis(NOW * 1_000 + 999));
        held.passes(-60, -4).await;
        for millis in [1, 500, 999] {
            held.world.hold(Timestamp::from_millis(NOW * 1_000 + millis));
            let problem = held.refused(-65, -5, Code::TokenExpired).await;
            names(&problem, format!("exp at least {}", NOW - 4), (NOW - 5).to_string());
        }
    });
}

#[test]
fn the_lifetime_is_above_0_and_at_most_60_seconds_without_tolerance() {
    at_held_time(async |held| {
        for lifetime in [1, 2, 59, 60] {
            held.passes(0, lifetime).await;
        }
        for lifetime in [61, 62, 65, 120, 3_600, 31_536_000, 0, -1, -60] {
            let problem = held.refused(0, lifetime, Code::TokenLifetimeTooLong).await;
            names(&problem, "above 0 and at most 60 seconds", lifetime.to_string());
        }
        // Tolerances do not extend the lifetime.
        for (iat, exp) in [(10, 71), (-65, -4), (-61, 0), (-5, 56)] {
            held.refused(iat, exp, Code::TokenLifetimeTooLong).await;
        }
    });
}

/// A token is valid for 75 seconds including tolerances, not 120.
#[test]
fn tolerances_do_not_double_a_tokens_lifetime() {
    at_held_time(async |held| {
        held.passes(10, 70).await;
        held.passes(-65, -5).await;
        held.refused(-66, -6, Code::TokenExpired).await;
        held.refused(-120, -60, Code::TokenExpired).await;
    });
}

/// NumericDate of RFC 7519, 2, as written by Python's `time.time()`, Lua and others.
#[test]
fn a_time_is_any_json_number_without_rounding() {
    at_held_time(async |held| {
        let with = |iat: &str, exp: &str| {
            let (iat, exp) = (iat.to_owned(), exp.to_owned());
            move |token: Token| with_raw(token.without("exp"), "iat", &format!("{iat},\"exp\":{exp}"))
        };
        for (iat, exp) in [
            ("1900000000.0", "1900000060.0"),
            ("1900000000.123456", "1900000060.123456"),
            ("1.9e9", "1.90000006E+9"),
            ("1900000000123e-3", "1900000060"),
            ("1900000000.5", "1900000000.50000000000000000000001"),
            ("1900000010.999", "1900000070.999"),
            ("0.0000000019e18", "190000006e1"),
        ] {
            held.accepts(&format!("{iat} {exp}"), with(iat, exp)).await;
        }
        for (iat, exp, code) in [
            ("1900000000.5", "1900000060.50000000000000000000001", Code::TokenLifetimeTooLong),
            ("1900000000.5", "1900000000.5", Code::TokenLifetimeTooLong),
            ("1900000011.0", "1900000012", Code::TokenNotYetValid),
            ("1899999990", "1899999994.999", Code::TokenExpired),
            ("-0", "60", Code::TokenClaimInvalid),
            ("1e400", "1900000060", Code::TokenClaimInvalid),
            ("1900000000", "1e99999999999", Code::TokenClaimInvalid),
            ("1900000000", "9223372036854775808", Code::TokenClaimInvalid),
        ] {
            held.refuses(&format!("{iat} {exp}"), code, with(iat, exp)).await;
        }
    });
}

#[test]
fn times_at_the_ends_of_the_number_range_are_refused() {
    at_held_time(async |held| {
        for (iat, exp, code) in [
            (i64::MAX, i64::MAX, Code::TokenLifetimeTooLong),
            (0, i64::MAX, Code::TokenLifetimeTooLong),
            (NOW, i64::MAX, Code::TokenLifetimeTooLong),
            (i64::MAX, 0, Code::TokenLifetimeTooLong),
            (i64::MAX - 60, i64::MAX, Code::TokenNotYetValid),
            (0, 60, Code::TokenExpired),
            (0, 0, Code::TokenLifetimeTooLong),
            // Milliseconds instead of seconds.
            (NOW * 1_000, NOW * 1_000 + 60_000, Code::TokenLifetimeTooLong),
            (NOW * 1_000, NOW * 1_000 + 60, Code::TokenNotYetValid),
        ] {
            let what = format!("iat {iat}, exp {exp}");
            held.refuses(&what, code, |token| token.with("iat", iat).with("exp", exp)).await;
        }
    });
}
