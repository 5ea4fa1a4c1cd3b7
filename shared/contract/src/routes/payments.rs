//! `/api/v1/payment`

use super::routes;
use crate::activity::{Activity, ActivityQuery};
use crate::code::Code;
use crate::id::{PaymentId, QuoteId};
use crate::page::Page;
use crate::payment::{NewPayment, Payment, PaymentPatch, PaymentQuery};
use crate::permission::Permission::{PaymentsRead, PaymentsWrite};
use crate::quote::{NewQuote, Quote};
use crate::route::{Grant, RouteSpec};
use crate::table::Table::{Beneficiaries, Customers, Documents, Payments, Rates};
use crate::table::{BY_CUSTOMER, BY_CUSTOMER_STATUS, BY_STATUS};

routes! {
    area payments;

    quote_create CreateQuote = RouteSpec::post("quotes-create", "/api/v1/payment/quote")
        .permission(PaymentsWrite)
        .summary("Creates a quote: the price of a payment. It is valid for 60 seconds and for one payment.")
        .creates()
        .idempotent()
        .grants(&[
            Grant::get(Customers), Grant::get(Beneficiaries), Grant::query(Rates), Grant::get(Payments),
            Grant::put(Payments),
        ]),
        body: NewQuote, output: Quote;

    quote_get GetQuote = RouteSpec::get("quotes-get", "/api/v1/payment/quote/{id}")
        .permission(PaymentsRead)
        .summary("Gets a quote.")
        .grants(&[Grant::get(Payments)]),
        path: QuoteId, output: Quote;

    create CreatePayment = RouteSpec::post("payments-create", "/api/v1/payment")
        .permission(PaymentsWrite)
        .summary("Creates a payment from a quote and submits it for review. The quote is used up.")
        .creates()
        .needs_idempotency_key()
        .refuses(&[Code::StateConflict])
        .grants(&[
            Grant::get(Payments), Grant::put(Payments), Grant::update(Payments), Grant::check(Customers),
            Grant::check(Beneficiaries), Grant::update(Documents),
        ]),
        body: NewPayment, output: Payment;

    list ListPayments = RouteSpec::get("payments-list", "/api/v1/payment")
        .permission(PaymentsRead)
        .summary("Lists the organization's payments, newest first.")
        .grants(&[Grant::query(Payments), Grant::index(Payments, BY_STATUS), Grant::index(Payments, BY_CUSTOMER), Grant::index(Payments, BY_CUSTOMER_STATUS)]),
        query: PaymentQuery, output: Page<Payment>;

    get GetPayment = RouteSpec::get("payments-get", "/api/v1/payment/{id}")
        .permission(PaymentsRead)
        .summary("Gets a payment.")
        .grants(&[Grant::get(Payments)]),
        path: PaymentId, output: Payment;

    update UpdatePayment = RouteSpec::patch("payments-update", "/api/v1/payment/{id}")
        .permission(PaymentsWrite)
        .summary("Changes a payment in status `CORRECTION_NEEDED` and submits it for review again. To change its price, send another `quoteId`.")
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Payments), Grant::put(Payments), Grant::update(Payments), Grant::update(Documents)]),
        path: PaymentId, body: PaymentPatch, output: Payment;

    cancel CancelPayment = RouteSpec::post("payments-cancel", "/api/v1/payment/{id}/cancel")
        .permission(PaymentsWrite)
        .summary("Cancels a payment that is not approved yet. Its quote stays used.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Payments), Grant::put(Payments)]),
        path: PaymentId, output: Payment;

    activity ListPaymentActivity = RouteSpec::get("payments-activity", "/api/v1/payment/{id}/activity")
        .permission(PaymentsRead)
        .summary("Gets a payment's activity log, newest first. It is complete, unless it exceeds 4 MB or 1,000 entries.")
        .grants(&[Grant::get(Payments), Grant::query(Payments)]),
        path: PaymentId, query: ActivityQuery, output: Page<Activity>;
}
