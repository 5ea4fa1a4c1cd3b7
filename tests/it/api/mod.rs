//! `/api/v1`

mod customers;
mod documents;
mod pages;
mod quotes;
mod reference;
mod reviews;
mod screening;
mod support;
