//! POST /api/v1/customers: valid and invalid bodies.

use serde_json::json;

use crate::support::{Application, CUSTOMERS, Call, customer_body, id, in_world_with};

#[test]
fn a_body_must_be_json_by_its_content_type() {
    in_world_with(Application::alone, async |world, app| {
        let text = customer_body(json!({})).to_string();
        let post = |media: Option<&str>| {
            let call = Call::post(CUSTOMERS).body(text.clone());
            media.map_or(call.clone(), |media| call.header("content-type", media))
        };
        for media in [
            "text/plain", "application/x-www-form-urlencoded", "text/json", "application/json5", "application/jsonp",
            "application/json,application/json", "application/json; charset=latin1",
            "application/json; charset=utf-16", "application/json; boundary=x", "application/json; x=y",
            "multipart/form-data; boundary=x", "",
        ] {
            let problem = app.call(world, post(Some(media))).await.expect_problem(415, "media_type_unsupported");
            assert_eq!(problem["expected"], "application/json", "{media}");
        }
        app.call(world, post(None)).await.expect_problem(415, "media_type_unsupported");
        let patch = Call::patch(&format!("{CUSTOMERS}/cus_0000000000000000000000")).body("{}");
        app.call(world, patch.header("content-type", "text/plain")).await.expect_problem(415, "media_type_unsupported");
        for media in [
            "application/json", "Application/JSON", "application/json;charset=utf-8",
            "application/json; charset=\"UTF-8\"", "application/json;charset=utf8", "application/json;",
        ] {
            app.call(world, post(Some(media))).await.expect(201);
        }
        let merge = "application/merge-patch+json";
        app.call(world, post(Some(merge))).await.expect_problem(415, "media_type_unsupported");
        let made = app.create_customer(world, json!({ "draft": true })).await;
        for media in [merge, "application/merge-patch+json; charset=utf-8", "application/json"] {
            let uri = format!("{CUSTOMERS}/{}", id(&made));
            let patch = Call::patch(&uri).header("content-type", media).body("\u{feff}{\"city\":\"Bonn\"}");
            assert_eq!(app.call(world, patch).await.expect(200)["city"], "Bonn", "{media}");
        }
    });
}

#[test]
fn ambiguous_bodies_are_refused() {
    in_world_with(Application::alone, async |world, app| {
        let whole = customer_body(json!({})).to_string();
        let inside = &whole[1..whole.len() - 1];
        let latin1 = [whole.as_bytes()[..whole.len() - 1].to_vec(), b",\"city\":\"K\xf6ln\"}".to_vec()].concat();
        let bodies: Vec<Vec<u8>> = vec![
            format!("{{\"companyName\":\"Other Ltd\",{inside}}}").into(),
            format!("{{{inside},\"c\\u006fmpanyName\":\"Other Ltd\"}}").into(),
            whole.replace("\"firstName\":\"Ada\"", "\"firstName\":\"Ada\",\"firstName\":\"Eve\"").into(),
            format!("\u{feff}\u{feff}{whole}").into(),
            whole.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            whole.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            b"\x1f\x8b\x08\0".to_vec(),
            format!("{whole}{whole}").into(),
            format!("{whole},").into(),
            whole[..whole.len() - 1].into(),
            latin1,
            b"{'companyName':'x'}".to_vec(),
            whole.replacen('{', "{\"x\":1e400,", 1).into(),
            b"\xff\xfe{\0}\0".to_vec(),
            b"NaN".to_vec(),
            "[".repeat(40_000).into(),
            vec![],
        ];
        for body in bodies {
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let call = Call::post(CUSTOMERS).header("content-type", "application/json").body(body);
            let reply = app.call(world, call).await;
            assert_eq!(reply.problem(), (400, "body_invalid".to_owned()), "{shown}: {}", reply.text);
        }
        let array = Call::post(CUSTOMERS).header("content-type", "application/json").body("[]");
        app.call(world, array).await.expect_problem(422, "validation_failed");
        // Surrounding white space is signed, and has no meaning.
        let call = Call::post(CUSTOMERS).header("content-type", "application/json").body(format!("\r\n\t {whole}\n"));
        app.call(world, call).await.expect(201);
        assert_eq!(app.get(world, CUSTOMERS).await.expect(200)["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn each_wrong_field_is_named_by_its_pointer() {
    in_world_with(Application::alone, async |world, app| {
        let person = |more: serde_json::Value| {
            let mut person = customer_body(json!({}))["persons"][0].clone();
            for (name, value) in more.as_object().unwrap() {
                person[name] = value.clone();
            }
            json!({ "persons": [person] })
        };
        for (pointer, more) in [
            ("/surprise", json!({ "surprise": true })),
            ("/CompanyName", json!({ "CompanyName": "x" })),
            ("/a~1b~0c", json!({ "a/b~c": 1 })),
            ("/companyName", json!({ "companyName": "x".repeat(201) })),
            ("/companyName", json!({ "companyName": null })),
            ("/companyName", json!({ "companyName": ["x"] })),
            ("/countryOfIncorporationId", json!({ "countryOfIncorporationId": "ZZ" })),
            ("/businessIndustryId", json!({ "businessIndustryId": "00" })),
            ("/documentIds/0", json!({ "documentIds": ["cus_0000000000000000000000"] })),
            ("/draft", json!({ "draft": "true" })),
            ("/businessEmail", json!({ "businessEmail": "x" })),
            ("/website", json!({ "website": "javascript:alert(1)" })),
            ("/website", json!({ "website": "https:acme.example" })),
            ("/website", json!({ "website": "https://acme.example/a\nb" })),
            ("/companyName", json!({ "companyName": "\u{200b}\u{200b}" })),
            ("/companyName", json!({ "companyName": "Acme\u{202e}dtL" })),
            ("/companyName", json!({ "companyName": "\u{feff}Acme" })),
            ("/city", json!({ "city": "Bonn\nBerlin" })),
            ("/persons/0/firstName", person(json!({ "firstName": "\u{200b}" }))),
            ("/persons/0/lastName", person(json!({ "lastName": "Love\u{2066}lace" }))),
            ("/persons/0/ownershipPercent", person(json!({ "ownershipPercent": 1e-200 }))),
            ("/persons/0/ownershipPercent", person(json!({ "ownershipPercent": 33.333 }))),
            ("/formationDate", json!({ "formationDate": "2023-02-29" })),
            ("/businessType", json!({ "businessType": "trust" })),
            ("/primaryOperatingCurrency", json!({ "primaryOperatingCurrency": "EURO" })),
            ("/averageTransactionAmountUsd", json!({ "averageTransactionAmountUsd": 12.5 })),
            ("/highRiskActivities/0", json!({ "highRiskActivities": ["NONE"] })),
            ("/persons/0/roles", person(json!({ "roles": [] }))),
            ("/persons/0/roles/0", person(json!({ "roles": ["OWNER"] }))),
            ("/persons/0/ownershipPercent", person(json!({ "ownershipPercent": 101 }))),
            ("/persons/0/dateOfBirth", person(json!({ "dateOfBirth": "10.12.1985" }))),
            ("/persons/0/surprise", person(json!({ "surprise": 1 }))),
            ("/id", json!({ "id": "cus_0000000000000000000000" })),
            ("/status", json!({ "status": "APPROVED" })),
            ("/orgId", json!({ "orgId": "org_0000000000000000000001" })),
        ] {
            let reply = app.send(world, "POST", CUSTOMERS, &customer_body(more)).await;
            let problem = reply.expect_problem(422, "validation_failed");
            let errors = problem["errors"].as_array().unwrap();
            assert_eq!((errors.len(), &errors[0]["pointer"]), (1, &json!(pointer)), "{problem}");
        }
        assert_eq!(app.get(world, CUSTOMERS).await.expect(200)["items"], json!([]), "nothing was created");
    });
}

#[test]
fn a_route_without_a_body_refuses_one() {
    in_world_with(Application::alone, async |world, app| {
        let created = app.create_customer(world, json!({ "draft": true })).await;
        let uri = format!("{CUSTOMERS}/{}", id(&created));
        let with = async |method: &str, uri: &str, body: &str| {
            let call = Call::new(method, uri).header("content-type", "application/json").body(body);
            app.call(world, call).await
        };
        for uri in [uri.clone(), CUSTOMERS.to_owned()] {
            for body in ["{}", " ", "null"] {
                with("GET", &uri, body).await.expect_problem(400, "body_invalid");
            }
        }
        let submit = format!("{uri}/submit");
        for body in ["[]", "{\"x\":1}", "false", "0", "{", "{}{}", "nul"] {
            let problem = with("POST", &submit, body).await.expect_problem(400, "body_invalid");
            assert!(problem["detail"].as_str().unwrap().contains("send none, {} or null"), "{problem}");
        }
        assert_eq!(app.get(world, &uri).await.expect(200), created);
        for body in ["{}", "null", " { } ", "\r\n", "\u{feff}{}"] {
            let created = app.create_customer(world, json!({ "draft": true })).await;
            let submit = format!("{CUSTOMERS}/{}/submit", id(&created));
            assert_eq!(with("POST", &submit, body).await.expect(200)["status"], "PENDING_REVIEW", "{body:?}");
        }
    });
}
