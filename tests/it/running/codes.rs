//! Every documented code, seen by a client of a running system.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use contract::code::Code;
use contract::table::Table;
use contract::time::Timestamp;
use provision::DemoUser;
use serde_json::{Value, json};

use super::dev::{Dev, wait};
use super::partner::{Partner, access_token, now};
use super::secrets;
use crate::support::aws::{dynamodb, number, table, text};
use crate::support::{Call, Reply, SigningKey, Token, customer_body, run};

/// Codes that no test can provoke here.
const OUT_OF_REACH: [(Code, &str); 3] = [
    (Code::DependencyUnavailable, "needs a service that fails: see `security::judging::faults`"),
    (Code::RateLimited, "only API Gateway throttles"),
    (Code::IdempotencyKeyInUse, "needs another request at the same moment: see `races`"),
];

/// Seen codes, each in an otherwise correct answer.
#[derive(Default)]
struct Seen(BTreeSet<&'static str>);

impl Seen {
    #[track_caller]
    fn see(&mut self, code: Code, reply: &Reply) -> Value {
        let problem = reply.expect_problem(code.status(), code.name());
        assert_eq!(problem["status"], code.status());
        assert_eq!(problem["title"], code.title());
        assert!(problem["type"].as_str().unwrap().ends_with(&format!("/reference/errors#{}", code.name())));
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        assert_eq!(reply.header("x-request-id"), problem["requestId"].as_str());
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let retry = matches!(code, Code::DependencyUnavailable | Code::IdempotencyKeyInUse);
        assert_eq!(reply.header("retry-after").is_some(), retry);
        assert_eq!(reply.header("www-authenticate").is_some(), code.status() == 401);
        self.0.insert(code.name());
        problem
    }
}

fn get(uri: &str) -> Call {
    Call::get(uri)
}

fn list() -> Call {
    get("/api/v1/customers")
}

fn create(more: Value) -> Call {
    Call::post("/api/v1/customers").json(&customer_body(more))
}

/// Changes a table's item directly, for states that no route creates.
fn change(dev: &Dev, (of, pk, sk): (Table, &str, &str), expression: &str, value: Option<AttributeValue>) {
    let endpoint = dev.description["aws"]["dynamodb"].as_str().unwrap();
    let update = dynamodb(endpoint).update_item().table_name(table(of)).key("pk", text(pk)).key("sk", text(sk));
    let update = update.update_expression(expression).condition_expression("attribute_exists(pk)");
    let values = value.map(|value| [(":value".to_owned(), value)].into());
    run(update.set_expression_attribute_values(values).send()).unwrap();
}

fn change_application(dev: &Dev, partner: &Partner, expression: &str, value: AttributeValue) {
    change(dev, (Table::Access, &partner.id, "APPLICATION"), expression, Some(value));
}

#[test]
fn every_code_is_seen() {
    let dev = Dev::shared();
    let mut seen = Seen::default();
    shapes(dev, &mut seen);
    tokens(dev, &mut seen);
    states(dev, &mut seen);
    people(dev, &mut seen);
    records(dev, &mut seen);
    broken_records(dev, &mut seen);
    let unseen: Vec<_> = Code::ALL.iter().map(|code| code.name()).filter(|name| !seen.0.contains(name)).collect();
    let out_of_reach: Vec<_> = OUT_OF_REACH.iter().map(|(code, _)| code.name()).collect();
    let (unseen, out_of_reach): (BTreeSet<_>, BTreeSet<_>) =
        (unseen.into_iter().collect(), out_of_reach.into_iter().collect());
    assert_eq!(unseen, out_of_reach);
    dev.assert_silent();
}

fn shapes(dev: &Dev, seen: &mut Seen) {
    let partner = Partner::new(dev);
    let mut see = |code, call: Call| drop(seen.see(code, &dev.send(&call)));
    see(Code::RequestPathInvalid, partner.sign(get("/api/v1/customers/%2e%2e")));
    see(Code::ApiKeyMissing, list().bearer("x.y.z"));
    see(Code::SignatureMissing, list().header("x-api-key", &partner.api_key));
    let twice = format!("{key},{key}", key = partner.api_key);
    see(Code::HeaderDuplicated, list().header("x-api-key", twice).bearer("x.y.z"));
    see(Code::ContentEncodingUnsupported, partner.sign(create(json!({}))).header("content-encoding", "gzip"));
    see(
        Code::BodyTooLarge,
        partner.sign(create(json!({ "companyName": "x".repeat(contract::customer::CUSTOMER_BODY_LIMIT) }))),
    );
    see(Code::BodyInvalid, partner.sign(Call::post("/api/v1/customers").json(&json!([])).body("{\"a\":1,\"a\":2}")));
    see(
        Code::MediaTypeUnsupported,
        partner.sign(Call::post("/api/v1/customers").header("content-type", "text/plain").body("x")),
    );
    see(Code::ParameterInvalid, partner.sign(get("/api/v1/customers?limit=0")));
    see(Code::ValidationFailed, partner.sign(create(json!({ "companyName": "" }))));
    see(Code::NotFound, get("/api/v1/nothing"));
    see(Code::NotFound, partner.sign(get("/api/v1/customers/cus_nobodys")));
    see(Code::MethodNotAllowed, Call::delete("/api/v1/customers"));
}

fn tokens(dev: &Dev, seen: &mut Seen) {
    let partner = Partner::new(dev);
    let right = partner.token(&list());
    let mut see = |code, token: &Token| drop(seen.see(code, &dev.send(&partner.bear(list(), token))));
    see(Code::TokenAlgorithm, &right.clone().header(&json!({ "alg": "HS256" })));
    see(Code::TokenCriticalHeader, &right.clone().header(&json!({ "alg": "RS256", "crit": ["exp"] })));
    see(Code::TokenClaimMissing, &right.clone().without("jti"));
    see(Code::TokenClaimInvalid, &right.clone().with("aud", json!(["nuvera-rest-api", "another"])));
    let twice = right.claims.replacen('{', "{\"\\u0069ss\":\"nuvera-api\",", 1);
    see(Code::TokenDuplicateName, &Token { claims: twice, ..right.clone() });
    see(Code::TokenIssuer, &right.clone().with("iss", "nuvera"));
    see(Code::TokenAudience, &right.clone().with("aud", "nuvera-api"));
    see(Code::TokenSubjectMismatch, &right.clone().with("sub", "nuv_test_another"));
    see(Code::TokenMethodMismatch, &right.clone().with("method", "POST"));
    see(Code::TokenUriMismatch, &right.clone().with("uri", "/api/v1/customers?limit=1"));
    see(Code::TokenBodyHashMismatch, &right.clone().with("bodyHash", "0".repeat(64)));
    see(Code::TokenHeaderMismatch, &right.clone().with("headers", json!({ "if-match": "1" })));
    see(Code::TokenLifetimeTooLong, &right.clone().times(0, 120));
    see(Code::TokenExpired, &right.clone().times(-100, -50));
    see(Code::TokenNotYetValid, &right.clone().times(60, 90));
    seen.see(Code::TokenMalformed, &dev.send(&partner.bear_text(list(), "a.b")));
    let stranger = SigningKey::generate();
    seen.see(Code::SignatureInvalid, &dev.send(&partner.bear_text(list(), &right.sign(&stranger))));
    // None of these used up the token's jti.
    let accepted = partner.bear(list(), &right);
    dev.send(&accepted).expect(200);
    seen.see(Code::ReplayDetected, &dev.send(&accepted));

    let mut wrong = partner.api_key.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == 'x' { 'y' } else { 'x' });
    let unknown = Partner { id: String::new(), api_key: wrong, key: stranger };
    seen.see(Code::ApiKeyInvalid, &unknown.call(dev, list()));
}

fn states(dev: &Dev, seen: &mut Seen) {
    let with = |more| Partner::with(dev, DemoUser::Partner, more);
    let reader = with(json!({ "permissions": ["CUSTOMERS_READ"] }));
    let denied = seen.see(Code::PermissionDenied, &reader.call(dev, create(json!({}))));
    assert_eq!(denied["expected"], "CUSTOMERS_WRITE");

    let strict = with(json!({ "requireSignedHeaders": true }));
    let unsigned = seen.see(Code::TokenHeaderUnsigned, &dev.send(&strict.sign(list().header("if-match", "*"))));
    assert_eq!(unsigned["expected"], "headers: if-match");

    let elsewhere = with(json!({ "allowedSourceIps": ["203.0.113.0/24"] }));
    let spoofed =
        elsewhere.sign(list()).header("x-forwarded-for", "203.0.113.7").header("forwarded", "for=203.0.113.7");
    let refused = seen.see(Code::SourceIpNotAllowed, &dev.send(&spoofed));
    assert_eq!(refused["received"], "127.0.0.1");

    let end = Timestamp::from_seconds(now() + 3);
    let short = with(json!({ "keyExpiresAt": end }));
    let mut reply = short.get(dev, "/api/v1/customers");
    wait(Duration::from_secs(90), "the API key's end", || {
        let before = now();
        let served = reply.status == 200;
        assert!(!served || before <= end.seconds() + 1, "an API key outlived its expiry");
        if served {
            reply = short.get(dev, "/api/v1/customers");
        }
        !served
    });
    seen.see(Code::ApiKeyExpired, &reply);

    // No route creates these states.
    let revoked = Partner::new(dev);
    revoked.get(dev, "/api/v1/customers").expect(200);
    change_application(dev, &revoked, "SET apiKeys[0].revokedAt = :value", number(1));
    seen.see(Code::ApiKeyRevoked, &revoked.get(dev, "/api/v1/customers"));
    let disabled = Partner::new(dev);
    disabled.get(dev, "/api/v1/customers").expect(200);
    change_application(dev, &disabled, "SET enabled = :value", AttributeValue::Bool(false));
    seen.see(Code::ApplicationDisabled, &disabled.get(dev, "/api/v1/customers"));
}

fn people(dev: &Dev, seen: &mut Seen) {
    let me = || get("/partner/v1/me");
    seen.see(Code::AccessTokenMissing, &dev.send(&me()));
    seen.see(Code::AccessTokenInvalid, &dev.send(&me().bearer("a.b.c")));
    // A service's token is not a person's.
    let partner = Partner::new(dev);
    seen.see(Code::AccessTokenInvalid, &dev.send(&partner.sign(me())));
    for user in [DemoUser::Admin, DemoUser::CustomerUser] {
        let token = access_token(dev, user);
        seen.see(Code::RoleDenied, &dev.send(&get("/partner/v1/audit").bearer(&token)));
    }
    let key = SigningKey::generate();
    secrets::private_key(&key.private_pem());
    let token = access_token(dev, DemoUser::Partner);
    let body = json!({ "name": key.fingerprint(), "publicKey": key.public_pem(), "permissions": ["CUSTOMERS_READ"] });
    let call = Call::post("/partner/v1/api-applications").bearer(&token).json(&body);
    secrets::api_key(dev.send(&call).expect(201)["apiKey"].as_str().unwrap());
    let taken = seen.see(Code::Conflict, &dev.send(&call));
    assert_eq!(taken["errors"][0]["pointer"], "/name");
}

fn records(dev: &Dev, seen: &mut Seen) {
    let partner = Partner::new(dev);
    let create = |key: &str, city: &str| {
        partner.sign(create(json!({ "draft": true, "city": city })).header("idempotency-key", key))
    };
    let created = dev.send(&create("first", "Bonn"));
    let again = dev.send(&create("first", "Bonn"));
    assert_eq!(again.expect(201), created.expect(201));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    seen.see(Code::IdempotencyKeyReused, &dev.send(&create("first", "Köln")));

    let uri = format!("/api/v1/customers/{}", created.json()["id"].as_str().unwrap());
    let change = Call::patch(&uri).header("if-match", "\"99\"").json(&json!({ "city": "Köln" }));
    seen.see(Code::PreconditionFailed, &partner.call(dev, change));
    let submit = || Call::post(&format!("{uri}/submit"));
    partner.call(dev, submit()).expect(200);
    let refused = seen.see(Code::StateConflict, &partner.call(dev, submit()));
    assert_eq!(refused["received"], "PENDING_REVIEW");
}

/// Checks that damaged records admit no request and are not revealed.
fn broken_records(dev: &Dev, seen: &mut Seen) {
    let partner = Partner::new(dev);
    let created = dev.send(&partner.new_customer()).expect(201);
    let text = |name: &str| created[name].as_str().unwrap();
    let uri = format!("/api/v1/customers/{}/activity", text("id"));
    let log = format!("{}#{}", text("orgId"), text("id"));
    change(dev, (Table::Customers, &log, "0000000001"), "REMOVE eventType", None);
    let broken = seen.see(Code::InternalError, &partner.get(dev, &uri));
    assert!(!broken.to_string().contains("eventType"), "{broken}");

    let industries = "/api/v1/reference/industries";
    partner.get(dev, industries).expect(200);
    let revision = |value| change_application(dev, &partner, "SET revision = :value", value);
    revision(AttributeValue::S("none".to_owned()));
    let broken = seen.see(Code::InternalError, &partner.get(dev, industries));
    assert!(!broken.to_string().contains("revision"), "{broken}");
    // Otherwise the application would break its organization's list.
    revision(number(1));
    partner.get(dev, industries).expect(200);
}
