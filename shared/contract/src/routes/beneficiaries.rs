//! `/api/v1/customers/{customerId}/beneficiaries`

use super::routes;
use crate::activity::{Activity, ActivityQuery};
use crate::beneficiary::{Beneficiary, BeneficiaryPatch, BeneficiaryQuery, NewBeneficiary};
use crate::code::Code;
use crate::id::{BeneficiaryId, CustomerId};
use crate::page::Page;
use crate::permission::Permission::{BeneficiariesRead, BeneficiariesWrite};
use crate::route::WatchListAction::{Miss, Read};
use crate::route::{Grant, RouteSpec};
use crate::table::BY_STATUS;
use crate::table::Table::{Beneficiaries, Customers, Screening};

routes! {
    area beneficiaries;

    list ListBeneficiaries = RouteSpec::get("beneficiaries-list", "/api/v1/customers/{customerId}/beneficiaries")
        .permission(BeneficiariesRead)
        .summary("Lists a customer's beneficiaries, newest first.")
        .grants(&[Grant::get(Customers), Grant::query(Beneficiaries), Grant::index(Beneficiaries, BY_STATUS)]),
        path: CustomerId, query: BeneficiaryQuery, output: Page<Beneficiary>;

    create CreateBeneficiary = RouteSpec::post("beneficiaries-create", "/api/v1/customers/{customerId}/beneficiaries")
        .permission(BeneficiariesWrite)
        .summary("Adds a beneficiary to a customer and submits it for review.")
        .creates()
        .idempotent()
        .grants(&[
            Grant::get(Customers), Grant::get(Beneficiaries), Grant::put(Beneficiaries), Grant::put(Screening),
            Grant::WatchList(Read), Grant::WatchList(Miss),
        ]),
        path: CustomerId, body: NewBeneficiary, output: Beneficiary;

    get GetBeneficiary = RouteSpec::get("beneficiaries-get", "/api/v1/customers/{customerId}/beneficiaries/{id}")
        .permission(BeneficiariesRead)
        .summary("Gets a beneficiary.")
        .grants(&[Grant::get(Beneficiaries)]),
        path: (CustomerId, BeneficiaryId), output: Beneficiary;

    update UpdateBeneficiary = RouteSpec::patch("beneficiaries-update", "/api/v1/customers/{customerId}/beneficiaries/{id}")
        .permission(BeneficiariesWrite)
        .summary("Changes a beneficiary in status `CORRECTION_REQUESTED` and submits it for review again.")
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[
            Grant::get(Customers), Grant::get(Beneficiaries), Grant::put(Beneficiaries), Grant::get(Screening),
            Grant::put(Screening), Grant::WatchList(Read), Grant::WatchList(Miss),
        ]),
        path: (CustomerId, BeneficiaryId), body: BeneficiaryPatch, output: Beneficiary;

    activity ListBeneficiaryActivity = RouteSpec::get("beneficiaries-activity", "/api/v1/customers/{customerId}/beneficiaries/{id}/activity")
        .permission(BeneficiariesRead)
        .summary("Gets a beneficiary's activity log, newest first. It is complete, unless it exceeds 4 MB or 1,000 entries.")
        .grants(&[Grant::get(Beneficiaries), Grant::query(Beneficiaries)]),
        path: (CustomerId, BeneficiaryId), query: ActivityQuery, output: Page<Activity>;
}
