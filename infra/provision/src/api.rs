//! The template's API in front of the functions.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use local::gateway::{Functions, Method, Route, Routes, Settings, Throttling};
use serde_yaml_ng::Value;

use crate::template::{HmacKeys, Template, within};

const INTEGRATION: &str = "x-amazon-apigateway-integration";
const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// Prefix of function names in their ARNs.
const FUNCTION: &str = "function:nuvera-local-";

/// Returns the routes of the template's API in front of `functions`. With `throttle`, its rate limits apply.
///
/// # Errors
/// If the template uses an unsupported feature.
pub fn settings(hmac_keys: &HmacKeys, functions: Arc<dyn Functions>, throttle: bool) -> Result<Settings> {
    let template = Template::read(hmac_keys)?;
    let api = &template.resource("HttpApi")?["Properties"];
    let limits = &api["DefaultRouteSettings"];
    let number = |name: &str| -> Result<f64> { Ok(template.text(&limits[name])?.parse()?) };
    let throttling = Throttling { rate: number("ThrottlingRateLimit")?, burst: number("ThrottlingBurstLimit")? };
    Ok(Settings {
        routes: routes(&template, within(api, &["DefinitionBody", "paths"]))?,
        throttling: throttle.then_some(throttling),
        functions,
    })
}

fn routes(template: &Template, paths: &Value) -> Result<Routes> {
    let (mut routes, mut default) = (Vec::new(), None);
    let permissions = permissions(template)?;
    for (path, methods) in paths.as_mapping().context("the API has no paths")? {
        let path = path.as_str().context("a path that is no text")?;
        for (method, operation) in methods.as_mapping().with_context(|| format!("{path} has no methods"))? {
            let method = method.as_str().context("a method that is no text")?;
            let uri =
                template.text(within(operation, &[INTEGRATION, "uri"])).with_context(|| format!("{method} {path}"))?;
            let function = uri.rsplit_once(FUNCTION).map(|(_, name)| name.to_owned()).with_context(|| uri.clone())?;
            let is_default = operation["isDefaultRoute"] == true;
            let address = if is_default { "$default".to_owned() } else { source(method, path) };
            if !permissions.iter().any(|source| is_covered(&address, source)) {
                bail!("API Gateway has no permission to invoke {function} for {address}: it would answer 500");
            }
            if within(operation, &[INTEGRATION, "payloadFormatVersion"]) != "2.0" {
                bail!("{address} is not of payload format version 2.0, which the functions read");
            }
            if is_default {
                default = Some(function);
                continue;
            }
            let method = match method {
                ANY_METHOD => None,
                method => Some(Method::from_bytes(method.to_uppercase().as_bytes())?),
            };
            routes.push(Route { method, path: path.to_owned(), function });
        }
    }
    Ok(Routes::new(routes, default))
}

/// Returns the routes that API Gateway may invoke functions for. They are the parts of the permissions' `SourceArn`
/// after the stage.
fn permissions(template: &Template) -> Result<Vec<String>> {
    let mut sources = Vec::new();
    for (name, resource) in template.resources()? {
        let properties = &resource["Properties"];
        if resource["Type"] == "AWS::Lambda::Permission" && properties["Principal"] == "apigateway.amazonaws.com" {
            let arn = template.text(&properties["SourceArn"]).with_context(|| name.to_owned())?;
            let (_, source) = arn.split_once(":api/*/").with_context(|| format!("{name}: {arn} is of another API"))?;
            sources.push(source.to_owned());
        }
    }
    Ok(sources)
}

/// Returns the end of a route's ARN: `GET/api/v1/customers/*`. A star replaces each parameter.
fn source(method: &str, path: &str) -> String {
    let method = if method == ANY_METHOD { "*".to_owned() } else { method.to_uppercase() };
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "*" } else { segment });
    method + &segments.collect::<Vec<_>>().join("/")
}

/// Returns true if a permission's source covers a route. A star matches any text.
fn is_covered(route: &str, source: &str) -> bool {
    let mut parts = source.split('*');
    let Some(mut rest) = parts.next().and_then(|first| route.strip_prefix(first)) else { return false };
    let mut ends_with_star = false;
    for part in parts {
        ends_with_star = part.is_empty();
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || ends_with_star
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_covers_its_route_and_no_other() {
        assert_eq!(source("get", "/a/{id}/b"), "GET/a/*/b");
        for (route, source, expected) in [
            ("GET/a", "GET/a", true),
            ("GET/a/*", "GET/a/*", true),
            ("GET/a/b", "GET/a*", true),
            ("GET/a", "GET/a*", true),
            ("GET/a", "POST/a", false),
            ("GET/a/b", "GET/a", false),
            ("GET/b", "GET/a*", false),
            ("$default", "$default", true),
        ] {
            assert_eq!(is_covered(route, source), expected, "{route} by {source}");
        }
    }
}
