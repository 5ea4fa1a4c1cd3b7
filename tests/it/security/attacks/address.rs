//! Paths and queries with ambiguous parsing.

use contract::code::Code;
use serde_json::{Value, json};

use super::target::{URI, attack, names};
use crate::support::{Application, Call, world};

#[test]
fn an_ambiguous_path_is_refused_before_any_other_check() {
    attack(async |target| {
        let customers = "/api/v1/customers";
        for path in [
            "/api/v1%2Fcustomers",
            "/api/v1%2fcustomers",
            "/api/v1/customers/%2e%2e/customers",
            "/api/v1/customers/%2E%2E",
            "/api/v1/customers/%252e%252e",
            "/api/v1/%63ustomers",
            "/api/v1/customers%00",
            "/api/v1/customers%3Flimit=1",
            "/api/v1/customers/..",
            "/api/v1/customers/../customers",
            "/api/v1/./customers",
            "/api/v1/customers/.",
            "//api/v1/customers",
            "/api//v1/customers",
            "/api/v1//customers",
            "/api/v1/customers//",
            "/api/v1/customers;v=1",
            "/api/v1/customers;",
            "/api/v1;/customers",
            "/api/v1/customers\\",
            "/api/v1\\customers",
            "/api/v1/customers ",
            "/api/v1/customers\t",
            "/api/v1/customers\n",
            "/api/v1/customers\0",
            "/api/v1/customers#x",
            "/api/v1/customers+",
            "/api/v1/customers*",
            "/api/v1/customers:1",
            "/api/v1/customers@1",
            "/api/v1/customers,",
            "/api/v1/cust\u{f6}mers",
            "/api/v1/cust\u{200b}omers",
            "\u{ff0f}api/v1/customers",
            "api/v1/customers",
            "https://api.nuvera.example/api/v1/customers",
            "",
        ] {
            let signed = target.app.sign(target.world, Call::get(path));
            // Functions: API Gateway's choice, the intended one, and a varying one.
            let event = signed.event().to_string();
            target.world.send(&signed).await.expect_problem(400, "request_path_invalid");
            for function in ["customers-list", "customers-get", "signature-diagnose", "partner-me", "not-found"] {
                let reply = target.world.send_event(function, &event).await;
                assert_eq!(reply.problem(), (400, "request_path_invalid".to_owned()), "{path:?} to {function}");
            }
            // A token for the normal path does not cover this one.
            let right = target.app.token(target.world, &Call::get(customers)).sign(target.key());
            let call = target.app.with_token(Call::get(path), &right);
            target.world.send(&call).await.expect_problem(400, "request_path_invalid");
        }
    });
}

#[test]
fn a_method_of_no_route_is_not_allowed() {
    attack(async |target| {
        for method in ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "post", "Get", "", "GET "] {
            let signed = target.app.sign(target.world, Call::new(method, URI));
            let reply = target.world.send(&signed).await;
            reply.expect_problem(405, "method_not_allowed");
            assert_eq!(reply.header("allow"), Some("GET"), "{method}");
            let reply = target.world.send_event("reference-industries", &signed.event().to_string()).await;
            reply.expect_problem(405, "method_not_allowed");
        }
        // Only the request line determines the method.
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            target.accepts_call(name, |call, token| target.app.bear(call.header(name, "DELETE"), &token)).await;
        }
    });
}

#[test]
fn a_token_for_another_method_or_path_is_refused_with_both_values() {
    attack(async |target| {
        for method in ["POST", "get", "Get", "GET ", "", "*", "DELETE"] {
            let wrong = |token: crate::support::Token| token.with("method", method);
            names(&target.refuses_claims(method, Code::TokenMethodMismatch, wrong).await, "GET", method);
        }
        for uri in [
            "",
            "/",
            "/api/v1/reference/countries",
            "/api/v1/reference/industries/",
            "/api/v1/reference/Industries",
            "//api/v1/reference/industries",
            "/api/v1/reference/industries??",
            "/api/v1/reference/industries#",
            "/api/v1/reference/industries?limit=1",
            "/api/v1/reference/%69ndustries",
            "/api/v1/reference/../reference/industries",
            "/prod/api/v1/reference/industries",
            "api/v1/reference/industries",
            "https://api.nuvera.example/api/v1/reference/industries",
            " /api/v1/reference/industries",
            "/api/v1/reference/industries\0",
        ] {
            let wrong = |token: crate::support::Token| token.with("uri", uri);
            names(&target.refuses_claims(uri, Code::TokenUriMismatch, wrong).await, URI, uri);
        }
    });
}

/// Sends `sent` with a token for `claimed`, then with one for `sent` and the same `jti`.
async fn query(app: &Application, sent: &str, claimed: &str) -> (Value, u16) {
    let world = world().await;
    let call = Call::get(&format!("/api/v1/customers{sent}"));
    let token = app.token(world, &call).with("uri", format!("/api/v1/customers{claimed}"));
    let problem = world.send(&app.bear(call.clone(), &token.clone())).await.expect_problem(401, "token_uri_mismatch");
    let token = token.with("uri", problem["expected"].clone());
    (problem, world.send(&app.bear(call, &token)).await.status)
}

#[test]
fn a_query_is_compared_byte_by_byte() {
    attack(async |target| {
        for (sent, claimed) in [
            ("?status=DRAFT&limit=5", "?limit=5&status=DRAFT"),
            ("?status=DRAFT&limit=5", "?status=DRAFT"),
            ("?status=DRAFT", "?status=DRAFT&limit=5"),
            ("?status=DRAFT", "?status=%44RAFT"),
            ("?status=%44RAFT", "?status=DRAFT"),
            ("?status=%44RAFT", "?status=%44raft"),
            ("?cursor=a+b", "?cursor=a%20b"),
            ("?cursor=a%20b", "?cursor=a+b"),
            ("?cursor=a%20b", "?cursor=a b"),
            ("?cursor=%2f", "?cursor=%2F"),
            ("?cursor=%2f", "?cursor=/"),
            ("?limit=5&", "?limit=5"),
            ("?limit=5", "?limit=5&"),
            ("?&limit=5", "?limit=5"),
            ("?limit=5", "??limit=5"),
            ("?limit", "?limit="),
            ("?limit=", "?limit"),
            ("?limit=1&limit=2", "?limit=2&limit=1"),
            ("?limit=1&limit=2", "?limit=1"),
            ("?limit=1&limit=2", "?limit=2"),
            ("?limit=1;status=DRAFT", "?limit=1&status=DRAFT"),
            ("?limit=5", "?LIMIT=5"),
            ("?limit=5", "?limit=05"),
            ("?limit=5", "?limit=5#x"),
            ("?limit=5", ""),
            ("", "?limit=5"),
            ("", "??"),
            ("?", "??"),
        ] {
            let (problem, with_the_expected) = query(&target.app, sent, claimed).await;
            let expected = if sent == "?" { "" } else { sent };
            names(&problem, format!("/api/v1/customers{expected}"), format!("/api/v1/customers{claimed}"));
            assert_ne!(with_the_expected, 401, "{sent}: the expected query is refused, or the jti was used up");
        }
        // An empty query equals none.
        for (sent, claimed) in [("?", ""), ("", "?"), ("?", "?")] {
            let call = Call::get(&format!("{URI}{sent}"));
            let token = target.app.token(target.world, &call).with("uri", format!("{URI}{claimed}"));
            target.world.send(&target.app.bear(call, &token)).await.expect(200);
        }
    });
}

#[test]
fn a_correctly_signed_query_is_still_validated() {
    attack(async |target| {
        for (query, pointer) in [
            ("limit=1&limit=1", "/limit"),
            ("limit=1&%6cimit=2", "/limit"),
            ("limit=1;status=DRAFT", "/limit"),
            ("limit=%31%00", "/limit"),
            ("LIMIT=1", "/LIMIT"),
            ("x", "/x"),
            ("cursor=%ff", "/cursor"),
            ("cursor=%2e%2e%2f", "/cursor"),
            ("cursor=a+b", "/cursor"),
            ("status=draft", "/status"),
            ("status=DRAFT%20", "/status"),
            ("__proto__=1", "/__proto__"),
            ("organizationId=org_0000000000000000000000", "/organizationId"),
        ] {
            let reply = target.app.get(target.world, &format!("/api/v1/customers?{query}")).await;
            reply.expect_wrong_parameter(pointer);
        }
        let call = Call::get("/api/v1/customers?api_key=x&x-api-key=y");
        target.world.send(&call).await.expect_problem(401, "api_key_missing");
        assert_eq!(
            target.app.get(target.world, "/api/v1/customers?limit=1&status=DRAFT").await.expect(200)["items"],
            json!([])
        );
    });
}
