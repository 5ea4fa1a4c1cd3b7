//! Deployment that an operator's command works on.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use commands::Deployment;
use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{AuditId, IdSeed};
use contract::member::Membership;
use contract::time::Timestamp;
use serde_json::Value;
use store::Store;

use dev::Description;
use provision::TABLE_PREFIX;

/// Clients for the deployment's data and keys.
pub(crate) struct Reached {
    pub(crate) store: Store,
    pub(crate) kms: aws_sdk_kms::Client,
}

pub(crate) fn reach(deployment: &Deployment) -> Result<Reached> {
    let (cloud, dynamodb, kms, prefix) = match &deployment.stack {
        Some(name) => (environment()?, None, None, format!("{name}-")),
        None => {
            let aws = Description::read(&deployment.data.clone().unwrap_or_else(tools::data_folder))?.aws;
            (provision::cloud(), Some(aws.dynamodb), Some(aws.kms), TABLE_PREFIX.to_owned())
        }
    };
    Ok(Reached {
        store: Store::new(&cloud.service(dynamodb.as_deref()), prefix),
        kms: provision::kms_client(&cloud.service(kms.as_deref())),
    })
}

/// Returns the AWS settings of the environment: account and region.
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

pub(crate) fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Converts an error of the store.
#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
pub(crate) fn describe(error: store::StoreError) -> anyhow::Error {
    anyhow::anyhow!("{}", error.cause())
}

#[expect(clippy::disallowed_methods, reason = "a tool has no Context")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Returns the audit entry of a command, with the value before and after.
pub(crate) fn entry(
    command: &str,
    now: Timestamp,
    action: AuditAction,
    actor: &Membership,
    change: (Option<Value>, Value),
) -> Result<AuditEntry> {
    let random = u128::from_be_bytes(provision::random()?);
    let seed = IdSeed { millis: u64::try_from(now.millis())?, random };
    Ok(AuditEntry {
        id: AuditId::new(seed),
        at: now,
        action,
        actor: AuditActor { user_id: actor.user_id.clone(), email: actor.email.clone(), role: actor.role },
        organization_id: None,
        application_id: None,
        record_id: None,
        before: change.0,
        after: Some(change.1),
        source_ip: String::new(),
        request_id: command.to_owned(),
    })
}
