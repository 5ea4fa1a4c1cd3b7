//! Unknown paths, and routes with unknown methods.

use contract::route::Access;

use super::{partners, request, routes};
use crate::support::{Call, in_world_with};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

#[test]
fn unknown_paths_are_not_found() {
    in_world_with(partners, async |world, (partner, _)| {
        for path in [
            "/", "/api", "/api/v1", "/api/v1/", "/api/v1/customer", "/api/v2/customers", "/API/v1/customers",
            "/api/V1/customers", "/api/v1/Customers", "/prod/api/v1/customers", "/api/v1/customers.json",
            "/api/v1/customers/a/b", "/api/v1/.../customers", "/partner/v1/customers", "/admin", "/x/y",
        ] {
            for method in METHODS {
                for call in [Call::new(method, path), partner.app.sign(world, Call::new(method, path))] {
                    let problem = world.send(&call).await.expect_problem(404, "not_found");
                    assert_eq!((&problem["status"], &problem["requestId"]), (&404.into(), &"test-request".into()));
                }
            }
        }
        // A trailing slash makes another path, which does not exist.
        for spec in routes().filter(|spec| spec.id() != "not-found") {
            let mut call = request(spec, &partner.ids);
            call.uri.push('/');
            let reply = world.send(&partner.authorize(world, spec, call)).await;
            assert_eq!(reply.status, 404, "{}: {}", spec.id(), reply.text);
        }
        for path in
            ["//api/v1/customers", "/api//v1/customers", "/api/v1/../v1/customers", "/api/v1/%63ustomers", "/a;b"]
        {
            world.send(&Call::get(path)).await.expect_problem(400, "request_path_invalid");
        }
    });
}

#[test]
fn a_known_path_names_its_methods() {
    in_world_with(partners, async |world, (partner, _)| {
        let mut tried = 0;
        for spec in routes().filter(|spec| spec.method().is_some()) {
            let right = request(spec, &partner.ids);
            let allowed: Vec<&str> = routes()
                // The path may also match a route with a parameter.
                .filter(|other| other.match_path(spec.path()).is_some())
                .filter_map(|other| other.method().map(contract::route::Method::name))
                .collect();
            for method in METHODS.iter().filter(|method| !allowed.contains(method)) {
                tried += 1;
                let call = Call { method: (*method).to_owned(), ..right.clone() };
                // With and without credentials, because paths are not secret.
                for call in [call.clone(), partner.authorize(world, spec, call)] {
                    let reply = world.send(&call).await;
                    reply.expect_problem(405, "method_not_allowed");
                    let mut told: Vec<&str> = reply.header("allow").unwrap().split(", ").collect();
                    let mut expected = allowed.clone();
                    told.sort_unstable();
                    expected.sort_unstable();
                    assert_eq!(told, expected, "{method} {}", spec.path());
                }
            }
        }
        assert!(tried > 50);
    });
}

#[test]
fn a_function_serves_only_its_own_route() {
    in_world_with(partners, async |world, (partner, _)| {
        let guarded = || routes().filter(|spec| spec.access() != Access::Public);
        for spec in guarded() {
            for other in guarded() {
                if other.path() == spec.path() && spec.method().is_none_or(|method| Some(method) == other.method()) {
                    continue;
                }
                let call = request(other, &partner.ids);
                let call = partner.authorize(world, other, call);
                let reply = world.send_event(spec.id(), &call.event().to_string()).await;
                let path = call.uri.split('?').next().unwrap();
                let expected = if spec.match_path(path).is_some() { 405 } else { 404 };
                assert_eq!(reply.status, expected, "{} at {}: {}", other.id(), spec.id(), reply.text);
            }
        }
    });
}
