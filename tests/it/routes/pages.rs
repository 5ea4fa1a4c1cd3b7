//! Pages of the API reference.

use contract::code::Code;
use serde_json::Value;

use crate::support::{Call, in_world};

#[test]
fn the_reference_is_served_and_runs_only_its_viewer() {
    in_world(async |world| {
        for (path, media_type, holds) in [
            ("/reference", "text/html; charset=utf-8", "beneficiaries-create"),
            ("/reference/index", "text/html; charset=utf-8", "<h1>API reference</h1>"),
            ("/reference/api", "text/html; charset=utf-8", "<div id=\"viewer\">"),
            ("/reference/viewer.js", "text/javascript; charset=utf-8", "SwaggerUIBundle({"),
            ("/reference/icon.svg", "image/svg+xml", "<svg"),
            ("/reference/viewer.css", "text/css; charset=utf-8", "#viewer"),
            ("/reference/swagger-ui-bundle.e6a89869.js", "text/javascript; charset=utf-8", "SwaggerUIBundle"),
            ("/reference/swagger-ui.5ed08757.css", "text/css; charset=utf-8", ".swagger-ui"),
            ("/reference/errors", "text/html; charset=utf-8", "<section id=\"token_expired\">"),
            ("/reference/signing", "text/html; charset=utf-8", "bodyHash"),
            ("/reference/uploads", "text/html; charset=utf-8", "multipart/form-data"),
            ("/reference/rotation", "text/html; charset=utf-8", "graceSeconds"),
            ("/reference/idempotency", "text/html; charset=utf-8", "Idempotency-Replayed"),
            ("/reference/pagination", "text/html; charset=utf-8", "nextCursor"),
            ("/reference/screening", "text/html; charset=utf-8", "paymentHold"),
            ("/reference/going-live", "text/html; charset=utf-8", "nuv_live_"),
            ("/reference/style.css", "text/css; charset=utf-8", "color-scheme"),
            ("/reference/openapi.json", "application/json", "\"openapi\": \"3.1.1\""),
        ] {
            let reply = world.send(&Call::get(path)).await;
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.header("content-type"), Some(media_type), "{path}");
            assert!(reply.text.contains(holds), "{path} lacks {holds}");
            let policy = reply.header("content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!(policy.contains("script-src"), path == "/reference/api", "{path}: {policy}");
            // Only files named by their hash are cacheable.
            let kept = reply.header("cache-control").unwrap();
            assert_eq!(kept != "no-store", path.contains("swagger-ui"), "{path}: {kept}");
            assert!(reply.text.len() < 4_000_000, "{path} does not fit an answer");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        }
        for path in ["/reference/nothing", "/reference/..", "/reference/index.html", "/reference/a/b", "/reference/"] {
            assert!([400, 404].contains(&world.send(&Call::get(path)).await.status), "{path}");
        }
        world.send(&Call::post("/reference")).await.expect_problem(405, "method_not_allowed");
    });
}

/// Sections that the `type` of problem documents links to.
#[test]
fn every_codes_type_links_to_its_section() {
    in_world(async |world| {
        let problem: Value = world.send(&Call::get("/nowhere")).await.json();
        let kind = problem["type"].as_str().unwrap();
        let (address, anchor) = kind.split_once('#').unwrap();
        let path = address.strip_prefix(world.variable("PUBLIC_URL")).unwrap();
        let page = world.send(&Call::get(path)).await;
        assert!(page.text.contains(&format!("<section id=\"{anchor}\">")));
        for code in Code::ALL {
            assert!(page.text.contains(&format!("<section id=\"{}\">", code.name())), "{code:?}");
        }
    });
}
