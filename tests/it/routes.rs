//! Routes of partners' services, one module per area, and the OpenAPI document of all routes.

mod customers;
mod documents;
pub(crate) mod openapi;
mod pages;
mod payments;
mod prices;
mod quotes;
mod reference;
mod reviews;
mod screening;
mod sizes;
mod support;
mod support_large;
mod values;
