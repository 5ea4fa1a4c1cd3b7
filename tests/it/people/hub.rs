//! What the tests of history, organizations and members share: an admin, and what they ask for.

use contract::member::Role;
use serde_json::Value;

use crate::support::{Call, Person, Reply, World};

pub(super) const ORGANIZATIONS: &str = "/admin/v1/organizations";

/// A new admin.
pub(super) async fn admin(world: &World) -> Person {
    Person::member(world, Role::NuveraAdmin, None).await
}

/// Where an admin finds an organization.
pub(super) fn organization(id: &str) -> String {
    format!("{ORGANIZATIONS}/{id}")
}

/// Where an admin finds the applications of an organization.
pub(super) fn applications_of(id: &str) -> String {
    format!("{ORGANIZATIONS}/{id}/api-applications")
}

/// Reads.
pub(super) async fn get(world: &World, person: &Person, uri: &str) -> Reply {
    world.send(&Call::new("GET", uri).bearer(&person.token)).await
}

/// Sends JSON.
pub(super) async fn send(world: &World, person: &Person, method: &str, uri: &str, body: &Value) -> Reply {
    world.send(&Call::new(method, uri).bearer(&person.token).json(body)).await
}

/// Each page that a list has, one following the other.
pub(super) async fn pages(world: &World, person: &Person, uri: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let joint = if uri.contains('?') { '&' } else { '?' };
        let page = match cursor.as_str() {
            "" => get(world, person, uri).await,
            cursor => get(world, person, &format!("{uri}{joint}cursor={cursor}")).await,
        };
        let page = page.expect(200);
        assert_eq!(page["hasMore"], page["nextCursor"].is_string(), "{uri}: {page}");
        pages.push(page["items"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(next) => assert_ne!(next, std::mem::replace(&mut cursor, next.to_owned()), "{uri} goes on"),
            None => return pages,
        }
    }
}

/// Everything that a list has, in its order.
pub(super) async fn all(world: &World, person: &Person, uri: &str) -> Vec<Value> {
    pages(world, person, uri).await.concat()
}

/// The history of an organization, oldest first.
pub(super) async fn history(world: &World, admin: &Person, organization: &str) -> Vec<Value> {
    let mut entries = all(world, admin, &format!("/admin/v1/audit?limit=100&organizationId={organization}")).await;
    entries.reverse();
    entries
}

/// Of each record, this member.
pub(super) fn texts<'v>(records: &'v [Value], name: &str) -> Vec<&'v str> {
    records.iter().map(|record| record[name].as_str().unwrap()).collect()
}
