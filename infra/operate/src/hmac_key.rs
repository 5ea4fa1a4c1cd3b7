//! `cargo xtask hmac-key`: introduces another KMS key for hashing new API keys.
//!
//! API keys hashed with the previous key keep working, since each hash names its key. They migrate when their owners
//! replace them: no API key is rehashed without its owner.

use anyhow::{Context as _, Result, bail, ensure};
use aws_sdk_kms::types::{KeySpec, KeyState};
use commands::Deployment;
use contract::audit::AuditAction;
use contract::member::{Role, UserId};
use domain::application::HmacKeyArn;
use serde_json::json;
use store::RotateError;

use crate::deployment::{block_on, describe, entry, now, reach};
use provision::once;
use tools::{print, say};

/// Creates a KMS key for hashing API keys and prints its ARN. With `like`, copies that key's policy.
///
/// # Errors
/// If the deployment cannot be reached, or KMS refuses.
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
        let key = provision::create_hmac_key(&reached.kms, policy).await?;
        print(&key.arn.context("KMS gave the key no ARN")?);
        Ok(())
    })
}

/// Makes the KMS key `arn` hash new API keys. Records it in the audit history as an action of the admin `by`.
///
/// # Errors
/// If the key is not an enabled one for HMAC-SHA-256, `by` is not an admin, or the deployment cannot be reached.
pub fn introduce(deployment: &Deployment, arn: &str, by: &str) -> Result<()> {
    let next: HmacKeyArn = arn.parse().context("the KMS key")?;
    let by: UserId = by.parse().context("--by")?;
    block_on(async {
        let reached = reach(deployment)?;
        check(&reached.kms, &next).await?;
        let admin = reached.store.memberships().find(&by).await.map_err(describe)?;
        let admin = admin.filter(|member| member.role == Role::NuveraAdmin).context("--by names no Nuvera admin")?;
        let present = reached.store.deployment().hmac_key().await.map_err(describe)?;
        ensure!(present.as_ref() != Some(&next), "new API keys are hashed with this key already");
        let now = now();
        let key = |arn: &HmacKeyArn| json!({ "hmacKey": arn.as_str() });
        let change = (present.as_ref().map(key), key(&next));
        let entry = entry("cargo xtask hmac-key", now, AuditAction::HmacKeyRotated, &admin, change)?;
        match reached.store.deployment().rotate_hmac_key(present.as_ref(), &next, now, &[entry], &once()?).await {
            Ok(()) => {}
            Err(RotateError::Changed) => bail!("somebody else introduced a key at the same moment"),
            Err(RotateError::Store(error)) => return Err(describe(error)),
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
