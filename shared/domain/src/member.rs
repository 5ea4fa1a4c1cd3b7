//! Members of partner organizations: added and removed by admins.

use contract::audit::AuditAction::{MemberAdded, MemberRemoved};
use contract::audit::AuditActor;
use contract::id::OrganizationId;
use contract::member::{Membership, NewMember, Role, UserId};
use contract::time::Timestamp;
use serde_json::json;

use crate::change::{Decision, Step, Subject};
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::Entity;

/// Membership after a person was added to `organization`. An existing member keeps the day of joining.
///
/// # Errors
/// [`CommandError::Conflict`] if the person is a member of another organization, or has another role.
pub fn put(
    before: Option<&Membership>,
    organization: &OrganizationId,
    user: &UserId,
    new: &NewMember,
    moment: &Moment,
) -> Result<Decision<Membership>, CommandError> {
    if before.is_some_and(|membership| !belongs(membership, organization)) {
        let detail =
            "The person is a member of another organization, or has another role. Remove that membership first.";
        return Err(CommandError::Conflict(detail.into()));
    }
    Ok(Decision::to(Membership {
        user_id: user.clone(),
        email: new.email.clone(),
        role: Role::PartnerUser,
        organization_id: Some(organization.clone()),
        added_at: before.map_or(moment.at(), |membership| membership.added_at),
        updated_at: moment.at(),
    }))
}

/// Removes a member of `organization`.
///
/// # Errors
/// [`CommandError::NotFound`] if the person is not a member.
pub fn remove(before: &Membership, organization: &OrganizationId) -> Result<Decision<Membership>, CommandError> {
    if belongs(before, organization) { Ok(Decision::remove()) } else { Err(CommandError::NotFound) }
}

/// Returns true if `membership` belongs to a user of `organization`.
fn belongs(membership: &Membership, organization: &OrganizationId) -> bool {
    membership.role == Role::PartnerUser && membership.organization_id.as_ref() == Some(organization)
}

impl Entity for Membership {
    type Line = ();
    type Remark = ();

    const ONLY_WITH_HISTORY: bool = true;
    const OVERTAKEN: &'static str =
        "Another request changed the person's membership at the same time. Send the request again.";

    fn id(&self) -> &str {
        self.user_id.as_str()
    }
    /// Always 0: the optimistic lock is on the fields themselves.
    fn revision(&self) -> u64 {
        0
    }
    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }
    fn stamp(&mut self, _: u64, updated_at: Timestamp) {
        self.updated_at = updated_at;
    }
    fn subject(&self) -> Subject {
        Subject { organization: self.organization_id.clone(), ..Subject::default() }
    }
    fn history(before: Option<&Self>, after: Option<&Self>, (): &(), _: &AuditActor) -> Vec<Step> {
        let state = |member: &Self| json!({ "userId": member.user_id, "email": member.email, "role": member.role });
        let (before, after) = (before.map(state), after.map(state));
        match (before, after) {
            (before, after) if before == after => Vec::new(),
            (before, None) => vec![Step { action: MemberRemoved, before, after: None }],
            (before, after) => vec![Step { action: MemberAdded, before, after }],
        }
    }
}
