//! What the records of an organization have in common.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::activity::{Activity, EntityType};
use crate::audit::AuditAction;
use crate::document::Naming;
use crate::id::{CustomerId, OrganizationId};
use crate::requirement::Requirement;
use crate::table::Table;
use crate::time::Timestamp;

/// A record that belongs to one organization, has a status, and counts its changes.
pub trait Record: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The table that it lies in.
    const TABLE: Table;
    /// What is written below it, line by line, and never changed.
    type Line: Line;

    /// Whose it is.
    fn organization(&self) -> &OrganizationId;
    /// The id of the record that it lies below, where it lies below one.
    fn parent(&self) -> Option<&str> {
        None
    }
    /// Its id.
    fn id(&self) -> &str;
    /// The name of its status.
    fn status(&self) -> &'static str;
    /// Customer by which lists find the record, through [`BY_CUSTOMER`] and [`BY_CUSTOMER_STATUS`] of its table.
    ///
    /// [`BY_CUSTOMER`]: crate::table::BY_CUSTOMER
    /// [`BY_CUSTOMER_STATUS`]: crate::table::BY_CUSTOMER_STATUS
    fn customer(&self) -> Option<&CustomerId> {
        None
    }
    /// The documents that it names, which thereby are attached to it.
    fn documents(&self) -> Vec<Naming<'_>> {
        Vec::new()
    }
    /// What must hold of other records for it to be written: new, or in place of what it was `before`. Each takes one of
    /// the 100 places of the transaction, of which a change of all documents leaves two.
    fn requires(&self, _before: Option<&Self>) -> Vec<Requirement> {
        Vec::new()
    }
    /// How often it was written.
    fn revision(&self) -> u64;
    /// Time of its last change.
    fn updated_at(&self) -> Timestamp;
    /// Says that it was written, how often, and when.
    fn stamp(&mut self, revision: u64, updated_at: Option<Timestamp>);
}

/// Item stored below a record, ordered by the record's revision.
pub trait Line: Serialize + DeserializeOwned + Send + Sync {}

/// A record with an activity log.
pub trait Logged: Record<Line = Activity> {
    /// What it is called there.
    const ENTITY: EntityType;
    /// Audit action of an admin's decision on it.
    const REVIEWED: AuditAction;
}

impl Line for Activity {}

/// Writes what every record of an organization answers alike: by its fields `org_id`, `id`, `revision`, `updated_at`.
macro_rules! of_organization {
    () => {
        fn organization(&self) -> &crate::id::OrganizationId {
            &self.org_id
        }
        fn id(&self) -> &str {
            self.id.as_str()
        }
        fn revision(&self) -> u64 {
            self.revision
        }
        fn updated_at(&self) -> crate::time::Timestamp {
            self.updated_at
        }
        fn stamp(&mut self, revision: u64, updated_at: Option<crate::time::Timestamp>) {
            self.revision = revision;
            self.updated_at = updated_at.unwrap_or(self.updated_at);
        }
    };
}

pub(crate) use of_organization;
