//! OpenAPI document, checked with third-party tools, and its viewer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Returns the path of the document.
pub(crate) fn document_path() -> PathBuf {
    tools::root().join("functions/pages/reference/openapi.json")
}

pub(crate) fn document() -> Value {
    serde_json::from_str(&fs::read_to_string(document_path()).unwrap()).unwrap()
}

/// Returns the folder of the tests' Node programs in the repository.
pub(crate) fn node_project() -> PathBuf {
    tools::root().join("tests/node")
}

/// Returns a folder with the packages of the lock file.
pub(crate) fn node() -> PathBuf {
    tools::node_locked("node-tests", &node_project()).unwrap()
}

/// Runs a program of these packages. Returns its output, as an error if it fails.
#[track_caller]
pub(crate) fn run_node(program: &str, arguments: &[&Path], folder: &Path) -> Result<String, String> {
    let mut command = Command::new(node().join("node_modules/.bin").join(program));
    command
        .args(arguments)
        .current_dir(folder)
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let output = command.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(text) } else { Err(text) }
}

/// Returns the results of both linters.
fn lint(document: &Path) -> [Result<String, String>; 2] {
    let project = node_project();
    let (redocly, spectral) = (project.join("redocly.yaml"), project.join("spectral.yaml"));
    let folder = document.parent().unwrap();
    let path = Path::new;
    [
        run_node("redocly", &[path("lint"), path("--config"), &redocly, path("--max-problems=50"), document], folder),
        run_node("spectral", &[path("lint"), path("--fail-severity=warn"), path("-r"), &spectral, document], folder),
    ]
}

#[test]
fn linters_find_nothing() {
    let [redocly, spectral] = lint(&document_path());
    let said = redocly.unwrap();
    assert!(said.contains("is valid") && !said.contains("warning."), "{said}");
    assert!(spectral.clone().is_ok_and(|said| said.contains("No results")), "{spectral:?}");
}

#[test]
fn linters_find_errors() {
    let mut wrong = document();
    wrong["paths"]["/health"]["get"]["operationId"] = "customers-list".into();
    wrong["paths"]["/api/v1/customers/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]["status"] =
        "NONE".into();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.json");
    fs::write(&path, wrong.to_string()).unwrap();
    for result in lint(&path) {
        let said = result.unwrap_err();
        assert!(said.to_lowercase().contains("operationid") || said.contains("operation-operationId-unique"), "{said}");
    }
}

/// The files in the repository match npm's.
#[test]
fn the_viewer_matches_the_package() {
    let ours = tools::root().join("functions/pages/reference/viewer");
    let package = node().join("node_modules/swagger-ui-dist");
    let about: Value = serde_json::from_str(&fs::read_to_string(package.join("package.json")).unwrap()).unwrap();
    let readme = fs::read_to_string(ours.join("README.md")).unwrap();
    assert!(readme.contains(&format!("# Swagger UI {}\n", about["version"].as_str().unwrap())));
    for (here, there) in [
        ("swagger-ui-bundle.e6a89869.js", "swagger-ui-bundle.js"),
        ("swagger-ui.5ed08757.css", "swagger-ui.css"),
        ("LICENSE", "LICENSE"),
        ("NOTICE", "NOTICE"),
        ("swagger-ui-bundle.js.LICENSE.txt", "swagger-ui-bundle.js.LICENSE.txt"),
    ] {
        let bytes = fs::read(ours.join(here)).unwrap();
        assert!(bytes == fs::read(package.join(there)).unwrap(), "{here} is not {there} of the package");
        let hash = hex::encode(Sha256::digest(&bytes));
        if let Some(named) = here.split('.').find(|part| part.len() == 8 && hash.starts_with(part)) {
            assert!(readme.contains(&hash), "the README does not name {named}…");
        } else {
            assert!(!here.starts_with("swagger-ui.") && !here.ends_with(".js"), "{here} is not named by its hash");
        }
    }
}
