//! `cargo xtask hmac-key`: rotation of the KMS key for API keys' hashes.

use std::process::{Command, Output};

use provision::DemoUser;
use serde_json::{Value, json};

use super::dev::{Dev, folder, free_port, xtask};
use super::partner::{Partner, access_token};
use super::secrets;
use crate::support::Call;

fn hmac_key(dev: &Dev, arguments: &[&str]) -> Output {
    Command::new(xtask()).arg("hmac-key").args(arguments).arg("--data").arg(&dev.data).output().unwrap()
}

#[track_caller]
fn refused(dev: &Dev, arguments: &[&str], why: &str) {
    let output = hmac_key(dev, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(why), "{arguments:?}: {said}");
}

#[track_caller]
fn done(dev: &Dev, arguments: &[&str]) -> String {
    let output = hmac_key(dev, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn api_keys_with_the_old_hmac_key_work_until_they_are_replaced() {
    let (port, folder) = (free_port(), folder("hmac-key"));
    let dev = Dev::start(port, &folder);
    let partner = Partner::new(&dev);
    let arn = done(&dev, &["create"]);
    assert!(arn.starts_with("arn:aws:kms:") && arn.contains(":key/"), "{arn}");
    // Corresponds to a deployment with `FurtherHmacKeyArns`.
    assert_eq!(dev.interrupt().code(), Some(0));
    let dev = &Dev::start(port, &folder);
    let (owner, admin) = (access_token(dev, DemoUser::Partner), access_token(dev, DemoUser::Admin));
    let uri = format!("/partner/v1/api-applications/{}", partner.id);
    let current = |shown: &Value| -> Vec<Value> {
        shown["apiKeys"].as_array().unwrap().iter().map(|key| key["hmacKeyCurrent"].clone()).collect()
    };
    let get = || dev.send(&Call::get(&uri).bearer(&owner)).expect(200);
    let rotations = || {
        let call = Call::get("/admin/v1/audit?action=HMAC_KEY_ROTATED").bearer(&admin);
        dev.send(&call).expect(200)["items"].clone()
    };
    partner.get(dev, "/api/v1/customers").expect(200);
    assert_eq!(current(&get()), [true], "a created key is not current yet");
    let admin_user = DemoUser::Admin.sign_in().subject;
    refused(dev, &["use", &arn, "--by", &DemoUser::Partner.sign_in().subject], "names no Nuvera admin");
    refused(dev, &["use", &arn, "--by", "nobody"], "names no Nuvera admin");
    refused(dev, &["use", "alias/nuvera", "--by", &admin_user], "must be the ARN of a KMS key, not of an alias");
    let unknown = format!("{}0000", &arn[..arn.len() - 4]);
    refused(dev, &["use", &unknown, "--by", &admin_user], "error");
    assert_eq!(rotations(), json!([]), "nothing changed");

    done(dev, &["use", &arn, "--by", &admin_user]);
    refused(dev, &["use", &arn, "--by", &admin_user], "hashed with this key already");
    let history = rotations();
    assert_eq!(history.as_array().unwrap().len(), 1);
    let entry = &history[0];
    assert_eq!((&entry["actor"]["userId"], &entry["actor"]["role"]), (&json!(admin_user), &json!("NUVERA_ADMIN")));
    assert_eq!((&entry["organizationId"], &entry["after"]), (&json!(null), &json!({ "hmacKey": arn })));

    // The former key still works, and its owner and an admin see its HMAC key.
    partner.get(dev, "/api/v1/customers").expect(200);
    assert_eq!(current(&get()), [false]);
    let organization = DemoUser::Partner.organization().unwrap();
    let seen = Call::get(&format!("/admin/v1/organizations/{organization}/api-applications/{}", partner.id));
    assert_eq!(current(&dev.send(&seen.bearer(&admin)).expect(200)), [false]);

    // A new API key uses the new HMAC key, and both work.
    let call = Call::post(&format!("{uri}/api-keys")).bearer(&owner).json(&json!({}));
    let created = dev.send(&call).expect(201);
    assert_eq!(current(&created), [false, true]);
    let renewed = Partner { api_key: created["apiKey"].as_str().unwrap().to_owned(), ..partner };
    secrets::api_key(&renewed.api_key);
    renewed.get(dev, "/api/v1/customers").expect(200);
    dev.assert_silent();
    dev.interrupt();
}
