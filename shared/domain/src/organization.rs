//! Partner organizations: creation, renaming, enabling and disabling.

use contract::audit::AuditAction::{
    OrganizationCreated, OrganizationDisabled, OrganizationEnabled, OrganizationRenamed,
};
use contract::audit::AuditActor;
use contract::id::OrganizationId;
use contract::organization::{NewOrganization, Organization, OrganizationKind, OrganizationPatch};
use serde_json::json;

use crate::change::{Decision, Step, Subject};
use crate::moment::Moment;
use crate::record::{Entity, stamped};

/// New organization, enabled.
pub fn create(new: &NewOrganization, moment: &Moment) -> Organization {
    Organization {
        id: OrganizationId::new(moment.next_id()),
        name: new.name.clone(),
        kind: OrganizationKind::Partner,
        enabled: true,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    }
}

/// Organization after a patch.
pub fn edit(organization: &Organization, patch: &OrganizationPatch) -> Decision<Organization> {
    Decision::to(Organization {
        name: patch.name.clone().into_option().unwrap_or_else(|| organization.name.clone()),
        enabled: patch.enabled.into_option().unwrap_or(organization.enabled),
        ..organization.clone()
    })
}

impl Entity for Organization {
    type Line = ();
    type Remark = ();

    const ONLY_WITH_HISTORY: bool = true;
    const OVERTAKEN: &'static str =
        "Another request changed the organization at the same time. Read the organization again, then retry.";

    stamped!();
    fn subject(&self) -> Subject {
        Subject { organization: Some(self.id.clone()), ..Subject::default() }
    }
    fn history(before: Option<&Self>, after: Option<&Self>, (): &(), _: &AuditActor) -> Vec<Step> {
        let Some(after) = after else { return Vec::new() };
        let Some(before) = before else {
            let state = json!({ "name": after.name, "enabled": after.enabled });
            return vec![Step { action: OrganizationCreated, before: None, after: Some(state) }];
        };
        let mut steps = Vec::new();
        if before.name != after.name {
            let name = |organization: &Self| Some(json!({ "name": organization.name }));
            steps.push(Step { action: OrganizationRenamed, before: name(before), after: name(after) });
        }
        if before.enabled != after.enabled {
            let action = if after.enabled { OrganizationEnabled } else { OrganizationDisabled };
            let enabled = |organization: &Self| Some(json!({ "enabled": organization.enabled }));
            steps.push(Step { action, before: enabled(before), after: enabled(after) });
        }
        steps
    }
}
