//! Service of a partner: an API application with its secrets, and signed calls.

use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::id::{ApplicationId, IdSeed};
use contract::permission::Permission;
use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use super::form::upload;
use super::people::Person;
use super::token::{SigningKey, Token};
use super::world::{Call, Reply, World};

pub(crate) const CUSTOMERS: &str = "/api/v1/customers";

/// Returns a well-formed API key that was never issued.
pub(crate) fn invented_key(application: &ApplicationId, digits: &str) -> String {
    ApiKey::assemble(KeyMode::Test, application, &ApiKeyId::from_digits(digits).unwrap(), [1, 2]).expose().to_owned()
}

/// Returns a well-formed API key of an application that does not exist.
pub(crate) fn nobodys_key() -> String {
    invented_key(&ApplicationId::new(IdSeed { millis: 1_767_225_600_000, random: 99 }), "0001")
}

impl Call {
    /// Adds this API key, and a token signed with this key.
    pub(crate) fn sign(self, world: &World, api_key: &str, key: &SigningKey) -> Self {
        let token = Token::new(api_key, &self.method, &self.uri, &self.body, world.now().seconds()).sign(key);
        self.header("x-api-key", api_key).bearer(&token)
    }
}

/// Application with its secrets.
pub(crate) struct Application {
    pub(crate) id: String,
    pub(crate) organization: String,
    pub(crate) api_key: String,
    pub(crate) key: SigningKey,
    /// Answer to its creation.
    pub(crate) created: Value,
}

impl Application {
    /// Creates an application of the demo partner, over the partner route.
    pub(crate) async fn create(world: &World, permissions: &[Permission]) -> Self {
        Self::create_as(world, DemoUser::Partner, permissions, json!({})).await
    }

    /// Creates an application in the organization of `owner`; members of `more` are added to the body.
    pub(crate) async fn create_as(world: &World, owner: DemoUser, permissions: &[Permission], more: Value) -> Self {
        Self::create_by(world, &world.token(owner), permissions, more).await
    }

    /// Creates an application with this access token; members of `more` are added to the body.
    pub(crate) async fn create_by(world: &World, token: &str, permissions: &[Permission], more: Value) -> Self {
        let key = SigningKey::generate();
        let body = Self::body(&key, permissions, more);
        let call = Call::post("/partner/v1/api-applications").bearer(token).json(&body);
        let created = world.send(&call).await.expect(201);
        let text = |name: &str| created[name].as_str().unwrap().to_owned();
        Self { id: text("id"), organization: text("organizationId"), api_key: text("apiKey"), key, created }
    }

    /// Returns the body of a new application, with the members of `more` added or replaced.
    pub(crate) fn body(key: &SigningKey, permissions: &[Permission], more: Value) -> Value {
        let name = format!("Service {}", &key.fingerprint()[..12]);
        with(json!({ "name": name, "publicKey": key.public_pem(), "permissions": permissions }), more)
    }

    /// Creates an application with every permission in a new organization.
    pub(crate) async fn alone(world: &World) -> Self {
        Self::create_by(world, &Person::partner(world).await.token, &Permission::ALL, json!({})).await
    }

    /// Creates an application with every permission.
    pub(crate) async fn with_everything(world: &World) -> Self {
        Self::create(world, &Permission::ALL).await
    }

    /// Returns the ID of its first API key.
    pub(crate) fn key_id(&self) -> String {
        self.created["apiKeys"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Returns its API key with another secret.
    pub(crate) fn other_secret(&self) -> String {
        let key = ApiKey::parse(&self.api_key, KeyMode::Test).unwrap();
        invented_key(key.application(), key.id().digits())
    }

    /// Returns an API key with a number that it never issued.
    pub(crate) fn unissued_key(&self) -> String {
        let key = ApiKey::parse(&self.api_key, KeyMode::Test).unwrap();
        invented_key(key.application(), if key.id().digits() == "0001" { "0002" } else { "0001" })
    }

    /// Returns a valid token for a request.
    pub(crate) fn token(&self, world: &World, call: &Call) -> Token {
        Token::new(&self.api_key, &call.method, &call.uri, &call.body, world.now().seconds())
    }

    /// Adds API key and token to a request.
    pub(crate) fn sign(&self, world: &World, call: Call) -> Call {
        let token = self.token(world, &call);
        self.bear(call, &token)
    }

    /// Signs this token, and adds API key and token to a request.
    pub(crate) fn bear(&self, call: Call, token: &Token) -> Call {
        self.with_token(call, &token.sign(&self.key))
    }

    /// Adds API key and this encoded token to a request.
    pub(crate) fn with_token(&self, call: Call, token: &str) -> Call {
        call.header("x-api-key", &self.api_key).bearer(token)
    }

    /// Signs and sends a request.
    pub(crate) async fn call(&self, world: &World, call: Call) -> Reply {
        world.send(&self.sign(world, call)).await
    }

    /// Sends a signed GET request.
    pub(crate) async fn get(&self, world: &World, uri: &str) -> Reply {
        self.call(world, Call::get(uri)).await
    }

    /// Sends a signed request with a JSON body.
    pub(crate) async fn send(&self, world: &World, method: &str, uri: &str, body: &Value) -> Reply {
        self.call(world, Call::new(method, uri).json(body)).await
    }

    /// Creates a customer; members of `more` are added to the body.
    pub(crate) async fn create_customer(&self, world: &World, more: Value) -> Value {
        self.send(world, "POST", "/api/v1/customers", &customer_body(more)).await.expect(201)
    }

    /// Adds a beneficiary to a customer; members of `more` are added to the body.
    pub(crate) async fn create_beneficiary(&self, world: &World, customer: &str, more: Value) -> Value {
        let uri = format!("/api/v1/customers/{customer}/beneficiaries");
        self.send(world, "POST", &uri, &beneficiary_body(more)).await.expect(201)
    }

    /// Uploads a document.
    pub(crate) async fn upload(&self, world: &World, content: &[u8]) -> Value {
        let file = (r#"name="file"; filename="scan.pdf""#, content);
        self.call(world, upload(&[file, (r#"name="type""#, b"OTHER")])).await.expect(201)
    }

    /// Returns how often a document is attached, as stored.
    pub(crate) async fn attachments(&self, world: &World, document: &str) -> String {
        let item = world.aws.get(Table::Documents, &self.organization, document).await.unwrap();
        item["attachments"].as_n().unwrap().clone()
    }

    /// Opens a support ticket; members of `more` are added to the body.
    pub(crate) async fn create_ticket(&self, world: &World, more: Value) -> Value {
        self.send(world, "POST", "/api/v1/support/tickets", &ticket_body(more)).await.expect(201)
    }
}

/// Returns the body of a new beneficiary, with the members of `more` added or replaced.
pub(crate) fn beneficiary_body(more: Value) -> Value {
    let body = json!({
        "country": "DE", "companyName": "Grace Supplies GmbH", "address": "Street 1, Bonn", "zipCode": "53111",
        "currencyCode": "USD", "bankName": "A Bank", "bankCountryCode": "DE", "iban": "DE89370400440532013000",
    });
    with(body, more)
}

/// Returns the body of a new support ticket, with the members of `more` added or replaced.
pub(crate) fn ticket_body(more: Value) -> Value {
    with(json!({ "subject": "A question", "category": "API", "message": "How is it done?" }), more)
}

/// Returns the body of a new quote, with the members of `more` added or replaced.
pub(crate) fn quote_body(more: Value) -> Value {
    let ids = json!({ "customerId": "cus_0000000000000000000000", "beneficiaryId": "ben_0000000000000000000000" });
    with(with(json!({ "amount": "100.00", "currencyCode": "USD" }), ids), more)
}

/// Returns a rate table.
pub(crate) fn rates_body() -> Value {
    let rate = |source: &str, target: &str, rate: &str| {
        json!({
            "sourceCurrencyCode": source, "targetCurrencyCode": target,
            "rate": rate, "feeFixed": "1", "feePercent": "0.5",
        })
    };
    json!({ "rates": [rate("USD", "USD", "1"), rate("USD", "XOF", "601.5"), rate("USDC", "USD", "0.9995")] })
}

impl World {
    /// Installs the rates of [`rates_body`].
    pub(crate) async fn put_rates(&self) {
        let call = Call::put("/admin/v1/rates").bearer(&self.token(DemoUser::Admin)).json(&rates_body());
        self.send(&call).await.expect(200);
    }
}

/// Returns `body` with the members of `more` added or replaced.
pub(crate) fn with(mut body: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Returns the body of a new customer, with the members of `more` added or replaced.
pub(crate) fn customer_body(more: Value) -> Value {
    let body = json!({
        "companyName": "Ada Trading Ltd",
        "registrationNumber": "HRB 1234",
        "countryOfIncorporationId": "DE",
        "businessIndustryId": "62",
        "documentIds": [],
        "persons": [{
            "firstName": "Ada", "lastName": "Lovelace", "roles": ["UBO"], "nationality": "GB",
            "dateOfBirth": "1985-12-10", "documentIds": [],
        }],
    });
    with(body, more)
}
