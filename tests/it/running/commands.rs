//! Commands of `cargo xtask` and `nuvera-sign`.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use provision::DemoUser;
use serde_json::Value;

use super::dev::{Dev, PORTS, folder, free_port, xtask};
use super::secrets;
use crate::support::{Call, items};

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn token(user: &str, data: &Path) -> Output {
    Command::new(xtask()).args(["token", "--as", user, "--data"]).arg(data).output().unwrap()
}

/// Returns a failed command's error message, which is not on standard output.
#[track_caller]
fn complaint(output: &Output) -> &str {
    assert!(!output.status.success());
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

#[test]
fn dev_json_has_the_documented_members_and_no_others() {
    let dev = Dev::shared();
    let json = &dev.description;
    assert_eq!(names(json), BTreeSet::from(["baseUrl", "issuer", "jwksUri", "aws", "users", "organizations"]));
    assert_eq!(json["baseUrl"], dev.base_url());
    assert_eq!(names(&json["aws"]), BTreeSet::from(["dynamodb", "kms", "s3"]));
    assert_eq!(
        names(&json["users"]),
        BTreeSet::from(["partner", "otherPartner", "admin", "secondAdmin", "customerUser"])
    );
    for user in json["users"].as_object().unwrap().values() {
        assert_eq!(names(user), BTreeSet::from(["username", "password"]));
    }
    assert_eq!(names(&json["organizations"]), BTreeSet::from(["partner", "otherPartner"]));
    assert!(json["jwksUri"].as_str().unwrap().starts_with(json["issuer"].as_str().unwrap()));
    dev.assert_silent();
}

#[test]
fn a_token_is_printed_in_one_line_for_each_user() {
    let dev = Dev::shared();
    for user in DemoUser::ALL {
        let output = token(user.name(), &dev.data);
        assert_eq!(text(&output.stderr), "");
        assert!(output.status.success());
        let line = text(&output.stdout).strip_suffix('\n').unwrap();
        secrets::token(line);
        let parts: Vec<&str> = line.split('.').collect();
        assert_eq!(parts.len(), 3, "a JWT has three parts");
        let base64url = |part: &&str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        assert!(parts.iter().all(base64url));
        let me = dev.send(&Call::get("/partner/v1/me").bearer(line));
        match (user.organization(), user) {
            (Some(organization), _) => assert_eq!(me.expect(200)["organization"]["id"], organization.as_str()),
            (None, DemoUser::Admin | DemoUser::SecondAdmin) => {
                assert_eq!(me.expect(200)["role"], "NUVERA_ADMIN");
            }
            (None, _) => drop(me.expect_problem(403, "role_denied")),
        }
    }
    dev.assert_silent();
}

/// The command as documented. Cargo's own messages are not on standard output either.
#[test]
fn the_documented_command_prints_a_token() {
    let dev = Dev::shared();
    let mut cargo = tools::cargo();
    let output = cargo.args(["xtask", "token", "--as", "partner", "--data"]).arg(&dev.data).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let line = text(&output.stdout).strip_suffix('\n').unwrap();
    secrets::token(line);
    dev.send(&Call::get("/partner/v1/me").bearer(line)).expect(200);
    dev.assert_silent();
}

#[test]
fn a_token_needs_a_running_system() {
    let nowhere = folder("nowhere");
    let output = token("partner", &nowhere);
    let said = complaint(&output);
    assert!(said.contains(nowhere.join("dev.json").to_str().unwrap()), "{said}");
    assert!(said.contains("is `cargo xtask dev` running with this data folder?"), "{said}");
    let output = token("nobody", &nowhere);
    let said = complaint(&output);
    assert!(said.contains("customerUser") && said.contains("otherPartner"), "{said}");
}

#[test]
fn a_port_in_use_is_named_immediately() {
    for step in [0, PORTS - 1] {
        let port = free_port();
        let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port + step)).unwrap();
        let started = Instant::now();
        let mut dev = Command::new(xtask());
        let data = folder(&format!("port-in-use-{step}")).join("data");
        let output = dev.args(["dev", "--port", &port.to_string(), "--data"]).arg(data).output().unwrap();
        let said = complaint(&output);
        assert!(said.contains(&format!("port {} cannot be used", port + step)) && said.contains("--port"), "{said}");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}

#[test]
fn a_port_without_enough_following_ports_is_refused() {
    for port in ["0", "65531", "65536"] {
        let output = Command::new(xtask()).args(["dev", "--port", port]).output().unwrap();
        let said = complaint(&output);
        assert!(said.contains("1..=65530") || said.contains("65536"), "{said}");
    }
}

#[test]
fn a_data_folder_belongs_to_one_running_system() {
    let dev = Dev::shared();
    let mut other = Command::new(xtask());
    let output = other.args(["dev", "--port", &free_port().to_string(), "--data"]).arg(&dev.data).output().unwrap();
    let said = complaint(&output);
    assert!(said.contains("another `cargo xtask dev` runs with the data folder"), "{said}");
    assert_eq!(dev.send(&Call::get("/health")).status, 200, "the first system still runs");
}

/// Without a network, the command lists its failed attempts to fetch cargo-lambda.
#[test]
fn a_missing_cargo_lambda_is_explained() {
    let folder = folder("no-cargo-lambda");
    let output = Command::new(xtask().with_file_name("dev"))
        .args(["dev", "--port", &free_port().to_string(), "--data"])
        .arg(folder.join("data"))
        .env("PATH", &folder)
        // Fetched tools are in the target folder.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let said = complaint(&output);
    assert!(said.contains("apt-get install python3 python3-venv"), "{said}");
    assert!(said.contains("error: cargo-lambda is needed and could not be had from PyPI nor from crates.io"), "{said}");
}

#[test]
fn nuvera_sign_calls_a_running_system() {
    let dev = Dev::shared();
    let demo = dev.data.join("demo");
    let sign = |arguments: &[&str]| {
        Command::new(xtask().with_file_name("nuvera-sign"))
            .arg("--api-key-file")
            .arg(demo.join("api-key"))
            .arg("--private-key")
            .arg(demo.join("private.pem"))
            .args(arguments)
            .output()
            .unwrap()
    };
    let url = |uri: &str| format!("{}{uri}", dev.base_url());
    let answer = |output: &Output| -> Value {
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let body = crate::support::customer_body(serde_json::json!({ "draft": true })).to_string();
    let created = answer(&sign(&["-d", &body, &url("/api/v1/customers")]));
    let customer = url(&format!("/api/v1/customers/{}", created["id"].as_str().unwrap()));
    let changed = answer(&sign(&["--kid", "-X", "PATCH", "-d", r#"{"city":"Köln"}"#, &customer]));
    assert_eq!(changed["city"], "Köln");
    assert_eq!(answer(&sign(&["-X", "POST", &format!("{customer}/submit")]))["status"], "PENDING_REVIEW");
    let listed = answer(&sign(&[&url("/api/v1/customers?limit=5&status=PENDING_REVIEW")]));
    assert!(items(&listed).iter().any(|item| item["id"] == created["id"]));

    let refused = sign(&["-X", "PATCH", "-d", r#"{"city":"Bonn"}"#, &customer]);
    assert_eq!(refused.status.code(), Some(22), "like curl --fail-with-body");
    assert_eq!(serde_json::from_slice::<Value>(&refused.stdout).unwrap()["code"], "state_conflict");

    let headers = sign(&["--print-headers", &customer]);
    let mut call = Call::get(customer.strip_prefix(&dev.base_url()).unwrap());
    for line in text(&headers.stdout).lines() {
        let (name, value) = line.split_once(": ").unwrap();
        call = call.header(name, value);
        if name == "authorization" {
            secrets::token(value);
        }
    }
    assert_eq!(dev.send(&call).expect(200)["city"], "Köln");
    dev.send(&call).expect_problem(401, "replay_detected");
    dev.assert_silent();
}
