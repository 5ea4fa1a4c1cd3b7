//! Partner of a running system: sign-in, application, signed calls.

use std::time::{SystemTime, UNIX_EPOCH};

use contract::permission::Permission;
use provision::{CLIENT_ID, DemoUser};
use serde_json::{Value, json};

use super::dev::Dev;
use super::secrets;
use crate::support::{Application, Call, Reply, SigningKey, Token, customer_body, run};

/// Application with its secrets.
pub(crate) struct Partner {
    pub(crate) id: String,
    pub(crate) api_key: String,
    pub(crate) key: SigningKey,
}

pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Signs a demo user in like a browser.
pub(crate) fn access_token(dev: &Dev, user: DemoUser) -> String {
    let description = &dev.description;
    let sign_in = &description["users"][user.name()];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tokens = run(local::password_sign_in(
        &text(&description["issuer"]),
        CLIENT_ID,
        &dev::redirect_uri(&dev.base_url()),
        &text(&sign_in["username"]),
        &text(&sign_in["password"]),
    ));
    let token = tokens.unwrap().access_token;
    secrets::token(&token);
    token
}

impl Partner {
    /// Creates an application of the demo partner with every permission.
    pub(crate) fn new(dev: &Dev) -> Self {
        Self::with(dev, DemoUser::Partner, json!({}))
    }

    /// Creates an application in the organization of `owner`; members of `more` are added to the body.
    pub(crate) fn with(dev: &Dev, owner: DemoUser, more: Value) -> Self {
        let key = SigningKey::generate();
        secrets::private_key(&key.private_pem());
        let body = Application::body(&key, &Permission::ALL, more);
        let call = Call::post("/partner/v1/api-applications").bearer(&access_token(dev, owner)).json(&body);
        let created = dev.send(&call).expect(201);
        let text = |name: &str| created[name].as_str().unwrap().to_owned();
        secrets::api_key(&text("apiKey"));
        Self { id: text("id"), api_key: text("apiKey"), key }
    }

    /// Returns a valid token for a request.
    pub(crate) fn token(&self, call: &Call) -> Token {
        Token::new(&self.api_key, &call.method, &call.uri, &call.body, now())
    }

    /// Adds API key and token to a request.
    pub(crate) fn sign(&self, call: Call) -> Call {
        let token = self.token(&call);
        self.bear(call, &token)
    }

    /// Signs this token and adds it to a request.
    pub(crate) fn bear(&self, call: Call, token: &Token) -> Call {
        self.bear_text(call, &token.sign(&self.key))
    }

    /// Adds this encoded token to a request.
    pub(crate) fn bear_text(&self, call: Call, token: &str) -> Call {
        secrets::token(token);
        call.header("x-api-key", &self.api_key).bearer(token)
    }

    #[track_caller]
    pub(crate) fn call(&self, dev: &Dev, call: Call) -> Reply {
        dev.send(&self.sign(call))
    }

    #[track_caller]
    pub(crate) fn get(&self, dev: &Dev, uri: &str) -> Reply {
        self.call(dev, Call::get(uri))
    }

    /// Returns a request that creates a draft customer.
    pub(crate) fn new_customer(&self) -> Call {
        self.sign(Call::post("/api/v1/customers").json(&customer_body(json!({ "draft": true }))))
    }
}
