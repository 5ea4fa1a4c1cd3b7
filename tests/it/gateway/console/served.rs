//! The function that serves the console.

use crate::support::{Call, run, world};

/// What a page may do, apart from where it may connect to.
const POLICY: [&str; 8] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
];

/// The addresses in quotes behind `src=` and `href=`.
fn addresses(html: &str) -> Vec<&str> {
    let after = ["src=\"", "href=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
    after.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_address_of_the_console_shows_the_page_which_is_kept_to_itself() {
    run(async {
        let world = world().await;
        for path in [
            "/console",
            "/console/callback",
            "/console/applications/app_1",
            "/console/organizations/org_1/applications/new",
        ] {
            let reply = world.send(&Call::new("GET", path)).await;
            assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
            let policy = reply.header("content-security-policy").unwrap();
            let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
            for rule in POLICY {
                assert!(rules.contains(&rule), "{rule} is not in {policy}");
            }
            let connect = rules.iter().find(|rule| rule.starts_with("connect-src ")).unwrap();
            let issuer = world.variable("OIDC_ISSUER");
            assert_eq!(*connect, format!("connect-src 'self' {issuer} {issuer}"));
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            for (name, value) in [
                ("cache-control", "no-store"),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(reply.header(name), Some(value), "{name}");
            }
            assert!(reply.header("permissions-policy").unwrap().contains("camera=()"));
            assert!(reply.text.contains(&format!("data-issuer=\"{issuer}\" data-client=\"console\"")));
            assert!(!reply.text.contains("{{") && !reply.text.contains("style=\"") && !reply.text.contains("<script>"));
        }
    });
}

#[test]
fn its_files_come_from_here_and_are_kept_for_good_under_names_that_hold_their_hash() {
    run(async {
        let world = world().await;
        let page = world.send(&Call::new("GET", "/console")).await;
        let files = addresses(&page.text);
        assert!(files.len() >= 3, "{files:?}");
        for file in files {
            let reply = world.send(&Call::new("GET", file)).await;
            assert_eq!(reply.status, 200, "{file}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
            let kept = if file.contains("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            assert_eq!(reply.header("cache-control"), Some(kept), "{file}");
            assert!(!reply.text.contains("http://127.0.0.1"), "{file} knows the machine that it was built on");
        }
        world.send(&Call::new("GET", "/console/assets/gone-1234.js")).await.expect_problem(404, "not_found");
        world.send(&Call::new("GET", "/console/%2e%2e/x")).await.expect_problem(400, "request_path_invalid");
        world.send(&Call::new("POST", "/console")).await.expect_problem(405, "method_not_allowed");
    });
}
