//! Source IP of the caller, taken from API Gateway and never from a header.

use contract::permission::Permission;
use provision::DemoUser;
use serde_json::{Value, json};

use super::target::{DIAGNOSE, URI, failed, names};
use crate::support::{Application, Call, World, in_world_with};

/// Headers in which proxies or attackers name a source address.
const CLAIMS: [&str; 12] = [
    "x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip",
    "x-cluster-client-ip", "x-originating-ip", "x-remote-addr", "cloudfront-viewer-address", "x-amzn-source-ip", "via",
];

async fn limited(world: &World) -> Application {
    let more = json!({ "allowedSourceIps": ["203.0.113.0/24", "2001:db8::/32", "192.0.2.7"] });
    Application::create_as(world, DemoUser::Partner, &Permission::ALL, more).await
}

async fn from(world: &World, app: &Application, uri: &str, address: &str) -> crate::support::Reply {
    let mut call = Call::get(uri);
    address.clone_into(&mut call.source_ip);
    app.call(world, call).await
}

#[test]
fn only_listed_addresses_are_accepted() {
    in_world_with(limited, async |world, app| {
        for allowed in [
            "203.0.113.0", "203.0.113.255", "192.0.2.7", "2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            "::ffff:203.0.113.9",
        ] {
            assert_eq!(from(world, &app, URI, allowed).await.status, 200, "{allowed}");
        }
        for (refused, told) in [
            ("203.0.112.255", "203.0.112.255"),
            ("203.0.114.0", "203.0.114.0"),
            ("192.0.2.6", "192.0.2.6"),
            ("127.0.0.1", "127.0.0.1"),
            ("::1", "::1"),
            ("2001:db9::1", "2001:db9::1"),
            ("::ffff:198.51.100.7", "::ffff:198.51.100.7"),
            // IPv4-compatible and NAT64 forms are different addresses.
            ("::203.0.113.9", "::cb00:7109"),
            ("64:ff9b::203.0.113.9", "64:ff9b::cb00:7109"),
            ("", "unknown"),
            ("not an address", "unknown"),
            ("203.0.113.9, 198.51.100.7", "unknown"),
            ("203.0.113.9:443", "unknown"),
            ("203.0.113.009", "unknown"),
            ("0xcb.0.113.9", "unknown"),
            ("3405803785", "unknown"),
            ("203.0.113.9/24", "unknown"),
            (" 203.0.113.9", "unknown"),
        ] {
            let problem = from(world, &app, URI, refused).await.expect_problem(403, "source_ip_not_allowed");
            names(&problem, Value::Null, told);
            let diagnosis = from(world, &app, DIAGNOSE, refused).await.expect(200);
            assert_eq!((&diagnosis["accepted"], &failed(&diagnosis)["check"]), (&json!(false), &json!("source-ip")));
        }
    });
}

#[test]
fn headers_do_not_change_the_source_address() {
    in_world_with(limited, async |world, app| {
        for name in CLAIMS {
            for value in ["203.0.113.9", "203.0.113.9, 198.51.100.7", "for=203.0.113.9", "198.51.100.7"] {
                let refused = app.call(world, Call::get(URI).header(name, value)).await;
                names(&refused.expect_problem(403, "source_ip_not_allowed"), Value::Null, "198.51.100.7");
                let mut call = Call::get(URI).header(name, value);
                "203.0.113.9".clone_into(&mut call.source_ip);
                assert_eq!(app.call(world, call).await.status, 200, "{name}: {value}");
            }
        }
    });
}

/// An event without an address matches no allow-list.
#[test]
fn an_unknown_address_is_not_allowed() {
    in_world_with(limited, async |world, app| {
        for address in [json!(null), json!("unknown"), json!("*")] {
            let mut event = app.sign(world, Call::get(URI).header("x-forwarded-for", "203.0.113.9")).event();
            event["requestContext"]["http"]["sourceIp"] = address;
            event["requestContext"]["identity"] = json!({ "sourceIp": "203.0.113.9" });
            let reply = world.send_event("reference-industries", &event.to_string()).await;
            names(&reply.expect_problem(403, "source_ip_not_allowed"), Value::Null, "unknown");
        }
    });
}

/// The allow-list is revealed only to authenticated callers.
#[test]
fn the_address_is_checked_after_authentication() {
    in_world_with(limited, async |world, app| {
        let call = Call::get(URI);
        let forged = app.token(world, &call).with_signature(&[1; 256]);
        world.send(&app.with_token(call, &forged)).await.expect_problem(401, "signature_invalid");
    });
}
