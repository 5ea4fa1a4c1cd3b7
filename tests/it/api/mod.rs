//! `/api/v1`

mod customers;
mod documents;
mod reference;
