//! The audit history of a change: the difference between what was and what is. Never a secret, never a hash.

use contract::application::{ApiKeyRecord, ApplicationRecord, SigningKeyRecord};
use contract::audit::AuditAction::*;
use contract::audit::{AuditActor, AuditEntry};
use contract::id::{ApplicationId, OrganizationId};
use contract::member::Membership;
use contract::organization::Organization;
use runtime::{Context, Moment, Step, Subject};
use serde_json::{Value, json};

use crate::manager::Manager;

/// History entries for `steps` of an application.
pub(crate) fn entries(
    cx: &Context,
    manager: &Manager,
    application: &ApplicationId,
    steps: Vec<Step>,
    moment: &Moment,
) -> Vec<AuditEntry> {
    let subject =
        Subject { organization: Some(manager.organization()), application: Some(application), ..Subject::default() };
    cx.history(manager.actor(), subject, steps, moment)
}

/// History entries for `steps` of an organization or its members.
pub(crate) fn entries_of_organization(
    cx: &Context,
    actor: &AuditActor,
    organization: &OrganizationId,
    steps: Vec<Step>,
    moment: &Moment,
) -> Vec<AuditEntry> {
    cx.history(actor, Subject { organization: Some(organization), ..Subject::default() }, steps, moment)
}

/// History of a change of an application by `actor`.
pub(crate) fn of_application(
    actor: &AuditActor,
    before: Option<&ApplicationRecord>,
    after: Option<&ApplicationRecord>,
) -> Vec<Step> {
    let steps = match (before, after) {
        (None, None) => Vec::new(),
        (None, Some(after)) => vec![(ApplicationCreated, None, Some(application(after)))],
        (Some(before), None) => vec![(ApplicationDeleted, Some(application(before)), None)],
        (Some(before), Some(after)) => changes(before, after),
    };
    key_shown_to(actor, steps)
}

fn changes(before: &ApplicationRecord, after: &ApplicationRecord) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut changed = |action, name: &str, before: Value, after: Value| {
        if before != after {
            steps.push((action, Some(json!({ name: before })), Some(json!({ name: after }))));
        }
    };
    changed(ApplicationRenamed, "name", json!(before.name), json!(after.name));
    changed(PermissionsChanged, "permissions", json!(before.permissions), json!(after.permissions));
    changed(SourceIpsChanged, "allowedSourceIps", json!(before.allowed_source_ips), json!(after.allowed_source_ips));
    let rule = |record: &ApplicationRecord| json!(record.require_signed_headers);
    changed(HeaderRulesChanged, "requireSignedHeaders", rule(before), rule(after));
    let switched = if after.enabled { ApplicationEnabled } else { ApplicationDisabled };
    changed(switched, "enabled", json!(before.enabled), json!(after.enabled));
    let current = |record: &ApplicationRecord| record.signing_keys.first().map(|held| held.key.fingerprint().clone());
    if current(before) != current(after) {
        let held = |record: &ApplicationRecord| Some(json!({ "signingKeys": signing_keys(&record.signing_keys) }));
        steps.push((SigningKeyReplaced, held(before), held(after)));
    }
    for key in &after.api_keys {
        let was = before.api_keys.iter().find(|was| was.id == key.id);
        let action = match was {
            None => ApiKeyCreated,
            Some(was) if was.revoked_at != key.revoked_at => ApiKeyRevoked,
            Some(was) if was.expires_at != key.expires_at => ApiKeyExpiring,
            Some(_) => continue,
        };
        let told = |key| json!({ "apiKey": api_key(key) });
        steps.push((action, was.map(told), Some(told(key))));
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
    let told = |held: &SigningKeyRecord| json!({ "fingerprint": held.key.fingerprint(), "bits": held.key.bits(), "retiresAt": held.retires_at });
    keys.iter().map(told).collect()
}

/// Adds to the steps that made an API key whom it was shown to: an admin hands it over.
fn key_shown_to(actor: &AuditActor, mut steps: Vec<Step>) -> Vec<Step> {
    for (action, _, after) in &mut steps {
        if matches!(action, ApplicationCreated | ApiKeyCreated)
            && let Some(Value::Object(after)) = after
        {
            after.insert("apiKeyShownTo".to_owned(), json!({ "userId": actor.user_id, "role": actor.role }));
        }
    }
    steps
}

/// What was done to an organization.
pub(crate) fn of_organization(before: Option<&Organization>, after: &Organization) -> Vec<Step> {
    let Some(before) = before else {
        return vec![(OrganizationCreated, None, Some(json!({ "name": after.name, "enabled": after.enabled })))];
    };
    let mut steps = Vec::new();
    if before.name != after.name {
        let named = |organization: &Organization| Some(json!({ "name": organization.name }));
        steps.push((OrganizationRenamed, named(before), named(after)));
    }
    if before.enabled != after.enabled {
        let action = if after.enabled { OrganizationEnabled } else { OrganizationDisabled };
        let state = |organization: &Organization| Some(json!({ "enabled": organization.enabled }));
        steps.push((action, state(before), state(after)));
    }
    steps
}

/// What was done to a membership.
pub(crate) fn of_member(before: Option<&Membership>, after: Option<&Membership>) -> Vec<Step> {
    let told = |member: &Membership| json!({ "userId": member.user_id, "email": member.email, "role": member.role });
    let (before, after) = (before.map(told), after.map(told));
    match (before, after) {
        (before, after) if before == after => Vec::new(),
        (before, None) => vec![(MemberRemoved, before, None)],
        (before, after) => vec![(MemberAdded, before, after)],
    }
}
