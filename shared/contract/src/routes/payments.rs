//! `/api/v1/payment`

use super::routes;
use crate::id::QuoteId;
use crate::permission::Permission::{PaymentsRead, PaymentsWrite};
use crate::quote::{NewQuote, Quote};
use crate::route::{Grant, RouteSpec};
use crate::table::Table::{Beneficiaries, Customers, Payments, Rates};

routes! {
    area payments;

    /// POST /api/v1/payment/quote
    quote_create CreateQuote = RouteSpec::post("quotes-create", "/api/v1/payment/quote")
        .permission(PaymentsWrite)
        .summary("Prices a payment. The quote holds for 60 seconds, and one payment can use it.")
        .creates()
        .idempotent()
        .grants(&[Grant::get(Customers), Grant::get(Beneficiaries), Grant::query(Rates), Grant::put(Payments)]),
        body: NewQuote,
        output: Quote;

    /// GET /api/v1/payment/quote/{id}
    quote_get GetQuote = RouteSpec::get("quotes-get", "/api/v1/payment/quote/{id}")
        .permission(PaymentsRead)
        .summary("Reads a quote.")
        .grants(&[Grant::get(Payments)]),
        path: QuoteId,
        output: Quote;
}
