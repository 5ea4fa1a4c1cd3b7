//! `/admin/v1`: queues of records, and decisions on them.

use super::routes;
use crate::beneficiary::{Beneficiary, BeneficiaryStatus};
use crate::code::Code;
use crate::customer::{Customer, CustomerStatus};
use crate::id::{BeneficiaryId, CustomerId, MatchId, OrganizationId, PaymentId, TicketId};
use crate::page::Page;
use crate::payment::{Payment, PaymentReview, PaymentStatus};
use crate::rates::{NewRates, RateTable};
use crate::review::{Queue, Review};
use crate::route::{Grant, RouteSpec, WatchListAction};
use crate::screening::{NewDecision, ScreeningStatus, Subject, SubjectId};
use crate::table::BY_QUEUE;
use crate::table::Table::{Access, Audit, Beneficiaries, Customers, Payments, Rates, Screening, Support};
use crate::ticket::{NewMessage, Ticket, TicketStatus, TicketWithMessages};

/// Grants for changing a screening and its summary in the record.
const OF_SCREENED: &[Grant] = &[
    Grant::get(Screening),
    Grant::put(Screening),
    Grant::get(Customers),
    Grant::put(Customers),
    Grant::get(Beneficiaries),
    Grant::put(Beneficiaries),
    Grant::put(Audit),
];
const OF_SCREENED_WITH_LIST: &[Grant] = &[
    Grant::get(Screening),
    Grant::put(Screening),
    Grant::get(Customers),
    Grant::put(Customers),
    Grant::get(Beneficiaries),
    Grant::put(Beneficiaries),
    Grant::put(Audit),
    Grant::WatchList(WatchListAction::Read),
    Grant::WatchList(WatchListAction::Miss),
];

routes! {
    area admin;

    customers_list AdminListCustomers = RouteSpec::get("admin-customers-list", "/admin/v1/customers")
        .nuvera_admin()
        .summary("Lists customers of all organizations by status, newest first. Defaults to customers awaiting review.")
        .grants(&[Grant::index(Customers, BY_QUEUE)]),
        query: Queue<CustomerStatus>, output: Page<Customer>;

    customers_get AdminGetCustomer = RouteSpec::get("admin-customers-get", "/admin/v1/organizations/{org}/customers/{id}")
        .nuvera_admin()
        .summary("Gets an organization's customer.")
        .grants(&[Grant::get(Customers)]),
        path: (OrganizationId, CustomerId), output: Customer;

    customers_review AdminReviewCustomer = RouteSpec::post("admin-customers-review", "/admin/v1/organizations/{org}/customers/{id}/review")
        .nuvera_admin()
        .summary("Decides the review of an organization's customer. The partner can read the note.")
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Customers), Grant::put(Customers), Grant::put(Audit)]),
        path: (OrganizationId, CustomerId), body: Review, output: Customer;

    beneficiaries_list AdminListBeneficiaries = RouteSpec::get("admin-beneficiaries-list", "/admin/v1/beneficiaries")
        .nuvera_admin()
        .summary("Lists beneficiaries of all organizations by status, newest first. Defaults to beneficiaries awaiting review.")
        .grants(&[Grant::index(Beneficiaries, BY_QUEUE)]),
        query: Queue<BeneficiaryStatus>, output: Page<Beneficiary>;

    beneficiaries_review AdminReviewBeneficiary = RouteSpec::post("admin-beneficiaries-review", "/admin/v1/organizations/{org}/customers/{customerId}/beneficiaries/{id}/review")
        .nuvera_admin()
        .summary("Decides the review of an organization's beneficiary. The partner can read the note.")
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Beneficiaries), Grant::put(Beneficiaries), Grant::put(Audit)]),
        path: (OrganizationId, CustomerId, BeneficiaryId), body: Review, output: Beneficiary;

    screening_list AdminListScreening = RouteSpec::get("admin-screening-list", "/admin/v1/screening")
        .nuvera_admin()
        .summary("Lists screened subjects of all organizations by status, newest records first. Defaults to subjects with open matches.")
        .grants(&[Grant::index(Screening, BY_QUEUE)]),
        query: Queue<ScreeningStatus>, output: Page<Subject>;

    screening_decide AdminDecideMatch = RouteSpec::post("admin-screening-decide", "/admin/v1/organizations/{org}/screening/{subjectId}/matches/{matchId}/decision")
        .nuvera_admin()
        .summary("Clears or confirms a match. An open or confirmed match holds payments and prevents approval of the record. To change a decision, send its id as `supersedes`.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(OF_SCREENED),
        path: (OrganizationId, SubjectId, MatchId), body: NewDecision, output: Subject;

    screening_run AdminScreenAgain = RouteSpec::post("admin-screening-run", "/admin/v1/organizations/{org}/screening/{subjectId}/run")
        .nuvera_admin()
        .summary("Screens the subject's record again with the current watch list: the customer with its persons, or the beneficiary.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(OF_SCREENED_WITH_LIST),
        path: (OrganizationId, SubjectId), output: Subject;

    payments_list AdminListPayments = RouteSpec::get("admin-payments-list", "/admin/v1/payments")
        .nuvera_admin()
        .summary("Lists payments of all organizations by status, newest first. Defaults to payments awaiting review.")
        .grants(&[Grant::index(Payments, BY_QUEUE)]),
        query: Queue<PaymentStatus>, output: Page<Payment>;

    payments_review AdminReviewPayment = RouteSpec::post("admin-payments-review", "/admin/v1/organizations/{org}/payments/{id}/review")
        .nuvera_admin()
        .summary("Decides the review of an organization's payment, or reports its progress. The partner can read the note.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[
            Grant::get(Payments), Grant::put(Payments), Grant::check(Customers), Grant::check(Beneficiaries),
            Grant::check(Access), Grant::put(Audit),
        ]),
        path: (OrganizationId, PaymentId), body: PaymentReview, output: Payment;

    rates_put AdminPutRates = RouteSpec::put("admin-rates-put", "/admin/v1/rates")
        .nuvera_admin()
        .summary("Replaces the rate table that prices quotes.")
        .refuses(&[Code::Conflict])
        .grants(&[Grant::query(Rates), Grant::put(Rates), Grant::update(Rates), Grant::put(Audit)]),
        body: NewRates, output: RateTable;

    support_list AdminListTickets = RouteSpec::get("admin-support-list", "/admin/v1/support/tickets")
        .nuvera_admin()
        .summary("Lists support tickets of all organizations by status, newest first. Defaults to open tickets.")
        .grants(&[Grant::index(Support, BY_QUEUE)]),
        query: Queue<TicketStatus>, output: Page<Ticket>;

    support_get AdminGetTicket = RouteSpec::get("admin-support-get", "/admin/v1/organizations/{org}/support/tickets/{id}")
        .nuvera_admin()
        .summary("Gets an organization's support ticket with its messages, oldest first.")
        .grants(&[Grant::get(Support), Grant::query(Support)]),
        path: (OrganizationId, TicketId), output: TicketWithMessages;

    support_reply AdminReplyToTicket = RouteSpec::post("admin-support-reply", "/admin/v1/organizations/{org}/support/tickets/{id}/messages")
        .nuvera_admin()
        .summary("Answers an organization's support ticket. The ticket then waits for the partner.")
        .creates()
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: (OrganizationId, TicketId), body: NewMessage, output: TicketWithMessages;

    support_resolve AdminResolveTicket = RouteSpec::post("admin-support-resolve", "/admin/v1/organizations/{org}/support/tickets/{id}/resolve")
        .nuvera_admin()
        .summary("Marks an organization's support ticket as resolved.")
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: (OrganizationId, TicketId), output: TicketWithMessages;
}
