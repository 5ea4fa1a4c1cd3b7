//! What no route takes: 404, and 405 with `Allow`, as problem documents.

use std::collections::BTreeMap;

use contract::route::Method;
use contract::routes::all;

use super::partner::Partner;
use super::running::Dev;
use crate::support::Call;

/// Paths of the routes with the methods that each takes; `None` where it takes any.
fn paths() -> BTreeMap<&'static str, Vec<Option<&'static str>>> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entry in all().filter(|entry| entry.spec.id() != "not-found") {
        for path in entry.spec.paths() {
            paths.entry(path).or_default().push(entry.spec.method().map(Method::name));
        }
    }
    paths
}

fn takes(method: &str, uri: &str) -> bool {
    let mut specs = all().map(|entry| entry.spec).filter(|spec| spec.id() != "not-found");
    specs.any(|spec| spec.takes_method(method) && spec.match_path(uri).is_some())
}

#[test]
fn another_method_is_refused_with_those_that_there_are() {
    let dev = Dev::shared();
    for (path, methods) in paths() {
        let Some(methods) = methods.into_iter().collect::<Option<Vec<_>>>() else { continue };
        let segment = |part: &'static str| if part.starts_with('{') { "x" } else { part };
        let uri = path.split('/').map(segment).collect::<Vec<_>>().join("/");
        for other in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            // What has a parameter where this path has a name takes the methods that this path does not.
            if methods.contains(&other) || takes(other, &uri) {
                continue;
            }
            let reply = dev.send(&Call::new(other, &uri));
            let problem = reply.expect_problem(405, "method_not_allowed");
            let mut allowed: Vec<_> = reply.header("allow").unwrap().split(", ").collect();
            allowed.sort_unstable();
            let mut methods = methods.clone();
            methods.sort_unstable();
            assert_eq!(allowed, methods, "{other} {uri}");
            assert_eq!(problem["expected"].as_str(), reply.header("allow"));
        }
    }
    dev.assert_silent();
}

#[test]
fn an_unknown_path_is_not_found() {
    let dev = Dev::shared();
    for uri in ["/", "/api", "/api/v1", "/api/v2/customers", "/partner/v1", "/healthy", "/api/v1/customers/", "/HEALTH"]
    {
        for method in ["GET", "POST", "DELETE"] {
            dev.send(&Call::new(method, uri)).expect_problem(404, "not_found");
        }
    }
    dev.assert_silent();
}

/// A path that exists under another spelling is no way around the signature: signed or not, nothing is served.
#[test]
fn a_signature_opens_no_other_spelling() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for uri in ["/api/v1/customers/", "/API/v1/customers", "/api/v1/Customers", "/api/v1/customers/cus_x/"] {
        partner.get(dev, uri).expect_problem(404, "not_found");
    }
    dev.assert_silent();
}

/// API Gateway gives any method that no route has to `not-found`. The emulator has no such catch-all for methods and
/// answers by itself; here it matters only that nothing is served.
#[test]
fn a_method_that_http_does_not_know_is_not_served() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for method in ["get", "Get", "BREW", "TRACE"] {
        let reply = partner.call(dev, Call::new(method, "/api/v1/customers"));
        assert_eq!(reply.status, 404, "{method}: {}", reply.text);
        assert!(!reply.text.contains("items"), "{method}: {}", reply.text);
    }
    dev.assert_silent();
}
