//! `/api/v1`

mod customers;
mod documents;
mod pages;
mod payments;
mod quotes;
mod reference;
mod reviews;
mod screening;
mod sizes;
mod support;
mod support_large;
mod values;
