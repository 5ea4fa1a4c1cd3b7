//! Items written by creating an application: one transaction with the audit entry, and no secrets.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::table::Table;
use local::Fault;
use serde_json::{Value, json};

use super::APPLICATIONS;
use crate::support::aws::Item;
use crate::support::{Application, Call, Person, SigningKey, customer_body, in_own_world_with, in_world_with, pdf};

/// Collects every text and byte string of a value.
pub(super) fn bytes(value: &AttributeValue, found: &mut Vec<Vec<u8>>) {
    match value {
        AttributeValue::S(text) => found.push(text.as_bytes().to_vec()),
        AttributeValue::B(blob) => found.push(blob.as_ref().to_vec()),
        AttributeValue::Ss(texts) => found.extend(texts.iter().map(|text| text.as_bytes().to_vec())),
        AttributeValue::Bs(blobs) => found.extend(blobs.iter().map(|blob| blob.as_ref().to_vec())),
        AttributeValue::L(values) => values.iter().for_each(|value| bytes(value, found)),
        AttributeValue::M(values) => values.iter().for_each(|(name, value)| {
            found.push(name.as_bytes().to_vec());
            bytes(value, found);
        }),
        _ => {}
    }
}

#[test]
fn no_secret_is_in_any_table() {
    in_own_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &contract::permission::Permission::ALL, json!({})).await;
        let create = Call::post("/api/v1/customers").json(&customer_body(json!({}))).header("idempotency-key", "k");
        let call = app.sign(world, create);
        world.send(&call).await.expect(201);
        world.put_rates().await;
        let parties = app.create_payable(world, "USD").await;
        app.create_payment(world, &parties, json!({})).await;
        app.create_ticket(world, json!({})).await;
        app.upload(world, &pdf("")).await;
        let token = call.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
        let private = app.key.private_pem();

        let mut stored = Vec::new();
        let mut tables = Vec::new();
        for (table, item) in world.aws.everything().await {
            tables.push(table);
            bytes(&AttributeValue::M(item), &mut stored);
        }
        tables.dedup();
        assert_eq!(tables, Table::ALL, "every table has an item");
        let secret = &app.api_key[35..67];
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        let jti = claims["jti"].as_str().unwrap();
        let secrets = [
            ("API key", app.api_key.as_bytes()),
            ("its secret", secret.as_bytes()),
            ("half of its secret", &secret.as_bytes()[..16]),
            ("JWT", &token.as_bytes()["Bearer ".len()..]),
            ("signature", token.rsplit('.').next().unwrap().as_bytes()),
            ("access token", owner.token.as_bytes()),
            ("jti", jti.as_bytes()),
            ("private key", private.lines().nth(1).unwrap().as_bytes()),
            ("PEM label", b"PRIVATE KEY"),
        ];
        let is_stored = |needle: &[u8]| stored.iter().any(|text| text.windows(needle.len()).any(|part| part == needle));
        for (what, secret) in secrets {
            assert!(!is_stored(secret), "{what} is stored");
        }
        // The search finds stored text.
        let (prefix, last_four) = (&app.created["apiKeys"][0]["prefix"], &app.created["apiKeys"][0]["lastFour"]);
        assert!(is_stored(prefix.as_str().unwrap().as_bytes()) && is_stored(last_four.as_str().unwrap().as_bytes()));
        assert!(is_stored(&app.key.public_der()));
    });
}

#[test]
fn the_audit_entry_has_actor_action_and_source() {
    in_world_with(Person::partner, async |world, owner| {
        let key = SigningKey::generate();
        let body = Application::body(&key, &[], json!({ "allowedSourceIps": ["203.0.113.0/24"] }));
        let call = Call::post(APPLICATIONS).bearer(&owner.token).json(&body);
        let before = world.now().millis();
        let created = world.send(&call).await.expect(201);
        // Refused requests have no audit entry.
        world.send(&call).await.expect_problem(409, "conflict");

        let entries = world.aws.partition(Table::Audit, &format!("ORG#{}", owner.organization())).await;
        assert_eq!(entries.len(), 1);
        let entry: Value = as_json(&entries[0]);
        assert_eq!(entry["action"], "APPLICATION_CREATED");
        assert_eq!(entry["actor"], json!({ "userId": owner.user, "email": owner.email, "role": "PARTNER_USER" }));
        assert_eq!(entry["organizationId"], owner.organization());
        assert_eq!(entry["applicationId"], created["id"]);
        assert_eq!((&entry["sourceIp"], &entry["requestId"]), (&json!("198.51.100.7"), &json!("test-request")));
        assert_eq!((&entry["sk"], &entry["before"]), (&entry["id"], &json!(null)));
        let at: contract::time::Timestamp = entry["at"].as_str().unwrap().parse().unwrap();
        assert!((before..=world.now().millis()).contains(&at.millis()));
        let made = &entry["after"];
        for name in ["name", "enabled", "permissions", "allowedSourceIps"] {
            assert_eq!(made[name], created[name], "{name}");
        }
        let (key, shown) = (&made["apiKeys"][0], &created["apiKeys"][0]);
        assert_eq!((&key["id"], &key["lastFour"]), (&shown["id"], &shown["lastFour"]));
        assert_eq!(made["signingKeys"][0]["fingerprint"], created["signingKeys"][0]["fingerprint"]);
        assert_eq!(made["apiKeyShownTo"], json!({ "userId": owner.user, "role": "PARTNER_USER" }));
        assert!(!entry.to_string().contains(created["apiKey"].as_str().unwrap()), "the entry never contains the key");
    });
}

#[test]
fn a_failed_transaction_writes_nothing() {
    in_own_world_with(Person::partner, async |world, owner| {
        let snapshot = async || {
            let mut all = world.aws.everything().await;
            let text = |item: &Item, name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
            all.sort_by_key(|(table, item)| (*table, text(item, "pk"), text(item, "sk")));
            all
        };
        let before = snapshot().await;
        let key = SigningKey::generate();
        let body = Application::body(&key, &[], json!({}));
        let call = Call::post(APPLICATIONS).bearer(&owner.token).json(&body);
        let dynamodb = world.stack.dynamodb();
        for fault in
            [Fault::Refuse, Fault::status(500, "InternalServerError"), Fault::status(400, "ThrottlingException")]
        {
            dynamodb.set(fault.on("TransactWriteItems"));
            let refused = world.send(&call).await;
            dynamodb.clear();
            refused.expect_problem(503, "dependency_unavailable");
            assert!(!refused.text.contains("nuv_test_"));
            assert!(snapshot().await == before, "something was written");
        }
        world.stack.kms().set(Fault::Refuse);
        world.send(&call).await.expect_problem(503, "dependency_unavailable");
        world.stack.kms().clear();
        assert!(snapshot().await == before, "something was written");

        // A taken name or key fails the whole transaction.
        world.send(&call).await.expect(201);
        let after = snapshot().await;
        assert_eq!(
            after.len(),
            before.len() + 10,
            "list entry, name, its three look-alike keys, key, count of keys, application, its maker, audit entry"
        );
        world.send(&call).await.expect_problem(409, "conflict");
        assert!(snapshot().await == after, "something was written");

        // The SDK retries a transaction with a lost answer, and it takes effect once.
        let other = Application::body(&SigningKey::generate(), &[], json!({}));
        dynamodb.set(Fault::LoseAnswer.on("TransactWriteItems").times(1));
        let call = Call::post(APPLICATIONS).bearer(&owner.token).json(&other);
        let created = world.send(&call).await.expect(201);
        assert_eq!(snapshot().await.len(), after.len() + 8);
        let organization = world.aws.get(Table::Access, &format!("ORG#{}", owner.organization()), "ORG").await.unwrap();
        assert_eq!(organization["applicationCount"].as_n().unwrap(), "2");
        let uri = format!("{APPLICATIONS}/{}", created["id"].as_str().unwrap());
        world.send(&Call::get(&uri).bearer(&owner.token)).await.expect(200);
    });
}

/// Converts an item to JSON.
fn as_json(item: &Item) -> Value {
    fn value(attribute: &AttributeValue) -> Value {
        match attribute {
            AttributeValue::S(text) => json!(text),
            AttributeValue::N(number) => serde_json::from_str(number).unwrap(),
            AttributeValue::Bool(value) => json!(value),
            AttributeValue::L(values) => values.iter().map(value).collect(),
            AttributeValue::M(values) => as_json(values),
            AttributeValue::Null(_) => Value::Null,
            other => panic!("{other:?}"),
        }
    }
    item.iter().map(|(name, attribute)| (name.clone(), value(attribute))).collect::<serde_json::Map<_, _>>().into()
}
