//! Demo data of a fresh system, created through the API. These are rates and an API application.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use local::Stack;
use serde_json::{Value, json};

use provision::DemoUser;
use tools::say;

/// Files with the secrets of the demo application.
pub(super) struct Demo {
    pub(super) api_key: PathBuf,
    pub(super) private_key: PathBuf,
}

/// Deletes the demo application's secrets if its AWS data is gone.
pub(super) fn forget_without_aws(data: &Path, aws: &Path) -> Result<()> {
    let folder = data.join("demo");
    if aws.exists() || !folder.exists() {
        return Ok(());
    }
    std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())
}

/// Returns the demo application. In a fresh system, creates it and the rates.
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
    let rates = rates();
    send(stack, DemoUser::Admin, reqwest::Method::PUT, &format!("{base_url}/admin/v1/rates"), &rates).await?;
    let applications = format!("{base_url}/partner/v1/api-applications");
    let created = send(stack, DemoUser::Partner, reqwest::Method::POST, &applications, &body).await?;
    let api_key = created.get("apiKey").and_then(Value::as_str).context("the answer bears no apiKey")?;
    keep(&demo.private_key, pair.private_pem.expose())?;
    keep(&demo.api_key, api_key)?;
    Ok(demo)
}

/// Returns invented, round rates for quotes.
fn rates() -> Value {
    let rate = |(source, target, rate): (&str, &str, &str)| {
        json!({
            "sourceCurrencyCode": source, "targetCurrencyCode": target, "rate": rate, "feeFixed": "1", "feePercent": "0.5",
        })
    };
    let pairs = [
        ("USD", "USD", "1"),
        ("USD", "SGD", "1.3"),
        ("USD", "MXN", "18"),
        ("USD", "XOF", "600"),
        ("SGD", "USD", "0.75"),
        ("USDC", "USD", "1"),
        ("USDT", "USD", "1"),
    ];
    json!({ "rates": pairs.map(rate) })
}

async fn send(stack: &Stack, user: DemoUser, method: reqwest::Method, url: &str, body: &Value) -> Result<Value> {
    let token = stack.sign_in().access_token(&user.sign_in().username)?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.request(method, url).bearer_auth(token).header("content-type", "application/json");
    let answer = request.body(body.to_string()).send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    if !status.is_success() {
        bail!("{status}: {text}");
    }
    Ok(serde_json::from_str(&text)?)
}

fn keep(path: &Path, secret: &str) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(secret.as_bytes())).with_context(|| path.display().to_string())
}
