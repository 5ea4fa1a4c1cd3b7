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
            Some(next) => assert_ne!(
                next,
                std::mem::replace(&mut cursor, next.to_owned()),
                "{uri}: the next page has another cursor"
            ),
            None => return pages,
        }
    }
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

/// Returns this member of each record.
pub(super) fn texts<'v>(records: &'v [Value], name: &str) -> Vec<&'v str> {
    records.iter().map(|record| record[name].as_str().unwrap()).collect()
}
