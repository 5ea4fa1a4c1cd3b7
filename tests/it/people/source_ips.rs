//! Source IP allow-list of an application.

use contract::permission::Permission;
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::send;
use crate::support::{Application, Call, Person, Reply, World, in_world_with};

/// Application with its owner, who changes the allow-list.
struct Subject<'w> {
    world: &'w World,
    owner: Person,
    app: Application,
}

impl<'w> Subject<'w> {
    async fn new(world: &'w World) -> Self {
        let owner = Person::partner(world).await;
        let app = Application::create_by(world, &owner.token, &[Permission::CustomersRead], json!({})).await;
        Self { world, owner, app }
    }

    async fn allow(&self, blocks: &Value) -> Reply {
        let uri = format!("{APPLICATIONS}/{}", self.app.id);
        send(self.world, &self.owner, "PATCH", &uri, &json!({ "allowedSourceIps": blocks })).await
    }

    async fn call(&self, from: &str, headers: &[(&str, &str)]) -> Reply {
        let mut call = self.app.sign(self.world, Call::get("/api/v1/reference/countries"));
        call.source_ip = from.to_owned();
        self.world.send(&headers.iter().fold(call, |call, (name, value)| call.header(name, *value))).await
    }

    async fn expect(&self, from: &str, served: bool) {
        let reply = self.call(from, &[]).await;
        if served {
            reply.expect(200);
        } else {
            assert_eq!(reply.expect_problem(403, "source_ip_not_allowed")["received"], from);
        }
    }
}

#[test]
fn the_next_request_is_checked_against_the_new_list() {
    in_world_with(Subject::new, async |_, subject| {
        // Allow-list, its shown form, admitted and refused addresses.
        let cases = [
            (json!([]), json!([]), &["203.0.113.9", "2001:db8::1"][..], &[][..]),
            (
                json!(["203.0.113.0/24"]),
                json!(["203.0.113.0/24"]),
                &["203.0.113.0", "203.0.113.255"],
                &["203.0.112.255", "203.0.114.0", "2001:db8::1", "::cb00:7109"],
            ),
            (
                json!(["2001:db8:1::/48"]),
                json!(["2001:db8:1::/48"]),
                &["2001:db8:1::1", "2001:db8:1:ffff::"],
                &["2001:db8:2::", "203.0.113.9", "::1"],
            ),
            (json!(["198.51.100.9"]), json!(["198.51.100.9/32"]), &["198.51.100.9"], &["198.51.100.8"]),
            (json!(["2001:DB8::0:1"]), json!(["2001:db8::1/128"]), &["2001:db8::1"], &["2001:db8::2"]),
            (
                json!(["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"]),
                json!(["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"]),
                &["10.255.0.1", "2001:db8:9::", "192.0.2.1"],
                &["11.0.0.0", "192.0.2.2", "2001:db9::"],
            ),
            // IPv4 and IPv6 are independent.
            (json!(["0.0.0.0/0"]), json!(["0.0.0.0/0"]), &["8.8.8.8"], &["2001:db8::1"]),
            (json!(["::/0"]), json!(["::/0"]), &["2001:db8::1"], &["8.8.8.8"]),
        ];
        for (blocks, shown, served, refused) in cases {
            assert_eq!(subject.allow(&blocks).await.expect(200)["allowedSourceIps"], shown);
            for from in served {
                subject.expect(from, true).await;
            }
            for from in refused {
                subject.expect(from, false).await;
            }
        }
    });
}

#[test]
fn an_ipv4_address_is_one_however_it_is_written() {
    in_world_with(Subject::new, async |_, subject| {
        // Requests with IPv4-mapped IPv6 addresses.
        subject.allow(&json!(["203.0.113.0/24"])).await.expect(200);
        for (from, served) in [("::ffff:203.0.113.9", true), ("::ffff:cb00:7109", true), ("::ffff:203.0.114.9", false)]
        {
            let reply = subject.call(from, &[]).await;
            assert_eq!(reply.status, if served { 200 } else { 403 }, "{from}: {}", reply.text);
        }
        // Allow-lists with IPv4-mapped IPv6 blocks, which are stored as IPv4.
        for (block, shown) in [
            ("::ffff:203.0.113.9", "203.0.113.9/32"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
        ] {
            assert_eq!(subject.allow(&json!([block])).await.expect(200)["allowedSourceIps"], json!([shown]), "{block}");
            subject.expect("203.0.113.9", true).await;
            subject.call("::ffff:203.0.113.9", &[]).await.expect(200);
            subject.expect("2001:db8::1", false).await;
        }
    });
}

#[test]
fn an_invalid_block_is_named_by_its_index_and_nothing_changes() {
    in_world_with(Subject::new, async |_, subject| {
        let before = subject.allow(&json!(["192.0.2.0/24"])).await.expect(200);
        let good = "10.0.0.0/8";
        for (bad, hint) in [
            ("203.0.113.1/24", "203.0.113.0/24"),
            ("2001:db8::1/32", "2001:db8::/32"),
            ("10.0.0.1/0", "0.0.0.0/0"),
            ("::ffff:203.0.113.9/120", "203.0.113.0/24"),
            ("203.0.113.0/33", "CIDR"),
            ("2001:db8::/129", "CIDR"),
            ("203.0.113.0/-1", "CIDR"),
            ("203.0.113.0/", "CIDR"),
            ("203.0.113", "CIDR"),
            ("203.0.113.0-203.0.113.9", "CIDR"),
            // Some parsers read a leading zero as octal, which is another network.
            ("010.0.0.0/8", "CIDR"),
            ("10.0.0.0/08", "CIDR"),
            ("10.0.0.0/+8", "CIDR"),
            ("10.0.0.0/255.0.0.0", "CIDR"),
            ("fe80::1%eth0", "CIDR"),
            (" 10.0.0.0/8", "CIDR"),
            ("example.com", "CIDR"),
            ("", "CIDR"),
        ] {
            let problem = subject.allow(&json!([good, bad])).await.expect_problem(422, "validation_failed");
            let error = &problem["errors"][0];
            assert_eq!(error["pointer"], "/allowedSourceIps/1", "{bad}");
            assert!(error["reason"].as_str().unwrap().contains(hint), "{bad}: {error}");
        }
        let blocks = |count: u8| (0..count).map(|n| json!(format!("10.{n}.0.0/16"))).collect::<Value>();
        for (pointer, list) in [
            ("/allowedSourceIps", blocks(51)),
            ("/allowedSourceIps", json!(null)),
            ("/allowedSourceIps", json!("10.0.0.0/8")),
            ("/allowedSourceIps/0", json!([7])),
        ] {
            subject.allow(&list).await.expect_invalid(pointer);
        }
        let uri = format!("{APPLICATIONS}/{}", subject.app.id);
        let is = send(subject.world, &subject.owner, "PATCH", &uri, &json!({})).await;
        assert_eq!(is.expect(200), before);
        subject.allow(&blocks(50)).await.expect(200);
        subject.expect("10.49.0.1", true).await;
        subject.expect("10.50.0.1", false).await;
    });
}
