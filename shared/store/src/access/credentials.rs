//! Makers of an organization's credentials: for a while they decide none of its payments.

use contract::audit::{AuditAction, AuditEntry};
use contract::id::OrganizationId;
use contract::member::UserId;
use contract::table::Table;

use super::organizations::partition;
use crate::error::StoreError;
use crate::item::{Item, key, text};
use crate::transaction::{Meaning, Transaction};

/// Place that says when a person last made a credential of the organization.
pub(crate) fn credential_key(organization: &OrganizationId, user: &UserId) -> Item {
    key(partition(organization), format!("CREDENTIAL_BY#{user}"))
}

/// Whether an entry tells that somebody got hold of a way to sign requests.
const fn makes_credential(action: AuditAction) -> bool {
    matches!(action, AuditAction::ApplicationCreated | AuditAction::ApiKeyCreated | AuditAction::SigningKeyReplaced)
}

impl<E> Transaction<'_, E> {
    /// Notes who made credentials, as the history of the same transaction tells it.
    pub(super) fn note_makers(
        &mut self,
        organization: &OrganizationId,
        history: &[AuditEntry],
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        // One transaction is one person's.
        let Some(entry) = history.iter().find(|entry| makes_credential(entry.action)) else { return Ok(()) };
        let mut item = credential_key(organization, &entry.actor.user_id);
        item.insert("madeAt".to_owned(), text(entry.at.to_string()));
        self.put(Table::Access, item, |put| put, meaning)
    }
}
