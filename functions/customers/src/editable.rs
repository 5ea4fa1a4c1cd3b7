//! When a partner may change a customer.

use contract::customer::{Customer, CustomerStatus};
use lifecycle::wrong_status;
use runtime::Failure;

/// Refuses a customer in a status that leaves it to the review.
pub(crate) fn check_editable(customer: &Customer) -> Result<(), Failure> {
    if customer.status.is_editable() {
        return Ok(());
    }
    Err(wrong_status(customer, &CustomerStatus::EDITABLE.map(CustomerStatus::name)))
}
