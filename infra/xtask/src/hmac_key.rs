//! `cargo xtask hmac-key`: introduces another KMS key to hash new API keys with.
//!
//! API keys that were hashed with the one before keep working, since each names the key of its hash; they move on as
//! their owners replace them. Nothing is hashed again behind anybody's back.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail, ensure};
use aws_sdk_kms::types::{KeySpec, KeyState, KeyUsageType};
use contract::application::HmacKeyArn;
use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{AuditId, IdSeed};
use contract::member::{Role, UserId};
use contract::time::Timestamp;
use serde_json::json;
use store::{RotateError, Store};

use crate::dev::Description;
use crate::provision::{self, TABLE_PREFIX};
use crate::tools::{print, say};

/// Which deployment.
#[derive(Debug)]
pub enum Deployment {
    /// The `dev` that runs with this data folder.
    Dev(PathBuf),
    /// A stack of this name, in the account and region that the environment leads to.
    Stack(String),
}

struct Reached {
    store: Store,
    kms: aws_sdk_kms::Client,
}

/// Makes a KMS key for hashing API keys and prints its ARN. With `like`, it gets that key's policy.
///
/// # Errors
/// Where the deployment cannot be reached, or KMS refuses.
pub fn create(deployment: &Deployment, like: Option<&str>) -> Result<()> {
    block_on(async {
        let reached = reach(deployment)?;
        let policy = match like {
            Some(key) => {
                let policy = reached.kms.get_key_policy().key_id(key).policy_name("default").send().await?;
                Some(policy.policy.context("the key has no policy")?)
            }
            None => None,
        };
        let created = reached
            .kms
            .create_key()
            .key_spec(KeySpec::Hmac256)
            .key_usage(KeyUsageType::GenerateVerifyMac)
            .description("Hashes API keys")
            .set_policy(policy)
            .send()
            .await?;
        print(&created.key_metadata.and_then(|made| made.arn).context("KMS gave the key no ARN")?);
        Ok(())
    })
}

/// Has new API keys hashed with the KMS key `arn`, and writes into the audit history that the admin `by` did so.
///
/// # Errors
/// Where the key is none for HMAC-SHA-256 or not enabled, `by` is no admin, or the deployment cannot be reached.
pub fn introduce(deployment: &Deployment, arn: &str, by: &str) -> Result<()> {
    let next: HmacKeyArn = arn.parse().context("the KMS key")?;
    let by: UserId = by.parse().context("--by")?;
    block_on(async {
        let reached = reach(deployment)?;
        check(&reached.kms, &next).await?;
        let admin = reached.store.memberships().find(&by).await.map_err(told)?;
        let admin = admin.filter(|member| member.role == Role::NuveraAdmin).context("--by names no Nuvera admin")?;
        let present = reached.store.deployment().hmac_key().await.map_err(told)?;
        ensure!(present.as_ref() != Some(&next), "new API keys are hashed with this key already");
        let now = now();
        let key = |arn: &HmacKeyArn| json!({ "hmacKey": arn.as_str() });
        let entry = AuditEntry {
            id: AuditId::new(IdSeed { millis: u64::try_from(now.millis())?, random: random()? }),
            at: now,
            action: AuditAction::HmacKeyRotated,
            actor: AuditActor { user_id: admin.user_id, email: admin.email, role: admin.role },
            organization_id: None,
            application_id: None,
            before: present.as_ref().map(key),
            after: Some(key(&next)),
            source_ip: String::new(),
            request_id: "cargo xtask hmac-key".to_owned(),
        };
        match reached.store.deployment().rotate_hmac_key(present.as_ref(), &next, now, &[entry]).await {
            Ok(()) => {}
            Err(RotateError::Changed) => bail!("somebody else introduced a key at the same moment"),
            Err(RotateError::Store(error)) => return Err(told(error)),
        }
        say("New API keys are hashed with this key from now on; those there are keep working until they are replaced.");
        Ok(())
    })
}

async fn check(kms: &aws_sdk_kms::Client, key: &HmacKeyArn) -> Result<()> {
    let found = kms.describe_key().key_id(key.as_str()).send().await?.key_metadata.context("no such KMS key")?;
    ensure!(found.key_spec == Some(KeySpec::Hmac256), "the KMS key is none of HMAC_256");
    ensure!(found.key_state == Some(KeyState::Enabled), "the KMS key is not enabled");
    Ok(())
}

fn reach(deployment: &Deployment) -> Result<Reached> {
    let (cloud, dynamodb, kms, prefix) = match deployment {
        Deployment::Dev(data) => {
            let aws = Description::read(Path::new(data))?.aws;
            (provision::cloud(), Some(aws.dynamodb), Some(aws.kms), TABLE_PREFIX.to_owned())
        }
        Deployment::Stack(name) => (environment()?, None, None, format!("{name}-")),
    };
    let kms = aws_sdk_kms::config::Builder::from(cloud.service(kms.as_deref()).config())
        .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
        .build();
    Ok(Reached {
        store: Store::new(&cloud.service(dynamodb.as_deref()), prefix),
        kms: aws_sdk_kms::Client::from_conf(kms),
    })
}

/// The account and region that the environment leads to.
fn environment() -> Result<cloud::Cloud> {
    #[expect(clippy::disallowed_methods, reason = "an operator's tool reads the operator's environment")]
    let optional = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let required = |name: &str| optional(name).with_context(|| format!("the environment variable {name} is not set"));
    Ok(cloud::Cloud::new(cloud::Settings {
        region: required("AWS_REGION")?,
        access_key_id: required("AWS_ACCESS_KEY_ID")?,
        secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
        session_token: optional("AWS_SESSION_TOKEN"),
    }))
}

fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn told(error: store::StoreError) -> anyhow::Error {
    anyhow::anyhow!("{}", error.cause())
}

#[expect(clippy::disallowed_methods, reason = "a tool has no Context")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn random() -> Result<u128> {
    let mut bytes = [0; 16];
    #[expect(clippy::disallowed_methods, reason = "a tool has no Context")]
    getrandom::fill(&mut bytes)?;
    Ok(u128::from_be_bytes(bytes))
}
