//! `/api/v1/customers`

use super::routes;
use crate::activity::{Activity, ActivityQuery};
use crate::code::Code;
use crate::customer::{CUSTOMER_BODY_LIMIT, Customer, CustomerPatch, CustomerQuery, NewCustomer};
use crate::id::CustomerId;
use crate::page::Page;
use crate::permission::Permission::{CustomersRead, CustomersWrite};
use crate::route::WatchListAction::{Miss, Read};
use crate::route::{Grant, RouteSpec};
use crate::table::BY_STATUS;
use crate::table::Table::{Customers, Documents, Screening};

routes! {
    area customers;

    list ListCustomers = RouteSpec::get("customers-list", "/api/v1/customers")
        .permission(CustomersRead)
        .summary("Lists the organization's customers, newest first.")
        .grants(&[Grant::query(Customers), Grant::index(Customers, BY_STATUS)]),
        query: CustomerQuery, output: Page<Customer>;

    create CreateCustomer = RouteSpec::post("customers-create", "/api/v1/customers")
        .permission(CustomersWrite)
        .summary("Creates a customer, as a draft or submitted for review.")
        .creates()
        .max_body_bytes(CUSTOMER_BODY_LIMIT)
        .idempotent()
        .grants(&[
            Grant::put(Customers), Grant::get(Customers), Grant::put(Screening), Grant::WatchList(Read),
            Grant::WatchList(Miss), Grant::update(Documents),
        ]),
        body: NewCustomer, output: Customer;

    get GetCustomer = RouteSpec::get("customers-get", "/api/v1/customers/{id}")
        .permission(CustomersRead)
        .summary("Gets a customer.")
        .grants(&[Grant::get(Customers)]),
        path: CustomerId, output: Customer;

    update UpdateCustomer = RouteSpec::patch("customers-update", "/api/v1/customers/{id}")
        .permission(CustomersWrite)
        .summary("Changes a customer in status `DRAFT` or `CORRECTION_REQUESTED`.")
        .max_body_bytes(CUSTOMER_BODY_LIMIT)
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[
            Grant::get(Customers), Grant::put(Customers), Grant::get(Screening), Grant::put(Screening),
            Grant::WatchList(Read), Grant::WatchList(Miss), Grant::update(Documents),
        ]),
        path: CustomerId, body: CustomerPatch, output: Customer;

    submit SubmitCustomer = RouteSpec::post("customers-submit", "/api/v1/customers/{id}/submit")
        .permission(CustomersWrite)
        .summary("Submits a draft or corrected customer for review.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Customers), Grant::put(Customers)]),
        path: CustomerId, output: Customer;

    activity ListCustomerActivity = RouteSpec::get("customers-activity", "/api/v1/customers/{id}/activity")
        .permission(CustomersRead)
        .summary("Gets a customer's activity log, newest first. It is complete, unless it exceeds 4 MB or 1,000 entries.")
        .grants(&[Grant::get(Customers), Grant::query(Customers)]),
        path: CustomerId, query: ActivityQuery, output: Page<Activity>;
}
