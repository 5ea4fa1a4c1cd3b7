//! Values in bodies and queries of real clients.

use contract::customer::MAX_PROFILE;
use serde_json::{Value, json};

use crate::support::{
    Application, CUSTOMERS, Call, Person, Reply, beneficiary_body, customer_body, in_world_with, ticket_body,
};

const TICKETS: &str = "/api/v1/support/tickets";

#[track_caller]
fn refused(reply: &Reply, pointer: &str, told: &str) {
    let problem = reply.expect_problem(422, "validation_failed");
    let first = &problem["errors"][0];
    assert_eq!(first["pointer"], pointer, "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with(pointer) && detail.contains(told), "{told}: {problem}");
}

#[test]
fn line_ends_are_normalized() {
    in_world_with(Application::alone, async |world, app| {
        let ticket = app.create_ticket(world, json!({ "message": "a\r\nb\rc\n\td" })).await;
        assert_eq!(ticket["messages"][0]["body"], "a\nb\nc\n\td");
        let customer = app.create_customer(world, json!({ "mainCustomers": "Ada\r\nGrace" })).await;
        assert_eq!(customer["mainCustomers"], "Ada\nGrace");
        let subject = |subject: &str| ticket_body(json!({ "subject": subject }));
        refused(&app.send(world, "POST", TICKETS, &subject("a\r\nb")).await, "/subject", "U+000D at character 2");
        refused(&app.send(world, "POST", TICKETS, &subject("a\u{202e}b")).await, "/subject", "direction");
        refused(
            &app.send(world, "POST", TICKETS, &ticket_body(json!({ "message": "\u{feff}" }))).await,
            "/message",
            "U+FEFF",
        );
    });
}

#[test]
fn joiners_that_a_script_needs_are_kept() {
    in_world_with(Application::alone, async |world, app| {
        for name in ["شرکت می\u{200c}خواهم", "क्\u{200d}ष लिमिटेड", "ශ්\u{200d}රී ලංකා"]
        {
            assert_eq!(app.create_customer(world, json!({ "companyName": name })).await["companyName"], name);
        }
    });
}

#[test]
fn country_and_currency_lists_are_current() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({ "countryOfIncorporationId": "XK" })).await;
        let uri = format!("{CUSTOMERS}/{}/beneficiaries", customer["id"].as_str().unwrap());
        let iban = |iban: &str| beneficiary_body(json!({ "iban": iban }));
        for (sent, kept) in [
            ("HN88CABF00000000000250005469", "HN88CABF00000000000250005469"),
            ("de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ] {
            assert_eq!(app.send(world, "POST", &uri, &iban(sent)).await.expect(201)["iban"], kept);
        }
        for (wrong, told) in [
            ("HN88CABF0000000000025000546", "IBAN of HN with 28 characters, not 27"),
            ("ZZ88CABF00000000000250005469", "ZZ is not one"),
            ("US88CABF00000000000250005469", "US is not in it"),
            ("HN881ABF00000000000250005469", "character 5 is a letter"),
            ("HN89CABF00000000000250005469", "check digits"),
        ] {
            refused(&app.send(world, "POST", &uri, &iban(wrong)).await, "/iban", told);
        }
        let mut hong_kong = beneficiary_body(json!({ "country": "HK" }));
        hong_kong.as_object_mut().unwrap().remove("zipCode");
        let made = app.send(world, "POST", &uri, &hong_kong).await.expect(201);
        assert!(made.get("zipCode").is_none_or(Value::is_null), "{made}");
        hong_kong["country"] = json!("DE");
        refused(&app.send(world, "POST", &uri, &hong_kong).await, "/zipCode", "addresses in DE");
    });
}

#[test]
fn times_are_rfc_3339() {
    in_world_with(Person::partner, async |world, person| {
        for wrong in ["20300101T000000Z", "2030-01-01T00:00:00Z%5BEurope/Berlin%5D", "2030-01-01T00:00:00%2B25:00"] {
            let call = Call::get(&format!("/partner/v1/audit?from={wrong}")).bearer(&person.token);
            world.send(&call).await.expect_wrong_parameter("/from");
        }
        let call = Call::get("/partner/v1/audit?from=2020-01-01t00:00:00.5z&to=2090-01-01T00:00:00-08:00");
        world.send(&call.bearer(&person.token)).await.expect(200);
    });
}

/// Returns a customer with every text at its greatest length, filled with `filler`.
fn full(filler: &str, persons: usize) -> Value {
    let document = crate::routes::openapi::document();
    let schemas = &document["components"]["schemas"];
    let fill = |schema: &Value| {
        let texts = schema["properties"].as_object().unwrap().iter().filter_map(|(name, member)| {
            let member = member["anyOf"].as_array().map_or(member, |any| &any[0]);
            let most = member["maxLength"].as_u64().filter(|_| member.get("format").is_none())?;
            Some((name.clone(), json!(filler.repeat(usize::try_from(most).unwrap()))))
        });
        Value::Object(texts.collect())
    };
    let whole = customer_body(json!({}));
    let with = |base: &Value, more: Value| {
        let mut base = base.clone();
        more.as_object().unwrap().iter().for_each(|(name, value)| base[name] = value.clone());
        base
    };
    let person = with(&whole["persons"][0], fill(&schemas["Person"]));
    with(&with(&whole, fill(&schemas["NewCustomer"])), json!({ "persons": vec![person; persons], "draft": true }))
}

fn escaped(value: &Value) -> String {
    match value {
        Value::String(text) => {
            format!("\"{}\"", text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>())
        }
        Value::Array(items) => format!("[{}]", items.iter().map(escaped).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("\"{name}\":{}", escaped(value))).collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

#[test]
fn a_customer_at_all_limits_is_stored() {
    in_world_with(Application::alone, async |world, app| {
        let post = async |body: &Value| {
            let call = Call::post(CUSTOMERS).header("content-type", "application/json").body(escaped(body));
            app.call(world, call).await
        };
        // The greatest number of persons in ASCII, and 50 in characters of four bytes.
        for body in [full("x", 100), full("😀", 50)] {
            let made = post(&body).await.expect(201);
            assert_eq!((&made["persons"], &made["mainSuppliers"]), (&body["persons"], &body["mainSuppliers"]));
            let uri = format!("{CUSTOMERS}/{}", made["id"].as_str().unwrap());
            assert_eq!(app.get(world, &uri).await.expect(200)["persons"], body["persons"]);
        }
        let problem = post(&full("😀", 100)).await.expect_problem(422, "validation_failed");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(&format!("The body must have at most {MAX_PROFILE} bytes")), "{detail}");
        let ticket = ticket_body(json!({ "message": "😀".repeat(10_000) }));
        let call = Call::post(TICKETS).header("content-type", "application/json").body(escaped(&ticket));
        app.call(world, call).await.expect(201);
    });
}

#[test]
fn an_answer_to_many_errors_is_short() {
    in_world_with(Application::alone, async |world, app| {
        let body = customer_body(json!({ "persons": vec![json!({}); 100] }));
        let reply = app.send(world, "POST", CUSTOMERS, &body).await;
        let problem = reply.expect_problem(422, "validation_failed");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 100);
        assert!(
            problem["detail"].as_str().unwrap().ends_with("`errors` lists the first 100, and 500 more."),
            "{problem}"
        );
        assert!(reply.text.len() < 64 * 1024, "{}", reply.text.len());
    });
}
