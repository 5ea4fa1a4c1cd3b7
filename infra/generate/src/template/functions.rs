//! One function per route. Each has its own log group, role and invoke permission.

use contract::route::RouteSpec;
use contract::routes::Entry;

use super::policy::{self, Statement};
use crate::names;

/// Returns four resources per route.
pub(crate) fn functions(routes: &[&Entry]) -> String {
    routes.iter().map(|entry| resources(entry.spec)).collect::<Vec<_>>().join("\n")
}

fn resources(spec: &RouteSpec) -> String {
    let name = names::pascal(spec.id());
    format!(
        include_str!("function.yaml"),
        id = spec.id(),
        name = name,
        address = names::address(spec),
        statements = statements(spec, &name),
        source = source(spec),
    )
}

fn statements(spec: &RouteSpec, name: &str) -> String {
    let log = Statement {
        actions: vec!["logs:CreateLogStream", "logs:PutLogEvents"],
        resource: format!("!GetAtt {name}LogGroup.Arn"),
        only_if: None,
    };
    [log].iter().chain(&policy::statements(&spec.all_grants())).map(statement).collect()
}

fn statement(Statement { actions, resource, only_if }: &Statement) -> String {
    let actions = actions.join(", ");
    let lines = |indent: &str| {
        format!("{indent}- Effect: Allow\n{indent}  Action: [{actions}]\n{indent}  Resource: {resource}\n")
    };
    let indent = " ".repeat(14);
    match only_if {
        None => lines(&indent),
        Some(condition) => format!(
            "{indent}- !If\n{indent}  - {condition}\n{}{indent}  - !Ref AWS::NoValue\n",
            lines(&format!("{indent}  "))
        ),
    }
}

/// Returns the end of an API Gateway source ARN: stage, method, path. A parameter becomes `*`.
fn source(spec: &RouteSpec) -> String {
    if names::is_default(spec) {
        return "/$default".to_owned();
    }
    let method = spec.method().map_or("*", contract::route::Method::name);
    // The wildcard also covers the paths below the first one.
    let below = if spec.paths().count() > 1 { "*" } else { "" };
    let segments = spec.path().split('/').map(|segment| if segment.starts_with('{') { "*" } else { segment });
    format!("/{method}{}{below}", segments.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> String {
        resources(contract::routes::all().find(|entry| entry.spec.id() == id).unwrap().spec)
    }

    #[test]
    fn a_role_allows_its_own_log() {
        let log =
            "Action: [logs:CreateLogStream, logs:PutLogEvents]\n                Resource: !GetAtt HealthLogGroup.Arn\n";
        assert!(of("health").contains(log));
    }

    #[test]
    fn api_gateway_may_call_it_for_its_route_only() {
        assert!(of("customers-get").contains("${HttpApi}/*/GET/api/v1/customers/*\n"));
        assert!(of("signature-diagnose").contains("${HttpApi}/*/*/api/v1/signature/diagnose\n"));
        assert!(of("not-found").contains("${HttpApi}/*/$default\n"));
    }
}
