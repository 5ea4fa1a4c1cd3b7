//! Helpers for tests of history, organizations and members.

use contract::member::Role;
use provision::DemoUser;
use serde_json::Value;

use crate::support::people::{claims, sign};
use crate::support::{Call, Person, Reply, World};

pub(super) const ORGANIZATIONS: &str = "/admin/v1/organizations";

/// Creates an admin.
pub(super) async fn admin(world: &World) -> Person {
    Person::member(world, Role::NuveraAdmin, None).await
}

/// Returns access tokens of people without access to an organization's settings: neither admins nor partner users.
pub(super) async fn outsiders(world: &World, partner: &Person) -> Vec<(&'static str, String)> {
    let member = async |role, organization| Person::member(world, role, organization).await.token;
    vec![
        ("a customer-platform user", member(Role::CustomerUser, None).await),
        ("the demo customer-platform user", world.token(DemoUser::CustomerUser)),
        (
            "a customer-platform user of the organization",
            member(Role::CustomerUser, partner.organization.clone()).await,
        ),
        ("a partner user without organization", member(Role::PartnerUser, None).await),
        ("nobody", sign(world, &claims(world, "nobody-knows-me"))),
    ]
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
