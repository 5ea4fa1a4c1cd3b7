//! Conditions for writing a record: its documents, and requirements on other items.

use domain::requirement::Requirement;
use domain::{CommandError, Record};

use crate::collection::WriteError;
use crate::documents::AttachmentChanges;
use crate::error::StoreError;
use crate::item::Item;
use crate::requirements;
use crate::transaction::{Meaning, Transaction};

/// Place of the first document in a transaction: record, documents, requirements.
const FIRST_DOCUMENT: usize = 1;

pub(crate) struct WriteConditions {
    documents: AttachmentChanges,
    requirements: Vec<Requirement>,
}

impl WriteConditions {
    /// Collects the conditions for writing `record`, new or in place of `before`.
    pub(crate) fn new<R: Record>(before: Option<&R>, record: &R, further: &[Requirement]) -> Result<Self, WriteError> {
        let named = before.map(Record::documents).unwrap_or_default();
        let documents = AttachmentChanges::new(&named, &record.documents())?;
        let requirements = record.requires(before).into_iter().chain(further.iter().cloned()).collect();
        Ok(Self { documents, requirements })
    }

    /// Adds the conditions to the transaction, after the record.
    pub(crate) fn add_to<R: Record, E>(
        &self,
        transaction: &mut Transaction<'_, E>,
        record: &R,
        stopped: Meaning<E>,
    ) -> Result<(), StoreError> {
        self.documents.add_to(transaction, record.organization(), stopped)?;
        requirements::add_to(transaction, record, &self.requirements, stopped)
    }

    /// Returns the error for failed conditions at `places`, first on `item`.
    ///
    /// It names missing documents, or an unmet requirement.
    pub(crate) fn error(&self, places: &[usize], item: Option<&Item>) -> WriteError {
        let first_requirement = FIRST_DOCUMENT + self.documents.len();
        let at = places.first().and_then(|place| place.checked_sub(first_requirement));
        match at.and_then(|at| self.requirements.get(at)) {
            Some(requirement) => requirements::unmet(requirement, item)
                .map_or_else(Into::into, |unmet| CommandError::Unmet(unmet).into()),
            None => self.documents.unknown(FIRST_DOCUMENT, places),
        }
    }
}
