//! Function that serves the console.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::running::dev::Dev;
use crate::support::{Call, in_world, run};

/// Largest compressed size of a script in bytes.
const MOST_SCRIPT: usize = 150 * 1024;

/// Content security policy of a page, without its connections.
const POLICY: [&str; 8] = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'none'", "frame-ancestors 'none'",
    "base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
];

/// Returns the URLs of `src=` and `href=` attributes.
fn addresses(html: &str) -> Vec<&str> {
    let after = ["src=\"", "href=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
    after.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_console_address_serves_the_page_with_a_strict_policy() {
    in_world(async |world| {
        for path in [
            "/console",
            "/console/callback",
            "/console/applications/app_1",
            "/console/organizations/org_1/applications/new",
        ] {
            let reply = world.send(&Call::get(path)).await;
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
fn files_named_by_their_hash_are_cacheable_forever() {
    in_world(async |world| {
        let page = world.send(&Call::get("/console")).await;
        let files = addresses(&page.text);
        assert!(files.len() >= 3, "{files:?}");
        for file in files {
            let reply = world.send(&Call::get(file)).await;
            assert_eq!(reply.status, 200, "{file}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
            let kept = if file.contains("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            assert_eq!(reply.header("cache-control"), Some(kept), "{file}");
            let here = tools::target().display().to_string();
            assert!(!reply.text.contains(&here), "{file} contains a path of the build machine");
        }
        world.send(&Call::get("/console/assets/gone-1234.js")).await.expect_problem(404, "not_found");
        world.send(&Call::get("/console/%2e%2e/x")).await.expect_problem(400, "request_path_invalid");
        world.send(&Call::post("/console")).await.expect_problem(405, "method_not_allowed");
    });
}

/// Compressed and plain scripts have the same content.
#[test]
fn files_are_compressed_for_clients_that_accept_it() {
    let dev = Dev::shared();
    let get =
        |path: &str| reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{}{path}", dev.base_url()));
    let page = run(async { get("/console").send().await.unwrap().text().await.unwrap() });
    let script = addresses(&page).into_iter().find(|address| address.ends_with(".js")).unwrap().to_owned();
    let (plain, compressed, headers) = run(async {
        let plain = get(&script).send().await.unwrap();
        assert_eq!(plain.headers().get("content-encoding"), None);
        let compressed = get(&script).header("accept-encoding", "gzip, br").send().await.unwrap();
        let headers = compressed.headers().clone();
        (plain.bytes().await.unwrap(), compressed.bytes().await.unwrap(), headers)
    });
    assert_eq!(headers["content-encoding"], "gzip");
    assert_eq!(headers["vary"], "accept-encoding");
    assert!(compressed.len() * 3 < plain.len(), "{} of {} bytes", compressed.len(), plain.len());
    assert!(compressed.len() <= MOST_SCRIPT);
    let mut gunzip = Command::new("gzip").arg("-dc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gunzip.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(&compressed).unwrap());
    assert_eq!(gunzip.wait_with_output().unwrap().stdout, plain);
    writer.join().unwrap();
}
