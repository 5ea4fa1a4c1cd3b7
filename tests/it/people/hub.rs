//! Helpers for tests of history, organizations and members.

use contract::member::Role;
use serde_json::Value;

use crate::support::{Call, Person, Reply, World};

pub(super) const ORGANIZATIONS: &str = "/admin/v1/organizations";

/// Creates an admin.
pub(super) async fn admin(world: &World) -> Person {
    Person::member(world, Role::NuveraAdmin, None).await
}

/// Returns the URI of an organization.
pub(super) fn organization(id: &str) -> String {
    format!("{ORGANIZATIONS}/{id}")
}

/// Returns the URI of an organization's applications.
pub(super) fn applications_of(id: &str) -> String {
    format!("{ORGANIZATIONS}/{id}/api-applications")
}

/// Sends a GET request.
pub(super) async fn get(world: &World, person: &Person, uri: &str) -> Reply {
    world.send(&Call::get(uri).bearer(&person.token)).await
}

/// Sends a request with a JSON body.
pub(super) async fn send(world: &World, person: &Person, method: &str, uri: &str, body: &Value) -> Reply {
    world.send(&Call::new(method, uri).bearer(&person.token).json(body)).await
}

/// Reads all pages of a list.
pub(super) async fn pages(world: &World, person: &Person, uri: &str) -> Vec<Vec<Value>> {
    crate::support::pages(uri, async |uri| get(world, person, uri).await).await
}

/// Reads all records of a list, in order.
pub(super) async fn all(world: &World, person: &Person, uri: &str) -> Vec<Value> {
    pages(world, person, uri).await.concat()
}

/// Reads the history of an organization, oldest first.
pub(super) async fn history(world: &World, admin: &Person, organization: &str) -> Vec<Value> {
    let mut entries = all(world, admin, &format!("/admin/v1/audit?limit=100&organizationId={organization}")).await;
    entries.reverse();
    entries
}
