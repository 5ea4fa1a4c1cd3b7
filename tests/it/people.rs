//! `/partner/v1`: who may sign in, what they see, and what is written down of it.

mod admin;
mod applications;
mod changes;
mod decisions;
mod deletion;
mod failures;
mod hand;
mod history;
mod history_queries;
mod hub;
mod idempotency;
mod limits;
mod members;
mod names;
mod next_request;
mod organization_revisions;
mod organizations;
mod races;
mod refusals;
mod revocation;
mod rotation;
mod schedules;
mod shown;
mod sign_in;
mod signing_keys;
mod source_ips;
mod written;

use contract::route::Access;

use crate::security::matrix::{Ids, request};
use crate::support::{Application, Call};

const APPLICATIONS: &str = "/partner/v1/api-applications";

/// A right request to every route of partner users. Of those with an id: that of `application`.
fn every_route(application: &Application) -> Vec<Call> {
    let routes = contract::routes::all().filter(|entry| entry.spec.access() == Access::PartnerUser);
    routes.map(|entry| request(entry.spec, &Ids::of(application))).collect()
}
