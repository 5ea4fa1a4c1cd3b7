//! Entities and records, which are read, decided on, and replaced under an optimistic lock.

use contract::activity::{Activity, EntityType, EventType};
use contract::audit::{AuditAction, AuditActor};
use contract::id::{ActivityId, CustomerId, DocumentId, OrganizationId};
use contract::table::Table;
use contract::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::author::Author;
use crate::change::{Step, Subject};
use crate::moment::Moment;
use crate::requirement::Requirement;

/// Item that is read, decided on, and replaced under an optimistic lock.
pub trait Entity: Clone + Send + Sync + 'static {
    /// Line that a change adds to the entity's log.
    type Line: Send + Sync;
    /// Remark of a decision, such as a note.
    type Remark: Clone + Send + Sync;

    /// Id.
    fn id(&self) -> &str;
    /// Number of writes.
    fn revision(&self) -> u64;
    /// Time of the last change.
    fn updated_at(&self) -> Timestamp;
    /// Sets revision and time of a write.
    fn stamp(&mut self, revision: u64, updated_at: Timestamp);

    /// Subject of its entries in the audit history.
    fn subject(&self) -> Subject;
    /// Steps of a change for the audit history, without secrets or hashes.
    fn history(before: Option<&Self>, after: Option<&Self>, remark: &Self::Remark, actor: &AuditActor) -> Vec<Step>;
    /// Line of a change for the entity's log.
    fn line(
        _before: Option<&Self>,
        _after: &Self,
        _remark: &Self::Remark,
        _author: &Author,
        _moment: &Moment,
    ) -> Option<Self::Line> {
        None
    }
    /// Answer if other changes overtook every try.
    const OVERTAKEN: &'static str = "Other requests are changing the record. Send the request again.";
    /// True if a change without an audit step is not written.
    const ONLY_WITH_HISTORY: bool = false;
}

/// Entity of one organization, with a status.
pub trait Record: Entity<Line: Line> + Serialize + DeserializeOwned {
    /// Table.
    const TABLE: Table;

    /// Owning organization.
    fn organization(&self) -> &OrganizationId;
    /// Id of the parent record.
    fn parent(&self) -> Option<&str> {
        None
    }
    /// Name of the status.
    fn status(&self) -> &'static str;
    /// Customer in the indexes [`BY_CUSTOMER`] and [`BY_CUSTOMER_STATUS`] of the table.
    ///
    /// [`BY_CUSTOMER`]: contract::table::BY_CUSTOMER
    /// [`BY_CUSTOMER_STATUS`]: contract::table::BY_CUSTOMER_STATUS
    fn customer(&self) -> Option<&CustomerId> {
        None
    }
    /// Documents attached to the record.
    fn documents(&self) -> Vec<Attachment<'_>> {
        Vec::new()
    }
    /// Requirements for writing the record, new or in place of `before`.
    ///
    /// Each takes one of the transaction's 100 places. A change of all documents leaves two.
    fn requires(&self, _before: Option<&Self>) -> Vec<Requirement> {
        Vec::new()
    }
    /// Sets the revision after reading.
    fn set_revision(&mut self, revision: u64);
}

/// Item below a record, ordered by the record's revision.
pub trait Line: Serialize + DeserializeOwned {}

/// Document named in a record.
#[derive(Clone, Debug)]
pub struct Attachment<'a> {
    /// JSON pointer to the reference.
    pub pointer: String,
    /// Document.
    pub document: &'a DocumentId,
}

impl<'a> Attachment<'a> {
    /// Returns the attachments of a list at `pointer`.
    pub fn list(pointer: &str, documents: &'a [DocumentId]) -> impl Iterator<Item = Self> {
        documents.iter().enumerate().map(move |(at, document)| Self { pointer: format!("{pointer}/{at}"), document })
    }
}

/// Record with an activity log, reviewed by admins.
pub trait Logged: Record<Line = Activity, Remark = Option<String>> {
    /// Kind of the record in its activity log.
    const ENTITY: EntityType;
    /// Audit action of an admin's review.
    const REVIEWED: AuditAction;
}

/// Audit step of a logged record: status before and after, and the note.
pub(crate) fn review_step<R: Logged>(before: Option<&R>, after: Option<&R>, note: Option<&str>) -> Vec<Step> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let (from, to) = (json!({ "status": before.status() }), json!({ "status": after.status(), "note": note }));
    vec![Step { action: R::REVIEWED, before: Some(from), after: Some(to) }]
}

/// Activity line of a logged record, if its status changes.
pub(crate) fn status_line<R: Logged>(
    before: Option<&R>,
    after: &R,
    note: Option<&str>,
    author: &Author,
    moment: &Moment,
) -> Option<Activity> {
    let from = before.map(Record::status);
    if from == Some(after.status()) {
        return None;
    }
    Some(Activity {
        id: ActivityId::new(moment.next_id()),
        entity_type: R::ENTITY,
        entity_id: after.id().to_owned(),
        event_type: EventType::StatusChange,
        from_status: from.map(str::to_owned),
        to_status: Some(after.status().to_owned()),
        note: note.map(str::to_owned),
        target_user_id: None,
        target_user_first_name: None,
        target_user_last_name: None,
        created_by_id: author.id(),
        created_by_first_name: author.name(),
        created_by_last_name: None,
        created_by_role: author.role(),
        created_at: moment.at(),
    })
}

impl Line for Activity {}

/// Implements the common part of [`Entity`], by the fields `id`, `revision` and `updated_at`.
macro_rules! stamped {
    () => {
        fn id(&self) -> &str {
            self.id.as_str()
        }
        fn revision(&self) -> u64 {
            self.revision
        }
        fn updated_at(&self) -> contract::time::Timestamp {
            self.updated_at
        }
        fn stamp(&mut self, revision: u64, updated_at: contract::time::Timestamp) {
            self.revision = revision;
            self.updated_at = updated_at;
        }
    };
}

/// Implements the common part of [`Entity`] for a record of an organization, which it names in `org_id`.
macro_rules! entity_of_organization {
    () => {
        $crate::record::stamped!();
        fn subject(&self) -> $crate::change::Subject {
            $crate::change::Subject::record(&self.org_id, self.id.as_str())
        }
    };
}

/// Implements [`Entity`] for a record with an activity log.
macro_rules! logged {
    ($record:ty, $entity:expr, $reviewed:expr) => {
        impl $crate::record::Entity for $record {
            type Line = contract::activity::Activity;
            type Remark = Option<String>;

            $crate::record::entity_of_organization!();
            fn history(
                before: Option<&Self>,
                after: Option<&Self>,
                note: &Option<String>,
                _actor: &contract::audit::AuditActor,
            ) -> Vec<$crate::change::Step> {
                $crate::record::review_step(before, after, note.as_deref())
            }
            fn line(
                before: Option<&Self>,
                after: &Self,
                note: &Option<String>,
                author: &$crate::author::Author,
                moment: &$crate::moment::Moment,
            ) -> Option<contract::activity::Activity> {
                $crate::record::status_line(before, after, note.as_deref(), author, moment)
            }
        }

        impl $crate::record::Logged for $record {
            const ENTITY: contract::activity::EntityType = $entity;
            const REVIEWED: contract::audit::AuditAction = $reviewed;
        }
    };
}

/// Implements the common part of [`Record`].
macro_rules! record_of_organization {
    () => {
        fn organization(&self) -> &contract::id::OrganizationId {
            &self.org_id
        }
        fn set_revision(&mut self, revision: u64) {
            self.revision = revision;
        }
    };
}

pub(crate) use {entity_of_organization, logged, record_of_organization, stamped};
