//! The API of the template in front of the functions.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use local::gateway::{Functions, LONGEST, Route, Routes, Settings, Throttling};
use reqwest::Method;
use serde_yaml_ng::Value;

use crate::template::{HmacKeys, Template, within};

const INTEGRATION: &str = "x-amazon-apigateway-integration";
const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// Prefix of functions' names in their ARNs.
const FUNCTION: &str = "function:nuvera-local-";

/// Routes of the template's API, and its limits if it is to `throttle`, in front of `functions`.
///
/// # Errors
/// If the template uses what is not known here.
pub fn settings(hmac_keys: &HmacKeys, functions: Arc<dyn Functions>, throttle: bool) -> Result<Settings> {
    let template = Template::read(hmac_keys)?;
    let api = &template.resource("HttpApi")?["Properties"];
    let limits = &api["DefaultRouteSettings"];
    let number = |name: &str| -> Result<f64> { Ok(template.text(&limits[name])?.parse()?) };
    let throttling = Throttling { rate: number("ThrottlingRateLimit")?, burst: number("ThrottlingBurstLimit")? };
    Ok(Settings {
        routes: routes(&template, within(api, &["DefinitionBody", "paths"]))?,
        throttling: throttle.then_some(throttling),
        route_throttling: HashMap::new(),
        functions,
        timeout: LONGEST,
    })
}

fn routes(template: &Template, paths: &Value) -> Result<Routes> {
    let (mut routes, mut default) = (Vec::new(), None);
    for (path, methods) in paths.as_mapping().context("the API has no paths")? {
        let path = path.as_str().context("a path that is no text")?;
        for (method, operation) in methods.as_mapping().with_context(|| format!("{path} has no methods"))? {
            let method = method.as_str().context("a method that is no text")?;
            let uri =
                template.text(within(operation, &[INTEGRATION, "uri"])).with_context(|| format!("{method} {path}"))?;
            let function = uri.rsplit_once(FUNCTION).map(|(_, name)| name.to_owned()).with_context(|| uri.clone())?;
            if operation["isDefaultRoute"] == true {
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
