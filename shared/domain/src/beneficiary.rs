//! Beneficiaries: creation, corrections, reviews.

use contract::activity::EntityType;
use contract::audit::AuditAction;
use contract::beneficiary::{Beneficiary, BeneficiaryPatch, BeneficiaryProfile, BeneficiaryStatus};
use contract::customer::Customer;
use contract::id::BeneficiaryId;
use contract::review::{Review, ReviewDecision};
use contract::table::Table;

use crate::change::Decision;
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Record, logged, record_of_organization};
use crate::{review, screening};

/// Status in which a partner may change a beneficiary.
pub const EDITABLE: &[BeneficiaryStatus] = &[BeneficiaryStatus::CorrectionRequested];

/// Reviews: status before, decision, status after.
pub const REVIEWS: &[(BeneficiaryStatus, ReviewDecision, BeneficiaryStatus)] = &[
    (BeneficiaryStatus::PendingReview, ReviewDecision::Approve, BeneficiaryStatus::Approved),
    (BeneficiaryStatus::PendingReview, ReviewDecision::RequestCorrection, BeneficiaryStatus::CorrectionRequested),
    (BeneficiaryStatus::PendingReview, ReviewDecision::Reject, BeneficiaryStatus::Rejected),
    (BeneficiaryStatus::Approved, ReviewDecision::Suspend, BeneficiaryStatus::Suspended),
    (BeneficiaryStatus::Suspended, ReviewDecision::Reinstate, BeneficiaryStatus::Approved),
];

/// Statuses in which a beneficiary may be paid.
pub const MAY_BE_PAID: &[BeneficiaryStatus] = &[BeneficiaryStatus::Approved];

/// New beneficiary of a customer, submitted for review. Screening sets its hold.
pub fn create(customer: &Customer, profile: &BeneficiaryProfile, moment: &Moment) -> Beneficiary {
    Beneficiary {
        id: BeneficiaryId::new(moment.next_id()),
        org_id: customer.org_id.clone(),
        customer_id: customer.id.clone(),
        status: BeneficiaryStatus::PendingReview,
        profile: profile.clone(),
        screening: screening::NOT_SCREENED,
        payment_details_revision: 1,
        created_at: moment.at(),
        updated_at: moment.at(),
        revision: 1,
    }
}

/// Beneficiary after a partner's correction, submitted for review again.
///
/// # Errors
/// [`CommandError::WrongStatus`], [`CommandError::Invalid`]
pub fn correct(beneficiary: &Beneficiary, patch: &BeneficiaryPatch) -> Result<Decision<Beneficiary>, CommandError> {
    review::require(beneficiary, beneficiary.status, EDITABLE)?;
    let profile = patch.apply(&beneficiary.profile).map_err(CommandError::Invalid)?;
    let corrected = with_profile(beneficiary, profile);
    Ok(Decision::to(Beneficiary { status: BeneficiaryStatus::PendingReview, ..corrected }))
}

/// Beneficiary after an admin's review.
///
/// # Errors
/// [`CommandError::WrongStatus`]; [`CommandError::Unmet`] if screening holds a beneficiary that would be approved.
pub fn review(beneficiary: &Beneficiary, command: &Review) -> Result<Decision<Beneficiary>, CommandError> {
    let status = review::decide(beneficiary, beneficiary.status, REVIEWS, command.decision)?;
    if status == BeneficiaryStatus::Approved {
        screening::check_hold(&beneficiary.screening)?;
    }
    Ok(Decision::with(Beneficiary { status, ..beneficiary.clone() }, Some(command.note.to_string())))
}

/// Returns the beneficiary with `profile`. Any difference counts as a change of payment details.
fn with_profile(beneficiary: &Beneficiary, profile: BeneficiaryProfile) -> Beneficiary {
    let same = profile == beneficiary.profile;
    let payment_details_revision = if same { beneficiary.payment_details_revision } else { beneficiary.revision + 1 };
    Beneficiary { profile, payment_details_revision, ..beneficiary.clone() }
}

logged!(Beneficiary, EntityType::Beneficiary, AuditAction::BeneficiaryReviewed);

impl Record for Beneficiary {
    const TABLE: Table = Table::Beneficiaries;

    record_of_organization!();
    fn parent(&self) -> Option<&str> {
        Some(self.customer_id.as_str())
    }
    fn status(&self) -> &'static str {
        self.status.name()
    }
}
