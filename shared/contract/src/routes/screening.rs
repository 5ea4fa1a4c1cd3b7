//! Screening results for partners.

use super::routes;
use crate::id::{BeneficiaryId, CustomerId};
use crate::permission::Permission::ScreeningRead;
use crate::route::{Grant, RouteSpec};
use crate::screening::{CustomerScreening, Subject};
use crate::table::Table::Screening;

routes! {
    area screening;

    customer GetCustomerScreening = RouteSpec::get("screening-customer", "/api/v1/customers/{customerId}/screening")
        .permission(ScreeningRead)
        .summary("Gets the screening of a customer and its persons.")
        .grants(&[Grant::get(Screening)]),
        path: CustomerId, output: CustomerScreening;

    beneficiary GetBeneficiaryScreening = RouteSpec::get("screening-beneficiary", "/api/v1/customers/{customerId}/beneficiaries/{id}/screening")
        .permission(ScreeningRead)
        .summary("Gets the screening of a beneficiary.")
        .grants(&[Grant::get(Screening)]),
        path: (CustomerId, BeneficiaryId), output: Subject;
}
