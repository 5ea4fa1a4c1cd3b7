//! Requests without a route: 404, and 405 with `Allow`, as problem documents.

use std::collections::BTreeSet;

use contract::route::Method;
use contract::routes::{DEFAULT_PATH, all};

use super::dev::Dev;
use super::partner::Partner;
use crate::support::Call;

/// Returns the methods of all routes that match a path, literally or by parameters.
fn taken(uri: &str) -> Option<Vec<&'static str>> {
    let specs = all().map(|entry| entry.spec).filter(|spec| spec.id() != "not-found" && spec.match_path(uri).is_some());
    specs.map(|spec| spec.method().map(Method::name)).collect()
}

#[test]
fn another_method_is_refused_with_the_allowed_ones() {
    let dev = Dev::shared();
    let paths: BTreeSet<_> = all().flat_map(|entry| entry.spec.paths()).filter(|path| *path != DEFAULT_PATH).collect();
    for path in paths {
        let segment = |part: &'static str| if part.starts_with('{') { "x" } else { part };
        let uri = path.split('/').map(segment).collect::<Vec<_>>().join("/");
        let Some(mut methods) = taken(&uri) else { continue };
        methods.sort_unstable();
        for other in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if methods.contains(&other) {
                continue;
            }
            let reply = dev.send(&Call::new(other, &uri));
            let problem = reply.expect_problem(405, "method_not_allowed");
            let mut allowed: Vec<_> = reply.header("allow").unwrap().split(", ").collect();
            allowed.sort_unstable();
            assert_eq!(allowed, methods, "{other} {uri}");
            assert_eq!(problem["expected"].as_str(), reply.header("allow"));
        }
    }
    dev.assert_silent();
}

#[test]
fn an_unknown_path_or_another_spelling_of_a_path_is_not_found() {
    let dev = Dev::shared();
    for uri in ["/", "/api", "/api/v1", "/api/v2/customers", "/partner/v1", "/healthy", "/api/v1/customers/", "/HEALTH"]
    {
        for method in ["GET", "POST", "DELETE"] {
            dev.send(&Call::new(method, uri)).expect_problem(404, "not_found");
        }
    }
    let partner = Partner::new(dev);
    for uri in ["/api/v1/customers/", "/API/v1/customers", "/api/v1/Customers", "/api/v1/customers/cus_x/"] {
        partner.get(dev, uri).expect_problem(404, "not_found");
    }
    dev.assert_silent();
}

/// API Gateway sends methods without a route to `not-found`.
#[test]
fn an_unknown_method_is_not_served() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for method in ["get", "Get", "BREW", "TRACE"] {
        partner.call(dev, Call::new(method, "/api/v1/customers")).expect_problem(405, "method_not_allowed");
    }
    dev.assert_silent();
}
