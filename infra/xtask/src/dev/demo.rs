//! An API application to try the system with, made as a partner would make it.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use local::Stack;
use serde_json::{Value, json};

use crate::provision::DemoUser;
use crate::tools::say;

/// Where the demo application's secrets are.
pub(super) struct Demo {
    pub(super) api_key: PathBuf,
    pub(super) private_key: PathBuf,
}

/// Forgets the secrets of a demo application whose AWS somebody has deleted.
pub(super) fn forget_without_aws(data: &Path, aws: &Path) -> Result<()> {
    let folder = data.join("demo");
    if aws.exists() || !folder.exists() {
        return Ok(());
    }
    std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())
}

/// The demo application, made where there is none yet.
pub(super) async fn application(base_url: &str, stack: &Stack, data: &Path) -> Result<Demo> {
    let folder = data.join("demo");
    let demo = Demo { api_key: folder.join("api-key"), private_key: folder.join("private.pem") };
    if demo.api_key.exists() && demo.private_key.exists() {
        return Ok(demo);
    }
    say("Creating the demo application");
    std::fs::create_dir_all(&folder)?;
    let pair = signing::generate(signing::KeySize::Rsa3072)?;
    let body = json!({
        "name": format!("Demo {}", pair.fingerprint.get(..8).unwrap_or_default()),
        "publicKey": pair.public_pem,
        "permissions": contract::permission::Permission::ALL,
    });
    let token = stack.sign_in().access_token(&DemoUser::Partner.sign_in().username)?;
    let answer = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .post(format!("{base_url}/partner/v1/api-applications"))
        .bearer_auth(token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await?;
    let status = answer.status();
    let text = answer.text().await?;
    if status != reqwest::StatusCode::CREATED {
        bail!("{status}: {text}");
    }
    let created: Value = serde_json::from_str(&text)?;
    let api_key = created.get("apiKey").and_then(Value::as_str).context("the answer bears no apiKey")?;
    keep(&demo.private_key, pair.private_pem.expose())?;
    keep(&demo.api_key, api_key)?;
    Ok(demo)
}

fn keep(path: &Path, secret: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(secret.as_bytes())).with_context(|| path.display().to_string())
}
