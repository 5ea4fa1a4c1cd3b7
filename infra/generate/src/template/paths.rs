//! Routes of the HTTP API, as the OpenAPI document for API Gateway.
//!
//! A function is named by its ARN, built from the stack's name, not by reference. Functions know the API's address, so
//! a reference back would be a circular dependency, which CloudFormation refuses.

use std::fmt::Write as _;

use contract::route::{Method, RouteSpec};
use contract::routes::Entry;

use crate::names;

/// Returns the members of `paths`.
pub(crate) fn paths(routes: &[&Entry]) -> String {
    let mut text = String::new();
    for (path, entries) in names::by_path(routes) {
        let _ = writeln!(text, "          {path}:");
        for entry in entries {
            text.push_str(&operation(entry.spec, path));
        }
    }
    for entry in routes.iter().filter(|entry| names::is_default(entry.spec)) {
        let _ = writeln!(text, "          /{}:", entry.spec.path());
        text.push_str(&operation(entry.spec, entry.spec.path()));
    }
    text
}

fn operation(spec: &RouteSpec, path: &str) -> String {
    let method = spec.method().map_or("x-amazon-apigateway-any-method".to_owned(), lower);
    let default = if names::is_default(spec) { "              isDefaultRoute: true\n" } else { "" };
    format!(
        include_str!("path.yaml"),
        method = method,
        default = default,
        parameters = parameters(path),
        id = spec.id(),
    )
}

fn lower(method: Method) -> String {
    method.name().to_ascii_lowercase()
}

fn parameters(path: &str) -> String {
    let names = names::parameters(path);
    if names.is_empty() {
        return String::new();
    }
    let line = |name: &&str| format!("                - {{ name: {name}, in: path, required: true }}\n");
    format!("              parameters:\n{}", names.iter().map(line).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_in_it() {
        let routes: Vec<_> = contract::routes::all().collect();
        let text = paths(&routes);
        for entry in &routes {
            assert_eq!(
                text.matches(&format!("${{AWS::StackName}}-{}\n", entry.spec.id())).count(),
                entry.spec.paths().count()
            );
        }
        assert!(
            text.contains(
                "/$default:\n            x-amazon-apigateway-any-method:\n              isDefaultRoute: true"
            )
        );
        assert!(text.contains("- { name: id, in: path, required: true }"));
    }

    #[test]
    fn no_function_is_referred_to() {
        assert!(!paths(&contract::routes::all().collect::<Vec<_>>()).contains("Function"));
    }
}
