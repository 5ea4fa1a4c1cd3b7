//! Client with types that `openapi-typescript` generates from the document.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::clients::{application, run};
use super::dev::Dev;
use super::secrets;
use crate::routes::openapi::{document_path, node, node_project, run_node};

#[test]
fn a_generated_client_compiles_strictly_and_signs_its_calls() {
    let dev = Dev::shared();
    let folder = application(dev, "generated-client", "2048");
    for file in ["client.ts", "tsconfig.json", "package.json"] {
        fs::copy(node_project().join(file), folder.join(file)).unwrap();
    }
    std::os::unix::fs::symlink(node().join("node_modules"), folder.join("node_modules")).unwrap();
    let path = Path::new;
    run_node("openapi-typescript", &[&document_path(), path("-o"), path("api.d.ts")], &folder).unwrap();
    run_node("tsc", &[path("-p"), path("tsconfig.json")], &folder).unwrap();
    let printed = run(Command::new("node").arg("built/client.js"), &folder, dev, &[]);
    assert!(printed.starts_with("cus_"), "{printed}");

    // The compiler refuses an unknown status and a missing member.
    let right = fs::read_to_string(folder.join("client.ts")).unwrap();
    for (this, that) in [("status: 'DRAFT'", "status: 'NONE'"), ("registrationNumber:", "registrationNumbers:")] {
        assert!(right.contains(this));
        fs::write(folder.join("client.ts"), right.replace(this, that)).unwrap();
        let said = run_node("tsc", &[path("-p"), path("tsconfig.json")], &folder).unwrap_err();
        assert!(said.contains("error TS"), "{that}: {said}");
    }
    for kept in ["api-key", "private.pem", "node_modules"] {
        fs::remove_file(folder.join(kept)).unwrap();
    }
    assert_eq!(secrets::found(&folder), Vec::<String>::new());
    dev.assert_silent();
}
