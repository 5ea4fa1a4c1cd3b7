//! Makers of an organization's credentials, who cannot decide its payments for some days.

use contract::audit::{AuditAction, AuditEntry};
use contract::id::OrganizationId;
use contract::member::UserId;
use contract::table::Table;

use super::organizations::partition;
use crate::error::StoreError;
use crate::item::{Item, key, text};
use crate::transaction::{Meaning, Transaction};

/// Key of the item with the time of a person's last credential.
pub(crate) fn credential_key(organization: &OrganizationId, user: &UserId) -> Item {
    key(partition(organization), format!("CREDENTIAL_BY#{user}"))
}

/// Returns true if `action` creates a credential for signing requests.
const fn makes_credential(action: AuditAction) -> bool {
    matches!(action, AuditAction::ApplicationCreated | AuditAction::ApiKeyCreated | AuditAction::SigningKeyReplaced)
}

impl<E> Transaction<'_, E> {
    /// Records the maker of credentials in `history`.
    pub(super) fn note_makers(
        &mut self,
        organization: &OrganizationId,
        history: &[AuditEntry],
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        // All entries of a transaction have the same actor.
        let Some(entry) = history.iter().find(|entry| makes_credential(entry.action)) else { return Ok(()) };
        let mut item = credential_key(organization, &entry.actor.user_id);
        item.insert("madeAt".to_owned(), text(entry.at.to_string()));
        self.put(Table::Access, item, |put| put, meaning)
    }
}
