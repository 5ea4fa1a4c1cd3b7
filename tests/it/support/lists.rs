//! Reading of records and lists.

use serde_json::Value;

use super::caller::Application;
use super::world::{Reply, World};

pub(crate) fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

/// Returns the records of a page.
pub(crate) fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

/// Returns the IDs of a page's records.
pub(crate) fn ids(page: &Value) -> Vec<&str> {
    texts(items(page), "id")
}

/// Returns this member of each record.
pub(crate) fn texts<'v>(records: &'v [Value], name: &str) -> Vec<&'v str> {
    records.iter().map(|record| record[name].as_str().unwrap()).collect()
}

/// Reads all pages of a list with `get`, and asserts that each says whether another follows.
pub(crate) async fn pages(uri: &str, get: impl AsyncFn(&str) -> Reply) -> Vec<Vec<Value>> {
    let joint = if uri.contains('?') { '&' } else { '?' };
    let (mut pages, mut next) = (Vec::new(), uri.to_owned());
    loop {
        let page = get(&next).await.expect(200);
        assert_eq!(page["hasMore"], page["nextCursor"].is_string(), "{uri}: {page}");
        pages.push(items(&page).clone());
        let Some(cursor) = page["nextCursor"].as_str() else { return pages };
        let after = format!("{uri}{joint}cursor={cursor}");
        assert_ne!(after, next, "the next page has another cursor");
        next = after;
    }
}

impl Application {
    /// Reads all records of a list, in order.
    pub(crate) async fn all(&self, world: &World, uri: &str) -> Vec<Value> {
        pages(uri, async |uri| self.get(world, uri).await).await.concat()
    }

    /// Returns the IDs of all records of a list, in order.
    pub(crate) async fn all_ids(&self, world: &World, uri: &str) -> Vec<String> {
        self.all(world, uri).await.iter().map(|record| id(record).to_owned()).collect()
    }
}
