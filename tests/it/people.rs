//! Partner users and admins: sign-in, applications, credentials and audit history.

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

/// Returns a valid request to every route of partner users, with the ID of `application`.
fn every_route(application: &Application) -> Vec<Call> {
    let routes = contract::routes::all().filter(|entry| entry.spec.access() == Access::PartnerUser);
    routes.map(|entry| request(entry.spec, &Ids::of(application))).collect()
}
