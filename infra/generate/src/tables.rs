//! Tables of routes and permissions in the reference.

use std::fmt::Write as _;

use contract::permission::Permission;
use contract::route::{Access, Idempotency};
use contract::routes::Entry;

use super::names;

/// Returns the table of routes, with callers and effect.
pub(super) fn routes(routes: &[&Entry]) -> String {
    let mut text = "| route | method and path | who may call | what it does |\n| --- | --- | --- | --- |\n".to_owned();
    for Entry { spec, .. } in routes {
        let key = match spec.idempotency() {
            Idempotency::Ignored => "",
            Idempotency::Optional => " Takes an `Idempotency-Key`.",
            Idempotency::Required => " Needs an `Idempotency-Key`.",
        };
        let address = names::address(spec);
        let address = if names::is_default(spec) { address } else { format!("`{address}`") };
        let _ = writeln!(
            text,
            "| `{}` | {address} | {} | {}{key} |",
            spec.id(),
            access(spec.access()),
            cell(spec.describe())
        );
    }
    text
}

/// Returns the table of permissions, with requirement and routes.
pub(super) fn permissions(routes: &[&Entry]) -> String {
    let mut text = "| permission | needs | lets an application call |\n| --- | --- | --- |\n".to_owned();
    for permission in Permission::ALL {
        let opened: Vec<_> = routes
            .iter()
            .filter(|entry| entry.spec.access() == Access::Permission(permission))
            .map(|entry| format!("`{}`", entry.spec.id()))
            .collect();
        let needs = permission.needs().map(|read| format!("`{read}`")).unwrap_or_default();
        let opened = if opened.is_empty() { "nothing yet".to_owned() } else { opened.join(", ") };
        let _ = writeln!(text, "| `{permission}` | {needs} | {opened} |");
    }
    text
}

/// Describes the callers of a route briefly.
pub(super) fn access(access: Access) -> String {
    match access {
        Access::Permission(permission) => format!("an application with `{permission}`"),
        Access::AnyApplication => "any application".to_owned(),
        Access::PartnerUser => "a signed-in partner user".to_owned(),
        Access::NuveraAdmin => "a signed-in Nuvera admin".to_owned(),
        Access::ConsoleUser => "a signed-in partner user or Nuvera admin".to_owned(),
        Access::Public => "anyone".to_owned(),
    }
}

/// Escapes each `|`, which would end the table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Entry> {
        contract::routes::all().collect()
    }

    #[test]
    fn every_route_has_a_row() {
        let text = routes(&all());
        assert_eq!(text.lines().count(), all().len() + 2);
        assert!(text.contains(
            "| `customers-create` | `POST /api/v1/customers` | an application with `CUSTOMERS_WRITE` | Creates"
        ));
        assert!(text.contains("| `not-found` | everything else | anyone |"));
    }

    #[test]
    fn a_permission_names_what_it_needs_and_opens() {
        let text = permissions(&all());
        assert_eq!(text.lines().count(), Permission::ALL.len() + 2);
        let write = text.lines().find(|line| line.starts_with("| `CUSTOMERS_WRITE` |")).unwrap();
        assert!(write.contains("| `CUSTOMERS_READ` |") && write.contains("`customers-update`"));
    }
}
