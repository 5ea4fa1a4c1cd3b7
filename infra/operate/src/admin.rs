//! `cargo xtask admin`: makes a person a Nuvera admin. No route does: someone must appoint the first one, and an
//! admin's stolen token must not create others.

use anyhow::{Result, bail};
use commands::Deployment;
use contract::audit::AuditAction;
use contract::member::{Membership, Role, UserId};
use contract::value::Email;
use serde_json::json;
use store::WriteError;

use crate::deployment::{block_on, describe, entry, now, reach};
use provision::once;
use tools::say;

/// Makes the person with this `sub` an admin. Records it in the audit history.
///
/// # Errors
/// If the person is already a member of an organization, or the deployment cannot be reached.
pub fn appoint(deployment: &Deployment, user: &str, email: &str) -> Result<()> {
    let (user_id, email): (UserId, Email) = (user.parse()?, email.parse()?);
    block_on(async {
        let reached = reach(deployment)?;
        let now = now();
        let admin = Membership {
            user_id,
            email,
            role: Role::NuveraAdmin,
            organization_id: None,
            added_at: now,
            updated_at: now,
        };
        let after = json!({ "userId": admin.user_id, "email": admin.email, "role": admin.role });
        // The operator has permissions on the tables, but no user id here.
        let entry = entry("cargo xtask admin", now, AuditAction::MemberAdded, &admin, (None, after))?;
        match reached.store.memberships().appoint(&admin, &[entry], &once()?).await {
            Ok(()) => {}
            Err(WriteError::Store(error)) => return Err(describe(error)),
            Err(_) => bail!(
                "{} is known already, as a member of an organization, an admin, or a user of the customer platform. \
                 Nobody is two of these: remove that membership first, or name another user.",
                admin.user_id
            ),
        }
        say("A Nuvera admin from the next request on.");
        Ok(())
    })
}
