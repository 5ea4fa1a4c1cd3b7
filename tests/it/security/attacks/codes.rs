//! Remaining codes, effects of refused requests, and completeness of the codes' tests.

use contract::code::Code;
use contract::table::Table;
use local::{Call as AwsCall, Fault};
use provision::DemoUser;
use serde_json::{Value, json};

use super::target::{Target, URI, attack, names};
use crate::house::files;
use crate::support::aws::{deciding, table};
use crate::support::{Application, Call, customer_body, in_own_world_with, in_world, items};

#[test]
fn a_person_without_permission_is_refused() {
    in_world(async |world| {
        let target = Target::shared().await;
        for uri in ["/partner/v1/audit", "/partner/v1/api-applications"] {
            let send = async |call: Call| world.send(&call).await;
            send(Call::get(uri)).await.expect_problem(401, "access_token_missing");
            for wrong in ["x", "x.y.z", "", "null"] {
                send(Call::get(uri).bearer(wrong)).await.expect_problem(401, "access_token_invalid");
            }
            let own = world.token(DemoUser::Partner);
            for wrong in [format!("{own}, Bearer {own}"), format!(" {own}"), format!("{own} x"), format!("{own}=")] {
                send(Call::get(uri).bearer(&wrong)).await.expect_problem(401, "access_token_invalid");
            }
            // White space around a header's value is not part of it (RFC 9110, 5.5).
            send(Call::get(uri).bearer(&format!("{own} "))).await.expect(200);
            for user in [DemoUser::Admin, DemoUser::CustomerUser] {
                send(Call::get(uri).bearer(&world.token(user))).await.expect_problem(403, "role_denied");
            }
            // Tokens of services and persons are not interchangeable.
            target.app.get(world, uri).await.expect_problem(401, "access_token_invalid");
        }
        let call = target.app.with_token(Call::get(URI), &world.token(DemoUser::Partner));
        world.send(&call).await.expect_problem(401, "token_claim_missing");
    });
}

/// No refused request reaches the handler, and local refusals make no AWS call.
#[test]
fn a_refused_request_reaches_no_handler() {
    in_own_world_with(Application::with_everything, async |world, app| {
        let body = customer_body(json!({}));
        let post = || Call::post("/api/v1/customers").json(&body);
        let token = |name: &str, value: Value| {
            let token = app.token(world, &post()).with(name, value);
            app.bear(post(), &token)
        };
        let timed = |iat, exp| app.bear(post(), &app.token(world, &post()).times(iat, exp));
        let forged = app.with_token(post(), &app.token(world, &post()).with_signature(&[1; 256]));
        let altered = |call: Call| Call { body: [&call.body[..], b" "].concat(), ..call };
        let local = [
            (post(), "api_key_missing"),
            (post().header("x-api-key", &app.api_key), "signature_missing"),
            (app.sign(world, post()).header("x-api-key", "x"), "header_duplicated"),
            (app.sign(world, post()).header("content-encoding", "gzip"), "content_encoding_unsupported"),
            (app.with_token(post(), "x"), "token_malformed"),
            (token("iss", json!("x")), "token_issuer"),
            (token("aud", json!("x")), "token_audience"),
            (token("sub", json!("x")), "token_subject_mismatch"),
            (token("sub", json!(1)), "token_claim_invalid"),
            (token("method", json!("GET")), "token_method_mismatch"),
            (token("uri", json!("/")), "token_uri_mismatch"),
            (timed(30, 60), "token_not_yet_valid"),
            (timed(0, 90), "token_lifetime_too_long"),
            (token("headers", json!({ "if-match": "1" })), "token_header_mismatch"),
            (altered(app.sign(world, post())), "token_body_hash_mismatch"),
        ];
        app.get(world, "/api/v1/customers").await.expect(200);
        let (dynamodb, kms) = (world.stack.dynamodb(), world.stack.kms());
        dynamodb.record(true);
        kms.record(true);
        for _ in 0..2 {
            world.send(&forged).await.expect_problem(401, "signature_invalid");
            let tables: Vec<_> =
                deciding(dynamodb.calls()).iter().map(|call| call.table().unwrap().to_owned()).collect();
            assert_eq!(tables, [table(Table::Access)], "a forged signature costs one read");
            dynamodb.clear_calls();
            kms.clear_calls();
        }
        // Local refusals are the same while no service answers.
        dynamodb.set(Fault::Refuse);
        kms.set(Fault::Refuse);
        for (call, code) in local.iter().chain(&local) {
            assert_eq!(world.send(call).await.problem().1, *code);
        }
        dynamodb.clear();
        kms.clear();
        let signed = app.sign(world, post());
        world.send(&signed).await.expect(201);
        dynamodb.clear_calls();
        world.send(&signed).await.expect_problem(401, "replay_detected");
        let touches = |calls: &[AwsCall]| calls.iter().any(|call| call.tables.contains(&table(Table::Customers)));
        assert!(!touches(&dynamodb.calls()));
        dynamodb.record(false);
        let customers = app.get(world, "/api/v1/customers").await.expect(200);
        assert_eq!(items(&customers).len(), 1, "only the accepted request");
    });
}

#[test]
fn a_problems_members_and_headers_agree() {
    attack(async |target| {
        let reply = target.world.send(&Call::get(URI)).await;
        let problem = reply.expect_problem(401, "api_key_missing");
        assert_eq!(problem["type"], "https://api.nuvera.example/reference/errors#api_key_missing");
        assert_eq!((&problem["status"], &problem["requestId"]), (&json!(401), &json!("test-request")));
        names(&problem, Value::Null, Value::Null);
        assert_eq!(reply.header("x-request-id"), Some("test-request"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    });
}

/// Codes that no request can provoke here: rate limits are API Gateway's, and nothing fails internally.
const UNREACHABLE: [Code; 2] = [Code::RateLimited, Code::InternalError];

#[test]
fn every_code_is_asserted_by_a_test() {
    let folders = ["security/attacks", "security/judging", "security/matrix", "routes/customers"];
    let tests = files(&[".rs"]).into_iter();
    let tests = tests.filter(|file| folders.iter().any(|folder| file.starts_with(format!("tests/it/{folder}"))));
    let sources: String = tests.map(|file| std::fs::read_to_string(tools::root().join(file)).unwrap()).collect();
    for code in Code::ALL.iter().filter(|code| !UNREACHABLE.contains(code)) {
        let written = [format!("\"{}\"", code.name()), format!("Code::{code:?},"), format!("Code::{code:?})")];
        assert!(written.iter().any(|text| sources.contains(text)), "{code:?} is asserted nowhere");
    }
}
