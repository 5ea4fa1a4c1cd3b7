//! Names of a route in the generated files.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use contract::route::{Method, RouteSpec};
use contract::routes::{DEFAULT_PATH, Entry};

/// Converts `customers-create` to the start of a logical id: `CustomersCreate`.
pub(super) fn pascal(id: &str) -> String {
    id.split('-').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

/// Returns the method, or `ANY`.
pub(super) fn method(spec: &RouteSpec) -> &'static str {
    spec.method().map_or("ANY", Method::name)
}

/// Returns method and path for display.
pub(super) fn address(spec: &RouteSpec) -> String {
    if is_default(spec) { "everything else".to_owned() } else { addresses(spec).join(", ") }
}

/// Returns method and path for each path.
fn addresses(spec: &RouteSpec) -> Vec<String> {
    spec.paths().map(|path| format!("{} {path}", method(spec))).collect()
}

/// Returns true if the route serves HTML pages. They are not part of the API.
pub(super) fn is_page(entry: &Entry) -> bool {
    matches!(entry.spec.id(), "reference-pages" | "console")
}

/// Returns true if the route is the fallback for unmatched requests.
pub(super) fn is_default(spec: &RouteSpec) -> bool {
    spec.path() == DEFAULT_PATH
}

/// Returns the names of the parameters in `path`, in order.
pub(super) fn parameters(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// Groups the routes by path, in order, without the fallback route.
pub(super) fn by_path<'a>(routes: &[&'a Entry]) -> Vec<(&'static str, Vec<&'a Entry>)> {
    let mut paths: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in routes.iter().filter(|entry| !is_default(entry.spec)) {
        for path in entry.spec.paths() {
            match paths.iter_mut().find(|(known, _)| *known == path) {
                Some((_, entries)) => entries.push(entry),
                None => paths.push((path, vec![entry])),
            }
        }
    }
    paths
}

/// Refuses routes that API Gateway and the emulator cannot distinguish. These are one path with two names for a
/// parameter, and a method beside `ANY`.
pub(super) fn assert_distinct(routes: &[&Entry]) -> Result<()> {
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    for (path, entries) in by_path(routes) {
        let shape = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
        if let Some(other) = spellings.insert(shape.collect::<Vec<_>>().join("/"), path) {
            bail!("{path} and {other} are one path: name its parameters alike");
        }
        if entries.len() > 1 && entries.iter().any(|entry| entry.spec.method().is_none()) {
            bail!("{path} has a route that takes every method, and another");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_ids() {
        assert_eq!(pascal("customers-create"), "CustomersCreate");
        assert_eq!(pascal("health"), "Health");
    }

    #[test]
    fn parameters_are_named_in_order() {
        assert_eq!(parameters("/a/{id}/b/{keyId}"), ["id", "keyId"]);
        assert!(parameters("/a").is_empty());
    }

    #[test]
    fn all_routes_can_be_told_apart() {
        assert_distinct(&contract::routes::all().collect::<Vec<_>>()).unwrap();
    }

    #[test]
    fn one_path_under_two_spellings_is_refused() {
        const ONE: RouteSpec = RouteSpec::get("a", "/x/{id}").public();
        const OTHER: RouteSpec = RouteSpec::post("b", "/x/{name}").public();
        const EVERY: RouteSpec = RouteSpec::any("c", "/x/{id}").public();
        let like = contract::routes::all().next().unwrap();
        let [one, other, every] = [&ONE, &OTHER, &EVERY].map(|spec| Entry { spec, ..*like });
        assert!(assert_distinct(&[&one, &other]).unwrap_err().to_string().contains("one path"));
        assert!(assert_distinct(&[&one, &every]).unwrap_err().to_string().contains("every method"));
    }
}
