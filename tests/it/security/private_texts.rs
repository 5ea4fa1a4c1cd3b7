//! Secrets in text fields: refused at their field and stored nowhere.

use bytes::Bytes;
use contract::json::BodyError;
use contract::route::{Media, RawBody};
use provision::DemoUser;
use serde_json::{Value, json};

use crate::routes::openapi::document;
use crate::support::{Application, Call, Reply, SigningKey, World, in_own_world, pdf, ticket_body, upload};

/// Collects the pointers to all texts of a body.
fn texts(body: &Value, at: &str, found: &mut Vec<String>) {
    match body {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| texts(item, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| texts(member, &format!("{at}/{name}"), found))
        }
        _ => {}
    }
}

/// Returns a private key and a signed token.
fn secrets() -> [(String, &'static str); 2] {
    let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJudXZlcmEtYXBpIn0.c2ln";
    [(SigningKey::generate().private_pem(), "a private key"), (format!("Bearer {token}"), "a signed token")]
}

#[test]
fn every_field_of_every_route_refuses_a_secret() {
    let document = document();
    let (secrets, mut fields) = (secrets(), 0);
    for entry in contract::routes::all().filter(|entry| entry.schemas.media == Media::Json) {
        let Some(method) = entry.spec.method() else { continue };
        let operation = &document["paths"][entry.spec.path()][method.name().to_lowercase()];
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        let mut places = Vec::new();
        texts(example, "", &mut places);
        for (place, (secret, name)) in places.iter().flat_map(|place| secrets.iter().map(move |secret| (place, secret)))
        {
            let mut body = example.clone();
            *body.pointer_mut(place).unwrap() = json!(format!("This is it:\n{secret}\nThanks"));
            let bytes = Bytes::from(body.to_string());
            let sent = RawBody { content_type: Some("application/json"), bytes: &bytes };
            let Err(BodyError::Invalid(errors)) = (entry.schemas.parsers.body)(sent) else {
                panic!("{}: {place} takes {name}", entry.spec.id())
            };
            let told = errors.iter().find(|error| error.pointer == *place).map(|error| error.reason.as_str());
            assert!(told.is_some_and(|told| told.contains(name)), "{}: {place}: {errors:?}", entry.spec.id());
            fields += 1;
        }
    }
    assert!(fields > 200, "{fields}");
}

async fn refused(world: &World, reply: &Reply, pointer: &str, secret: &str) {
    let problem = reply.expect_invalid(pointer);
    assert!(problem["errors"][0]["reason"].as_str().unwrap().contains("Nothing of it was stored"), "{problem}");
    assert!(!reply.text.contains(secret), "{}", reply.text);
    for (table, item) in world.aws.everything().await {
        assert!(!format!("{item:?}").contains(secret), "{table:?}: {item:?}");
    }
}

#[test]
fn a_secret_in_a_text_is_refused_and_stored_nowhere() {
    in_own_world(async |world| {
        let app = &Application::alone(world).await;
        let key = SigningKey::generate().private_pem();
        let line = key.lines().nth(1).unwrap();
        let secret = app.api_key.get(40..).unwrap();
        for (text, part) in [(key.as_str(), line), (app.api_key.as_str(), secret)] {
            let message = json!({ "message": format!("It is refused: {text}") });
            let call = Call::post("/api/v1/support/tickets").json(&ticket_body(message));
            let reply = app.call(world, call.header("idempotency-key", "one")).await;
            refused(world, &reply, "/message", part).await;
            let named =
                json!({ "name": text.replace('\n', " "), "publicKey": app.key.public_pem(), "permissions": [] });
            let call = Call::post("/partner/v1/api-applications").json(&named);
            let reply = world.send(&call.bearer(&world.token(DemoUser::Partner))).await;
            refused(world, &reply, "/name", part).await;
        }
        let file = pdf("x");
        let kind: (&str, &[u8]) = (r#"name="type""#, b"OTHER");
        let head = r#"name="file"; filename="a.pdf""#;
        let reply = app.call(world, upload(&[(head, &file), kind, (r#"name="description""#, key.as_bytes())])).await;
        refused(world, &reply, "/description", line).await;
        let named = format!(r#"name="file"; filename="{}.pdf""#, app.api_key);
        let reply = app.call(world, upload(&[(&named, &file), kind])).await;
        refused(world, &reply, "/file", secret).await;
    });
}
