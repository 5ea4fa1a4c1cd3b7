//! Customers: creation, edits, submission, reviews.

use contract::activity::EntityType;
use contract::audit::AuditAction;
use contract::customer::{Customer, CustomerPatch, CustomerProfile, CustomerStatus, NewCustomer};
use contract::id::{CustomerId, OrganizationId};
use contract::review::{Review, ReviewDecision};
use contract::table::Table;

use crate::change::Decision;
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Attachment, Record, logged, record_of_organization};
use crate::{review, screening};

/// Statuses in which a partner may change or submit a customer.
pub const EDITABLE: &[CustomerStatus] = &[CustomerStatus::Draft, CustomerStatus::CorrectionRequested];

/// Reviews: status before, decision, status after.
pub const REVIEWS: &[(CustomerStatus, ReviewDecision, CustomerStatus)] = &[
    (CustomerStatus::PendingReview, ReviewDecision::Approve, CustomerStatus::Approved),
    (CustomerStatus::PendingReview, ReviewDecision::RequestCorrection, CustomerStatus::CorrectionRequested),
    (CustomerStatus::PendingReview, ReviewDecision::Reject, CustomerStatus::Rejected),
    (CustomerStatus::Approved, ReviewDecision::Suspend, CustomerStatus::Suspended),
    (CustomerStatus::Suspended, ReviewDecision::Reinstate, CustomerStatus::Approved),
];

/// Statuses in which a customer may pay.
pub const MAY_PAY: &[CustomerStatus] = &[CustomerStatus::Approved];

/// New customer: submitted for review, or a draft. Screening sets its hold.
pub fn create(organization: &OrganizationId, new: &NewCustomer, moment: &Moment) -> Customer {
    Customer {
        id: CustomerId::new(moment.next_id()),
        org_id: organization.clone(),
        status: if new.draft { CustomerStatus::Draft } else { CustomerStatus::PendingReview },
        profile: new.profile.clone(),
        screening: screening::NOT_SCREENED,
        payment_details_revision: 1,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    }
}

/// Customer after a partner's edit.
///
/// # Errors
/// [`CommandError::WrongStatus`], [`CommandError::Invalid`]
pub fn edit(customer: &Customer, patch: &CustomerPatch) -> Result<Decision<Customer>, CommandError> {
    review::require(customer, customer.status, EDITABLE)?;
    let profile = patch.apply(&customer.profile).map_err(CommandError::Invalid)?;
    Ok(Decision::to(with_profile(customer, profile)))
}

/// Customer after its submission for review.
///
/// # Errors
/// [`CommandError::WrongStatus`]
pub fn submit(customer: &Customer) -> Result<Decision<Customer>, CommandError> {
    review::require(customer, customer.status, EDITABLE)?;
    Ok(Decision::to(Customer { status: CustomerStatus::PendingReview, ..customer.clone() }))
}

/// Customer after an admin's review.
///
/// # Errors
/// [`CommandError::WrongStatus`]; [`CommandError::Unmet`] if screening holds a customer that would be approved.
pub fn review(customer: &Customer, command: &Review) -> Result<Decision<Customer>, CommandError> {
    let status = review::decide(customer, customer.status, REVIEWS, command.decision)?;
    if status == CustomerStatus::Approved {
        screening::check_hold(&customer.screening)?;
    }
    Ok(Decision::with(Customer { status, ..customer.clone() }, Some(command.note.to_string())))
}

/// Returns the customer with `profile`. Payments depend on name, registration and country.
fn with_profile(customer: &Customer, profile: CustomerProfile) -> Customer {
    let payer = |profile: &CustomerProfile| {
        let CustomerProfile { company_name, registration_number, country_of_incorporation_id, .. } = profile.clone();
        (company_name, registration_number, country_of_incorporation_id)
    };
    let same = payer(&profile) == payer(&customer.profile);
    let payment_details_revision = if same { customer.payment_details_revision } else { customer.revision + 1 };
    Customer { profile, payment_details_revision, ..customer.clone() }
}

logged!(Customer, EntityType::Customer, AuditAction::CustomerReviewed);

impl Record for Customer {
    const TABLE: Table = Table::Customers;

    record_of_organization!();
    fn status(&self) -> &'static str {
        self.status.name()
    }
    fn documents(&self) -> Vec<Attachment<'_>> {
        let of_persons = self.profile.persons.as_slice().iter().enumerate().map(|(at, person)| {
            let pointer = format!("/persons/{at}/documentIds");
            Attachment::list(&pointer, person.document_ids.as_slice()).collect::<Vec<_>>()
        });
        Attachment::list("/documentIds", self.profile.document_ids.as_slice()).chain(of_persons.flatten()).collect()
    }
}
