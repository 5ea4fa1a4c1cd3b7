//! Audit steps of a change of an application: the differences between two states.

use contract::audit::AuditAction::{
    self, ApiKeyCreated, ApiKeyExpiring, ApiKeyRevoked, ApplicationCreated, ApplicationDeleted, ApplicationDisabled,
    ApplicationEnabled, ApplicationRenamed, HeaderRulesChanged, PermissionsChanged, SigningKeyReplaced,
    SourceIpsChanged,
};
use contract::audit::AuditActor;
use serde_json::{Value, json};

use super::record::{ApiKeyRecord, ApplicationRecord, SigningKeyRecord};
use crate::change::Step;

/// Returns the steps from one state to another, without secrets or hashes.
pub(super) fn steps(
    before: Option<&ApplicationRecord>,
    after: Option<&ApplicationRecord>,
    actor: &AuditActor,
) -> Vec<Step> {
    let steps = match (before, after) {
        (None, None) => Vec::new(),
        (None, Some(after)) => vec![step(ApplicationCreated, None, Some(application(after)))],
        (Some(before), None) => vec![step(ApplicationDeleted, Some(application(before)), None)],
        (Some(before), Some(after)) => changes(before, after),
    };
    with_recipient(actor, steps)
}

const fn step(action: AuditAction, before: Option<Value>, after: Option<Value>) -> Step {
    Step { action, before, after }
}

fn changes(before: &ApplicationRecord, after: &ApplicationRecord) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut compare = |action, name: &str, before: Value, after: Value| {
        if before != after {
            steps.push(step(action, Some(json!({ name: before })), Some(json!({ name: after }))));
        }
    };
    compare(ApplicationRenamed, "name", json!(before.name), json!(after.name));
    compare(PermissionsChanged, "permissions", json!(before.permissions), json!(after.permissions));
    compare(SourceIpsChanged, "allowedSourceIps", json!(before.allowed_source_ips), json!(after.allowed_source_ips));
    let rule = |record: &ApplicationRecord| json!(record.require_signed_headers);
    compare(HeaderRulesChanged, "requireSignedHeaders", rule(before), rule(after));
    let switched = if after.enabled { ApplicationEnabled } else { ApplicationDisabled };
    compare(switched, "enabled", json!(before.enabled), json!(after.enabled));
    let current = |record: &ApplicationRecord| record.signing_keys.first().map(|held| held.key.fingerprint().clone());
    if current(before) != current(after) {
        let keys = |record: &ApplicationRecord| Some(json!({ "signingKeys": signing_keys(&record.signing_keys) }));
        steps.push(step(SigningKeyReplaced, keys(before), keys(after)));
    }
    for key in &after.api_keys {
        let was = before.api_keys.iter().find(|was| was.id == key.id);
        let action = match was {
            None => ApiKeyCreated,
            Some(was) if was.revoked_at != key.revoked_at => ApiKeyRevoked,
            Some(was) if was.expires_at != key.expires_at => ApiKeyExpiring,
            Some(_) => continue,
        };
        let state = |key| json!({ "apiKey": api_key(key) });
        steps.push(step(action, was.map(state), Some(state(key))));
    }
    steps
}

fn application(record: &ApplicationRecord) -> Value {
    json!({
        "name": record.name,
        "enabled": record.enabled,
        "permissions": record.permissions,
        "allowedSourceIps": record.allowed_source_ips,
        "requireSignedHeaders": record.require_signed_headers,
        "apiKeys": record.api_keys.iter().map(api_key).collect::<Vec<_>>(),
        "signingKeys": signing_keys(&record.signing_keys),
    })
}

fn api_key(key: &ApiKeyRecord) -> Value {
    json!({
        "id": key.id,
        "prefix": key.prefix,
        "lastFour": key.last_four,
        "expiresAt": key.expires_at,
        "revokedAt": key.revoked_at,
    })
}

fn signing_keys(keys: &[SigningKeyRecord]) -> Vec<Value> {
    let state = |held: &SigningKeyRecord| json!({ "fingerprint": held.key.fingerprint(), "bits": held.key.bits(), "retiresAt": held.retires_at });
    keys.iter().map(state).collect()
}

/// Adds the person who saw a new API key: an admin hands it over.
fn with_recipient(actor: &AuditActor, mut steps: Vec<Step>) -> Vec<Step> {
    for step in &mut steps {
        if matches!(step.action, ApplicationCreated | ApiKeyCreated)
            && let Some(Value::Object(after)) = &mut step.after
        {
            after.insert("apiKeyShownTo".to_owned(), json!({ "userId": actor.user_id, "role": actor.role }));
        }
    }
    steps
}
