//! Schemathesis: valid and invalid requests from the OpenAPI document, with checks of every answer.

use std::fs::{self, File};
use std::process::Command;

use provision::DemoUser;

use super::dev::{Dev, folder, free_port};
use super::partner::access_token;
use crate::routes::openapi::document_path;

/// Tested releases.
const PACKAGES: [&str; 3] = ["schemathesis==4.32.5", "pyjwt[crypto]==2.15.1", "requests"];
/// Checks of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,unsupported_method,\
    allow_header_conformance";
/// Additional requests per operation, few for a run of minutes. The environment variable sets more.
const EXAMPLES: &str = "3";
const EXAMPLES_VARIABLE: &str = "SCHEMATHESIS_EXAMPLES";

#[test]
fn every_answer_is_as_documented() {
    // A separate system, because the run replaces the rate table and leaves many records.
    let folder = folder("schemathesis");
    let dev = Dev::start(free_port(), &folder);
    let bin = tools::python("schemathesis", &PACKAGES).unwrap();
    let examples = std::env::var(EXAMPLES_VARIABLE).unwrap_or_else(|_| EXAMPLES.to_owned());
    let hooks = tools::root().join("tests/schemathesis");
    let log = folder.join("schemathesis.log");
    let output = File::create(&log).unwrap();
    let status = Command::new(bin.join("schemathesis"))
        .arg("--config-file")
        .arg(hooks.join("schemathesis.toml"))
        .arg("run")
        .arg(document_path())
        .args(["--url", &dev.base_url(), "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        // One worker: with several, Python 3.11's parser may fail ("AST constructor recursion depth mismatch").
        .args(["--max-examples", &examples, "--seed", "1", "--workers", "1", "--request-timeout", "60"])
        .args(["--continue-on-failure", "--warnings", "off", "--no-shrink"])
        .current_dir(&folder)
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", &hooks)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("BASE_URL", dev.base_url())
        .env("DEMO", dev.data.join("demo"))
        .env("DOCUMENT", document_path())
        .env("PARTNER_TOKEN", access_token(&dev, DemoUser::Partner))
        .env("ADMIN_TOKEN", access_token(&dev, DemoUser::Admin))
        .envs(["no_proxy", "NO_PROXY"].map(|name| (name, "127.0.0.1")))
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .status()
        .unwrap();
    let said = fs::read_to_string(&log).unwrap();
    assert!(status.success(), "{said}");
    // All requests were authenticated, so the checks saw answers of handlers.
    assert!(!said.contains("Missing authentication"), "{said}");
    dev.assert_silent();
    assert!(dev.interrupt().success());
}
