//! Valid request, to be altered by each attack.

use contract::code::Code;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::support::{Application, Call, SigningKey, Token, World, run, world};

/// Route that needs a permission and reads nothing.
pub(super) const URI: &str = "/api/v1/reference/industries";
pub(in crate::security) const DIAGNOSE: &str = "/api/v1/signature/diagnose";

/// Runs a test that attacks the shared target.
pub(super) fn attack(test: impl AsyncFnOnce(&'static Target)) {
    run(async { test(Target::shared().await).await });
}

/// Attacked application.
pub(super) struct Target {
    pub(super) world: &'static World,
    pub(super) app: Application,
}

impl Target {
    /// Returns the target shared by attacks without changes. An organization has at most a hundred applications.
    pub(super) async fn shared() -> &'static Self {
        static TARGET: OnceCell<Target> = OnceCell::const_new();
        TARGET
            .get_or_init(async || {
                let world = world().await;
                Self { world, app: Application::with_everything(world).await }
            })
            .await
    }

    pub(super) const fn key(&self) -> &SigningKey {
        &self.app.key
    }

    /// Asserts that the valid token is refused after `forge`.
    pub(super) async fn refuses(&self, what: &str, code: Code, forge: impl Fn(Token) -> String) -> Value {
        self.refuses_call(what, code, |call, token| self.app.with_token(call, &forge(token))).await
    }

    /// Asserts that an altered token, signed with the correct key, is refused.
    pub(super) async fn refuses_claims(&self, what: &str, code: Code, alter: impl Fn(Token) -> Token) -> Value {
        self.refuses(what, code, |token| alter(token).sign(self.key())).await
    }

    /// Asserts that a token with this header, signed with the correct key, is refused.
    pub(super) async fn refuses_header(&self, header: &str, code: Code) -> Value {
        self.refuses_claims(header, code, |token| Token { header: header.to_owned(), ..token }).await
    }

    /// Asserts that a request is refused after `attack`, that its diagnosis agrees, and that its `jti` stays unused.
    pub(super) async fn refuses_call(&self, what: &str, code: Code, attack: impl Fn(Call, Token) -> Call) -> Value {
        let (problem, right) = self.attack(URI, &attack).await;
        assert_eq!(problem.0, code.status(), "{what}: {}", problem.1);
        assert_eq!(problem.1["code"], code.name(), "{what}: {}", problem.1);
        let text = problem.1.to_string();
        assert!(!text.contains(&self.app.api_key), "{what}: the answer repeats the API key: {text}");
        assert_eq!(self.world.send(&right).await.status, 200, "{what}: its jti was used up");

        let (diagnosis, right) = self.attack(DIAGNOSE, &attack).await;
        assert_eq!(diagnosis.0, 200, "{what}: {}", diagnosis.1);
        assert_eq!(diagnosis.1["accepted"], false, "{what}: {}", diagnosis.1);
        assert_eq!(failed(&diagnosis.1)["code"], code.name(), "{what}: {}", diagnosis.1);
        let again = self.world.send(&right).await.expect(200);
        assert_eq!(again["accepted"], true, "{what}: {again}");
        problem.1
    }

    /// Returns the answer to the attack, and the valid request with the same `jti`.
    async fn attack(&self, uri: &str, attack: &impl Fn(Call, Token) -> Call) -> ((u16, Value), Call) {
        let call = Call::get(uri);
        let token = self.app.token(self.world, &call);
        let reply = self.world.send(&attack(call.clone(), token.clone())).await;
        ((reply.status, reply.json()), self.app.with_token(call, &token.sign(self.key())))
    }

    /// Asserts that the valid token is accepted after `forge`.
    pub(super) async fn accepts(&self, what: &str, forge: impl Fn(Token) -> String) {
        self.accepts_call(what, |call, token| self.app.with_token(call, &forge(token))).await;
    }

    /// Asserts that a request is accepted after `make`.
    pub(super) async fn accepts_call(&self, what: &str, make: impl Fn(Call, Token) -> Call) {
        let ((status, answer), _) = self.attack(URI, &make).await;
        assert_eq!(status, 200, "{what}: {answer}");
        let ((_, diagnosis), _) = self.attack(DIAGNOSE, &make).await;
        assert_eq!(diagnosis["accepted"], true, "{what}: {diagnosis}");
    }

    /// Sends the request with its valid token.
    pub(super) async fn call(&self, call: Call) -> crate::support::Reply {
        self.app.call(self.world, call).await
    }
}

/// Returns the first failed check of a diagnosis.
pub(in crate::security) fn failed(diagnosis: &Value) -> &Value {
    let failed = diagnosis["checks"].as_array().unwrap().iter().find(|check| check["outcome"] == "FAILED");
    failed.unwrap_or_else(|| panic!("no check failed: {diagnosis}"))
}

/// Asserts the problem's expected and received values.
#[track_caller]
pub(super) fn names(problem: &Value, expected: impl Into<Value>, received: impl Into<Value>) {
    assert_eq!((&problem["expected"], &problem["received"]), (&expected.into(), &received.into()), "{problem}");
}

/// Sets a claim to this JSON text, which libraries may be unable to write.
pub(super) fn with_raw(token: Token, name: &str, json: &str) -> Token {
    let rest = token.without(name);
    let claims = format!("{},{name:?}:{json}}}", rest.claims.trim_end_matches('}'));
    Token { claims, ..rest }
}
