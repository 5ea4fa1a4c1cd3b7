//! `/api/v1`

mod customers;
mod quotes;
mod reference;
mod reviews;
mod support;
