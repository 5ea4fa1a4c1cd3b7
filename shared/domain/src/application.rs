//! API applications: record, credentials and their rotation, and view.

mod credentials;
mod history;
mod record;
mod view;

use contract::application::{ApplicationPatch, NewApplication};
use contract::audit::AuditActor;
use contract::id::{ApplicationId, OrganizationId};
use contract::member::UserId;
use contract::signing_key::SHARED_PRIME;

use crate::change::{Decision, Step, Subject};
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Entity, stamped};

pub use credentials::{add_api_key, check_future, check_rotation, replace_signing_key, revoke_api_key};
pub use record::{ApiKeyRecord, ApplicationRecord, HmacKeyArn, LastUse, Mac, SigningKeyRecord};
pub use view::view;

/// New application, enabled, with its first API key.
pub fn create(
    id: &ApplicationId,
    organization: &OrganizationId,
    creator: &UserId,
    new: &NewApplication,
    api_key: ApiKeyRecord,
    moment: &Moment,
) -> ApplicationRecord {
    ApplicationRecord {
        id: id.clone(),
        organization: organization.clone(),
        name: new.name.clone(),
        permissions: new.permissions,
        enabled: true,
        organization_enabled: true,
        allowed_source_ips: new.allowed_source_ips.as_ref().map(|list| list.as_slice().to_vec()).unwrap_or_default(),
        require_signed_headers: new.require_signed_headers.unwrap_or_default(),
        api_keys: vec![api_key],
        signing_keys: vec![SigningKeyRecord {
            key: new.public_key.clone(),
            installed_at: moment.at(),
            retires_at: None,
        }],
        created_at: moment.at(),
        created_by: creator.clone(),
        updated_at: moment.at(),
        revision: 1,
    }
}

/// Application after a patch.
pub fn edit(application: &ApplicationRecord, patch: &ApplicationPatch) -> Decision<ApplicationRecord> {
    let ApplicationPatch { name, permissions, enabled, allowed_source_ips, require_signed_headers } = patch.clone();
    let before = application.clone();
    Decision::to(ApplicationRecord {
        name: name.into_option().unwrap_or(before.name),
        permissions: permissions.into_option().unwrap_or(before.permissions),
        enabled: enabled.into_option().unwrap_or(before.enabled),
        allowed_source_ips: allowed_source_ips
            .into_option()
            .map_or(before.allowed_source_ips, |list| list.as_slice().to_vec()),
        require_signed_headers: require_signed_headers.into_option().unwrap_or(before.require_signed_headers),
        ..before
    })
}

/// Refusal of a name that is taken in the organization.
pub fn name_taken() -> CommandError {
    CommandError::taken("/name", "is the name of another application of the organization; choose another name")
}

/// Refusal of a name that looks like another of the organization. Not a conflict of two requests.
pub fn name_alike() -> CommandError {
    let reason = "looks like the name of another application of the organization; choose one that differs visibly";
    CommandError::invalid("/name", reason)
}

/// Refusal of a signing key that is registered for another application.
pub fn signing_key_taken() -> CommandError {
    let reason = "is the signing key of another application; create a key pair for each application";
    CommandError::taken("/publicKey", reason)
}

/// Refusal of a signing key with a registered key's prime.
pub fn shared_prime() -> CommandError {
    CommandError::taken("/publicKey", SHARED_PRIME)
}

/// Refusal of an application beyond the organization's maximum.
pub const fn too_many() -> CommandError {
    CommandError::Conflict(std::borrow::Cow::Borrowed(
        "The organization has the maximum number of applications. Delete one first.",
    ))
}

impl Entity for ApplicationRecord {
    type Line = ();
    type Remark = ();

    const ONLY_WITH_HISTORY: bool = true;
    const OVERTAKEN: &'static str =
        "Another request changed the application at the same time. Read the application again, then retry.";

    stamped!();
    fn subject(&self) -> Subject {
        Subject {
            organization: Some(self.organization.clone()),
            application: Some(self.id.clone()),
            ..Subject::default()
        }
    }
    fn history(before: Option<&Self>, after: Option<&Self>, (): &(), actor: &AuditActor) -> Vec<Step> {
        history::steps(before, after, actor)
    }
}
