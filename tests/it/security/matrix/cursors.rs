//! Every route with a cursor or limit, with forged cursors and those of other lists.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::route::Access;
use contract::routes::Entry;
use serde_json::Value;

use super::{Ids, Partner, partners, request};
use crate::support::{Reply, World, in_world_with, run};

/// Returns the routes whose query accepts `parameter`, including future ones.
fn taking(parameter: &str) -> impl Iterator<Item = &'static Entry> {
    contract::routes::all().filter(move |entry| {
        let known = |errors: Vec<contract::problem::FieldError>| {
            !errors.iter().any(|error| error.reason.contains("not a known field"))
        };
        // A route that reads no parameter accepts none.
        let looks = (entry.schemas.parsers.query)("no-such-parameter=1").is_err();
        looks && (entry.schemas.parsers.query)(&format!("{parameter}=x")).map_or_else(known, |()| true)
    })
}

/// Parts of a cursor, independent of the code under test.
#[derive(Clone)]
struct Parts {
    key: String,
    version: u8,
    list: String,
    reader: String,
    /// Names and values of filters.
    filters: Vec<String>,
    position: String,
}

impl Parts {
    /// Returns the parts of a cursor for the list at `path`, as read by `partner`.
    fn of(world: &World, entry: &Entry, path: &str, partner: &Partner) -> Self {
        let reader = match entry.spec.access() {
            Access::NuveraAdmin => "admins".to_owned(),
            _ => partner.ids.organization.clone(),
        };
        Self {
            key: world.variable("CURSOR_KEY").to_owned(),
            version: 1,
            list: format!("{} {path}", entry.spec.id()),
            reader,
            filters: Vec::new(),
            position: "zzz".to_owned(),
        }
    }

    fn mac(&self, label: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut text = Vec::new();
        for part in [b"nuvera/cursor/v1".as_slice(), label.as_bytes()].iter().chain(parts) {
            text.extend((part.len() as u64).to_be_bytes());
            text.extend(*part);
        }
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.key.as_bytes()), &text).as_ref().to_vec()
    }

    fn bytes(&self) -> Vec<u8> {
        let filters: Vec<&[u8]> = self.filters.iter().map(String::as_bytes).collect();
        let mut bytes = vec![self.version];
        bytes.extend(&self.mac("list", &[self.list.as_bytes()])[..8]);
        bytes.extend(&self.mac("reader", &[self.reader.as_bytes()])[..8]);
        bytes.extend(&self.mac("filters", &filters)[..8]);
        bytes.extend(self.position.as_bytes());
        bytes.extend(&self.mac("cursor", &[&bytes])[..16]);
        bytes
    }

    fn cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }
}

async fn ask(world: &World, partner: &Partner, entry: &Entry, ids: &Ids, query: &str) -> Reply {
    let mut call = request(entry.spec, ids);
    call.uri = format!("{}?{query}", call.uri);
    world.send(&partner.authorize(world, entry.spec, call)).await
}

/// Asserts a refusal only at `pointer`, with `words` in the reason.
#[track_caller]
fn expect_refused(reply: &Reply, pointer: &str, words: &str, context: &str) {
    let problem = reply.expect_problem(400, "parameter_invalid");
    let errors = problem["errors"].as_array().unwrap();
    let [error] = errors.as_slice() else { panic!("{context}: {problem}") };
    let reason = error["reason"].as_str().unwrap();
    assert!(error["pointer"] == pointer && reason.contains(words), "{context}: {error}");
}

#[test]
fn every_list_accepts_only_its_own_cursors() {
    in_world_with(partners, async |world, (partner, other)| {
        let mut tried = 0;
        for entry in taking("cursor") {
            tried += 1;
            let id = entry.spec.id();
            let path = request(entry.spec, &partner.ids).uri;
            let own = Parts::of(world, entry, &path, partner);
            let genuine = own.cursor();
            let page = ask(world, partner, entry, &partner.ids, &format!("cursor={genuine}")).await.expect(200);
            assert_eq!(page["hasMore"], Value::Bool(page["nextCursor"].is_string()), "{id}");

            let list = "customers-list /api/v1/customer".to_owned();
            let swapped = genuine.chars().map(|c| if c == 'A' { 'B' } else { 'A' }).collect::<String>();
            let mut flipped = own.bytes();
            flipped[30] ^= 1;
            let mut headless = own.bytes();
            headless.drain(..25);
            for (cursor, words) in [
                (String::new(), "is empty"),
                ("null".to_owned(), "no next page"),
                ("undefined".to_owned(), "no next page"),
                ("None".to_owned(), "no next page"),
                ("0".to_owned(), "length is 1,"),
                ("zzzz".to_owned(), "length is 4,"),
                (partner.ids.customer.clone(), "length is 26,"),
                (genuine[..20].to_owned(), "length is 20,"),
                ("A".repeat(2_000), "length is 2000,"),
                (format!("{genuine}="), "is not allowed in cursors"),
                (format!("%20{genuine}"), "character 1 "),
                (genuine.replacen('A', "%00", 1), "is not allowed in cursors"),
                (genuine.to_ascii_uppercase(), "not as this API made it"),
                (genuine.to_ascii_lowercase(), "not as this API made it"),
                (genuine[..genuine.len() - 1].to_owned(), "is "),
                (format!("{genuine}A"), "not as this API made it"),
                (genuine.repeat(2), "not as this API made it"),
                (swapped, "not as this API made it"),
                (URL_SAFE_NO_PAD.encode(flipped), "not as this API made it"),
                (format!("{:A<60}", URL_SAFE_NO_PAD.encode(headless)), "not as this API made it"),
                (Parts { version: 2, ..own.clone() }.cursor(), "not as this API made it"),
                (Parts { key: "0".repeat(64), ..own.clone() }.cursor(), "not as this API made it"),
                (Parts { list, ..own.clone() }.cursor(), "another list"),
                (Parts { list: format!("{}x", own.list), ..own.clone() }.cursor(), "another list"),
                (Parts { reader: other.ids.organization.clone(), ..own.clone() }.cursor(), "another organization"),
                (Parts { filters: vec!["x".into(), "y".into()], ..own.clone() }.cursor(), "other filters"),
            ] {
                let reply = ask(world, partner, entry, &partner.ids, &format!("cursor={cursor}")).await;
                expect_refused(&reply, "/cursor", words, &format!("{id} with {cursor}"));
            }
            let twice = ask(world, partner, entry, &partner.ids, &format!("cursor={genuine}&cursor={genuine}")).await;
            expect_refused(&twice, "/cursor", "once", id);
        }
        assert!(tried >= 25, "{tried}");
    });
}

#[test]
fn a_cursor_is_valid_for_any_limit_and_the_same_filters() {
    in_world_with(partners, async |world, (partner, _)| {
        let list = async |query: &str| partner.app.get(world, &format!("/api/v1/customers?{query}")).await;
        let first = list("limit=1").await.expect(200);
        let cursor = first["nextCursor"].as_str().unwrap().to_owned();
        // The function's cursor equals the one built from its parts.
        let entry = taking("cursor").find(|entry| entry.spec.id() == "customers-list").unwrap();
        let position = first["items"][0]["id"].as_str().unwrap().to_owned();
        let parts = Parts { position, ..Parts::of(world, entry, "/api/v1/customers", partner) };
        assert_eq!(cursor, parts.cursor());
        for query in ["limit=1", "limit=100", "%6cimit=7"] {
            let page = list(&format!("{query}&cursor={cursor}")).await.expect(200);
            assert_ne!(page["items"][0]["id"], first["items"][0]["id"], "{query}");
        }
        let refused = list(&format!("status=DRAFT&cursor={cursor}")).await;
        expect_refused(&refused, "/cursor", "other filters", "an added status");
        let filters = vec!["status".to_owned(), "DRAFT".to_owned()];
        let filtered = Parts { filters, ..parts }.cursor();
        for query in ["status=DRAFT", "%73tatus=DRA%46T", "limit=3&status=DRAFT"] {
            list(&format!("{query}&cursor={filtered}")).await.expect(200);
        }
        expect_refused(&list(&format!("cursor={filtered}")).await, "/cursor", "other filters", "no status");
        expect_refused(
            &list(&format!("status=APPROVED&cursor={filtered}")).await,
            "/cursor",
            "other filters",
            "another status",
        );
    });
}

#[test]
fn every_invalid_limit_has_its_reason() {
    in_world_with(partners, async |world, (partner, _)| {
        let mut tried = 0;
        for entry in taking("limit") {
            tried += 1;
            for (query, pointer, words) in [
                ("limit=", "/limit", "is empty"),
                ("limit", "/limit", "is empty"),
                ("limit=0", "/limit", "at least 1"),
                ("limit=101", "/limit", "at most 100"),
                ("limit=99999999999999999999", "/limit", "at most 100"),
                ("limit=1e1", "/limit", "digits alone"),
                ("limit=%205", "/limit", "digits alone"),
                ("limit=+5", "/limit", "digits alone"),
                ("limit=%2B5", "/limit", "digits alone"),
                ("limit=-1", "/limit", "digits alone"),
                ("limit=1.0", "/limit", "digits alone"),
                ("limit=null", "/limit", "digits alone"),
                ("limit=1&limit=2", "/limit", "once"),
                ("page=1", "/page", "not a known"),
                ("Limit=1", "/Limit", "not a known"),
                ("limit[]=1", "/limit[]", "not a known"),
            ] {
                let reply = ask(world, partner, entry, &partner.ids, query).await;
                expect_refused(&reply, pointer, words, &format!("{} with {query}", entry.spec.id()));
            }
        }
        assert!(tried >= 22, "{tried}");
    });
}

#[test]
fn a_replaced_cursor_key_invalidates_earlier_cursors() {
    run(async {
        let (before, after) = (World::start().await, World::start().await);
        assert_ne!(before.variable("CURSOR_KEY"), after.variable("CURSOR_KEY"));
        let partner = Partner::new(&after).await;
        let entry = taking("cursor").find(|entry| entry.spec.id() == "customers-list").unwrap();
        let old = Parts::of(&before, entry, "/api/v1/customers", &partner).cursor();
        let reply = ask(&after, &partner, entry, &partner.ids, &format!("cursor={old}")).await;
        expect_refused(&reply, "/cursor", "omit `cursor`", "a cursor of the former key");
    });
}
