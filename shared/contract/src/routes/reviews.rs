//! `/admin/v1`: what partners' records wait for.

use super::routes;
use crate::beneficiary::{Beneficiary, BeneficiaryStatus};
use crate::customer::{Customer, CustomerStatus};
use crate::id::{BeneficiaryId, CustomerId, OrganizationId, TicketId};
use crate::page::Page;
use crate::rates::{NewRates, RateTable};
use crate::review::{Queue, Review};
use crate::route::{Grant, RouteSpec};
use crate::table::BY_QUEUE;
use crate::table::Table::{Beneficiaries, Customers, Rates, Support};
use crate::ticket::{NewMessage, Ticket, TicketStatus, TicketWithMessages};

routes! {
    area admin;

    /// GET /admin/v1/customers
    customers_list AdminListCustomers = RouteSpec::get("admin-customers-list", "/admin/v1/customers")
        .nuvera_admin()
        .summary("Lists the customers of all organizations in one status, newest first: those to review, if none is named.")
        .grants(&[Grant::index(Customers, BY_QUEUE)]),
        query: Queue<CustomerStatus>,
        output: Page<Customer>;

    /// GET /admin/v1/organizations/{org}/customers/{id}
    customers_get AdminGetCustomer = RouteSpec::get("admin-customers-get", "/admin/v1/organizations/{org}/customers/{id}")
        .nuvera_admin()
        .summary("Reads an organization's customer.")
        .grants(&[Grant::get(Customers)]),
        path: (OrganizationId, CustomerId),
        output: Customer;

    /// POST /admin/v1/organizations/{org}/customers/{id}/review
    customers_review AdminReviewCustomer = RouteSpec::post("admin-customers-review", "/admin/v1/organizations/{org}/customers/{id}/review")
        .nuvera_admin()
        .summary("Decides the review of an organization's customer, with a note that the partner reads.")
        .conditional()
        .grants(&[Grant::get(Customers), Grant::put(Customers)]),
        path: (OrganizationId, CustomerId),
        body: Review,
        output: Customer;

    /// GET /admin/v1/beneficiaries
    beneficiaries_list AdminListBeneficiaries = RouteSpec::get("admin-beneficiaries-list", "/admin/v1/beneficiaries")
        .nuvera_admin()
        .summary("Lists the beneficiaries of all organizations in one status, newest first: those to review, if none is named.")
        .grants(&[Grant::index(Beneficiaries, BY_QUEUE)]),
        query: Queue<BeneficiaryStatus>,
        output: Page<Beneficiary>;

    /// POST /admin/v1/organizations/{org}/customers/{customerId}/beneficiaries/{id}/review
    beneficiaries_review AdminReviewBeneficiary = RouteSpec::post("admin-beneficiaries-review", "/admin/v1/organizations/{org}/customers/{customerId}/beneficiaries/{id}/review")
        .nuvera_admin()
        .summary("Decides the review of an organization's beneficiary, with a note that the partner reads.")
        .conditional()
        .grants(&[Grant::get(Beneficiaries), Grant::put(Beneficiaries)]),
        path: (OrganizationId, CustomerId, BeneficiaryId),
        body: Review,
        output: Beneficiary;

    /// PUT /admin/v1/rates
    rates_put AdminPutRates = RouteSpec::put("admin-rates-put", "/admin/v1/rates")
        .nuvera_admin()
        .summary("Replaces the rate table that quotes are priced from.")
        .grants(&[Grant::put(Rates)]),
        body: NewRates,
        output: RateTable;

    /// GET /admin/v1/support/tickets
    support_list AdminListTickets = RouteSpec::get("admin-support-list", "/admin/v1/support/tickets")
        .nuvera_admin()
        .summary("Lists the support tickets of all organizations in one status, newest first: the open ones, if none is named.")
        .grants(&[Grant::index(Support, BY_QUEUE)]),
        query: Queue<TicketStatus>,
        output: Page<Ticket>;

    /// GET /admin/v1/organizations/{org}/support/tickets/{id}
    support_get AdminGetTicket = RouteSpec::get("admin-support-get", "/admin/v1/organizations/{org}/support/tickets/{id}")
        .nuvera_admin()
        .summary("Reads an organization's support ticket with its messages, oldest first.")
        .grants(&[Grant::get(Support), Grant::query(Support)]),
        path: (OrganizationId, TicketId),
        output: TicketWithMessages;

    /// POST /admin/v1/organizations/{org}/support/tickets/{id}/messages
    support_reply AdminReplyToTicket = RouteSpec::post("admin-support-reply", "/admin/v1/organizations/{org}/support/tickets/{id}/messages")
        .nuvera_admin()
        .summary("Answers an organization's support ticket, which waits for the partner from then on.")
        .creates()
        .conditional()
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: (OrganizationId, TicketId),
        body: NewMessage,
        output: TicketWithMessages;

    /// POST /admin/v1/organizations/{org}/support/tickets/{id}/resolve
    support_resolve AdminResolveTicket = RouteSpec::post("admin-support-resolve", "/admin/v1/organizations/{org}/support/tickets/{id}/resolve")
        .nuvera_admin()
        .summary("Marks an organization's support ticket as resolved.")
        .conditional()
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: (OrganizationId, TicketId),
        output: TicketWithMessages;
}
