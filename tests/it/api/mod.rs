//! `/api/v1`

mod customers;
mod pages;
mod quotes;
mod reference;
mod reviews;
mod support;
