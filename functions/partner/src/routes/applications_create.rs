//! POST /partner/v1/api-applications

use contract::application::{
    ApiKeyRecord, Application, ApplicationCreated, ApplicationRecord, NewApplication, RevealedKey, SigningKeyRecord,
};
use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{ApplicationId, AuditId};
use contract::member::Role;
use contract::problem::FieldError;
use contract::routes::CreateApplication;
use runtime::{ByPartnerUser, Context, Endpoint, Failure, Outcome};
use serde_json::json;
use store::CreateApplicationError;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<CreateApplication, _>(handle)
}

/// Creates an API application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`, `conflict` where name or signing key is taken or there are too many.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApplication>) -> Outcome<CreateApplication> {
    let (user, new) = (request.user, request.input.body);
    check_expiry(&new, cx)?;
    let id = ApplicationId::new(cx.next_id());
    let issued = cx.key_hash().issue(cx.config().key_mode, &id, &cx.config().hmac_key, cx.key_random()).await?;
    let record = ApplicationRecord {
        id,
        organization: user.organization().clone(),
        name: new.name,
        permissions: new.permissions,
        enabled: true,
        organization_enabled: true,
        allowed_source_ips: new.allowed_source_ips.map(|list| list.as_slice().to_vec()).unwrap_or_default(),
        api_keys: vec![ApiKeyRecord {
            id: issued.key.id().clone(),
            prefix: issued.key.displayed_prefix().to_owned(),
            last_four: issued.key.last_four().to_owned(),
            mac: issued.mac,
            hmac_key: issued.hmac_key,
            created_at: cx.now(),
            expires_at: new.key_expires_at,
            revoked_at: None,
        }],
        signing_keys: vec![SigningKeyRecord { key: new.public_key, installed_at: cx.now(), retires_at: None }],
        created_at: cx.now(),
        created_by: user.user_id().clone(),
        updated_at: cx.now(),
        revision: 1,
    };
    let application = Application::of(record.clone(), &[], cx.now());
    let audit = AuditEntry {
        id: AuditId::new(cx.next_id()),
        at: cx.now(),
        action: AuditAction::ApplicationCreated,
        actor: AuditActor { user_id: user.user_id().clone(), email: user.email().clone(), role: Role::PartnerUser },
        organization_id: record.organization.clone(),
        application_id: Some(record.id.clone()),
        before: None,
        after: Some(json!(application)),
        source_ip: cx.source_ip(),
        request_id: cx.request_id().to_owned(),
    };
    cx.store().applications(user.organization()).create(&record, &audit).await.map_err(failure)?;
    Ok(ApplicationCreated { application, api_key: RevealedKey::once(issued.key) })
}

fn check_expiry(new: &NewApplication, cx: &Context) -> Result<(), Failure> {
    if new.key_expires_at.is_none_or(|end| end > cx.now()) {
        return Ok(());
    }
    Err(Failure::Invalid(vec![FieldError {
        pointer: "/keyExpiresAt".to_owned(),
        reason: "must lie in the future".to_owned(),
    }]))
}

fn failure(error: CreateApplicationError) -> Failure {
    let taken = |pointer: &str, reason: &str| {
        Failure::Taken(FieldError { pointer: pointer.to_owned(), reason: reason.to_owned() })
    };
    match error {
        CreateApplicationError::NameTaken => taken("/name", "is the name of another application of the organization"),
        CreateApplicationError::SigningKeyTaken => {
            taken("/publicKey", "is the signing key of another application; each needs its own")
        }
        CreateApplicationError::OrganizationDisabled => Failure::OrganizationDisabled,
        CreateApplicationError::TooMany => {
            Failure::Conflict("The organization has as many applications as it may. Delete one first.")
        }
        CreateApplicationError::Busy => {
            Failure::Conflict("Another application of the organization is being changed at this moment. Try again.")
        }
        CreateApplicationError::Store(error) => error.into(),
    }
}
