//! Counting, retention and listing of refused requests.

use super::super::hub::{admin, all, applications_of, get, pages};
use super::{countries, expect_counted, find, hold_minute, later, owned, recorded, refusals_of, with};
use crate::support::{Call, SigningKey, Token, World, in_own_world, invented_key, texts};
use contract::permission::Permission;
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn each_mistake_has_a_record_and_repetitions_are_counted() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        hold_minute(world);
        let refuse = async |issuer: &str| {
            let call = with(world, &app, countries(), &|token| token.with("iss", issuer));
            world.send(&call.request_id(format!("of-{issuer}"))).await.expect_problem(401, "token_issuer");
        };
        let received = |record: &Value| {
            let checks = record["checks"].as_array().unwrap().clone();
            checks.into_iter().find(|check| check["check"] == "iss").unwrap()["received"].clone()
        };
        // A repeated mistake is one record and displaces no other.
        for _ in 0..50 {
            refuse("first").await;
        }
        for number in 0..5 {
            refuse(&format!("other-{number}")).await;
        }
        let of = |records: &[Value], id: &str| records.iter().find(|record| record["requestId"] == id).cloned();
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 6);
        assert!(of(&records, "of-first").unwrap()["count"].as_u64().unwrap() >= 25, "{records:?}");
        for (number, record) in records[..5].iter().rev().enumerate() {
            let id = format!("of-other-{number}");
            assert_eq!(
                (&record["requestId"], &record["count"], &record["proved"]),
                (&json!(id), &json!(1), &json!(true))
            );
            assert_eq!(received(record), id[3..], "newest first, each with its received value");
        }
        assert_eq!(received(&of(&records, "of-first").unwrap()), "first");

        // Another URI, address or key is another mistake, even with the same code.
        let elsewhere = with(world, &app, countries(), &|token| token.with("iss", "first"));
        let elsewhere = Call { source_ip: "203.0.113.9".to_owned(), ..elsewhere.request_id("elsewhere") };
        world.send(&elsewhere).await.expect_problem(401, "token_issuer");
        assert!(of(&recorded(world, &owner, &app).await, "elsewhere").is_some());

        // The next minute adds a record and writes the remaining count of the previous one.
        later(world, 60);
        refuse("first").await;
        let records = recorded(world, &owner, &app).await;
        assert_eq!((records.len(), &records[0]["count"]), (8, &json!(1)));
        assert!(records.iter().any(|record| record["count"] == 50), "{records:?}");

        // Values that contain the current time do not make a new mistake every second.
        later(world, 60);
        for _ in 0..4 {
            let call = with(world, &app, countries(), &|token| token.times(-90, -60));
            world.send(&call).await.expect_problem(401, "token_expired");
            later(world, 2);
        }
        let mut records = recorded(world, &owner, &app).await;
        records.retain(|record| record["code"] == "token_expired");
        assert_eq!((records.len(), &records[0]["count"]), (1, &json!(4)));
    });
}

/// Requests of strangers neither displace the owner's records nor show their text.
#[test]
fn strangers_are_counted_separately_from_the_owners_mistakes() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let stranger = SigningKey::generate();
        // A stranger knows only the displayed part of a key.
        let application = app.id.parse().unwrap();
        let api_key = invented_key(&application, "0001");
        hold_minute(world);
        let text = "look-at-my-page-example";
        for number in 0..300 {
            let call = Call::get(&format!("/api/v1/reference/countries?{text}={number}")).request_id(text);
            let token = Token::new(&api_key, &call.method, &call.uri, &call.body, world.now().seconds());
            let token = match number % 6 {
                0 => token.with("iss", text),
                1 => token.with("aud", format!("{text}-{number}")),
                2 => token.with("uri", format!("/{text}/{number}")),
                3 => token.header(&json!({ "alg": "RS256", "typ": text })),
                4 => token.with("bodyHash", text),
                _ => token,
            };
            let call = call.header("x-api-key", &api_key).bearer(&token.sign(&stranger));
            assert_eq!(world.send(&call).await.status, 401);
        }
        // The owner makes its mistakes in the same process and minute.
        for number in 0..5 {
            let call = with(world, &app, countries(), &|token| token.with("iss", format!("mine-{number}")));
            world.send(&call.request_id(format!("mine-{number}"))).await.expect_problem(401, "token_issuer");
        }
        let total = |records: &[Value], code: &str| {
            let of_code = records.iter().filter(|record| record["code"] == code && record["proved"] == false);
            of_code.map(|record| record["count"].as_u64().unwrap()).sum::<u64>()
        };
        let counted = [
            "token_issuer", "token_audience", "token_uri_mismatch", "token_algorithm", "token_body_hash_mismatch",
            "api_key_invalid",
        ];
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 11, "{records:?}");
        assert!(counted.iter().all(|code| total(&records, code) >= 25), "{records:?}");
        let mine = records[..5].iter().rev().map(|record| record["requestId"].clone());
        assert_eq!(json!(mine.collect::<Vec<_>>()), json!((0..5).map(|n| format!("mine-{n}")).collect::<Vec<_>>()));
        for record in &records[5..] {
            let code = record["code"].as_str().unwrap();
            assert!(counted.contains(&code) && expect_counted(record, code, false) <= 50);
        }
        assert!(!json!(records).to_string().contains(text));
        assert!(!format!("{:?}", items(world, &app.id).await).contains(text), "the text is not stored");
    });
}

/// Mistakes beyond a minute's details are counted by code.
#[test]
fn mistakes_beyond_a_minutes_limit_are_only_counted() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        hold_minute(world);
        for number in 0..100 {
            let call = with(world, &app, countries(), &|token| token.with("iss", format!("issuer-{number}")));
            world.send(&call.request_id(number.to_string())).await.expect_problem(401, "token_issuer");
        }
        let call = with(world, &app, countries(), &|token| token.with("aud", "another"));
        world.send(&call.request_id("another")).await.expect_problem(401, "token_audience");
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 22, "20 with details, a count, and the other mistake");
        assert!(find(&records, "token_audience").is_some());
        let count = records.iter().find(|record| record["code"] == "token_issuer" && record["checks"] == json!([]));
        assert!(expect_counted(count.unwrap(), "token_issuer", true) >= 64);
    });
}

/// Returns the stored items of refused requests.
async fn items(world: &World, application: &str) -> Vec<crate::support::aws::Item> {
    let mut items = world.aws.partition(Table::Usage, application).await;
    items.retain(|item| item["sk"].as_s().unwrap().starts_with("REFUSAL#"));
    items
}

fn refused(at: Timestamp, code: &str) -> RefusedRequest {
    RefusedRequest {
        at,
        code: code.to_owned(),
        count: 1,
        proved: true,
        request_id: Some("a-request".to_owned()),
        method: Some("GET".to_owned()),
        uri: Some(format!("/api/v1/customers?cursor={}", at.millis())),
        source_ip: Some("198.51.100.7".to_owned()),
        key_prefix: Some("nuv_test_x".to_owned()),
        clock_difference_seconds: None,
        checks: Vec::new(),
    }
}

#[test]
fn a_record_is_stored_and_shown_for_seven_days() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        const WEEK: i64 = 7 * 24 * 60 * 60;
        let call = with(world, &app, countries(), &|token| token.with("iss", "another"));
        world.send(&call).await.expect_problem(401, "token_issuer");
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 1);
        let at: Timestamp = records[0]["at"].as_str().unwrap().parse().unwrap();
        let ttl: i64 = items(world, &app.id).await[0]["ttl"].as_n().unwrap().parse().unwrap();
        assert_eq!(ttl, at.seconds() + WEEK);

        let id = app.id.parse().unwrap();
        let now = world.now();
        for (seconds, code) in [(-WEEK + 120, "kept"), (-WEEK - 61, "old"), (-2 * WEEK, "older")] {
            world.store().record_refusal(&id, &refused(now.plus_seconds(seconds), code)).await.unwrap();
        }
        let records = all(world, &owner, &refusals_of(&app)).await;
        assert_eq!(texts(&records, "code"), ["token_issuer", "kept"]);
        // Expired items must still exist for this check, because DynamoDB deletes late.
        let kept: BTreeSet<_> = items(world, &app.id).await.iter().map(|i| i["ttl"].as_n().unwrap().clone()).collect();
        assert!(kept.contains(&(now.plus_seconds(-WEEK + 120).seconds() + WEEK).to_string()));
    });
}

#[test]
fn pages_have_each_record_once_newest_first() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &[]).await;
        let (admin, id) = (admin(world).await, app.id.parse().unwrap());
        let start = Timestamp::from_seconds(world.now().seconds() / 60 * 60 - 6_000);
        let mut expected = Vec::new();
        for minute in 0..15 {
            for code in ["a_code", "b_code", "c_code"].into_iter().take(1 + minute % 3) {
                let at = start.plus_seconds(i64::try_from(minute).unwrap() * 60 + 7);
                world.store().record_refusal(&id, &refused(at, code)).await.unwrap();
                expected.insert(0, format!("{at} {code}"));
            }
        }
        let theirs = format!("{}/{}/refusals", applications_of(owner.organization()), app.id);
        for (person, uri) in [(&owner, refusals_of(&app)), (&admin, theirs)] {
            for limit in [1, 2, 29, 30, 100] {
                let pages = pages(world, person, &format!("{uri}?limit={limit}")).await;
                assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == limit), "full pages");
                let told =
                    |record: &Value| format!("{} {}", record["at"].as_str().unwrap(), record["code"].as_str().unwrap());
                assert_eq!(pages.concat().iter().map(told).collect::<Vec<_>>(), expected, "{limit}");
            }
            assert_eq!(get(world, person, &uri).await.expect(200)["items"].as_array().unwrap().len(), 20);
            get(world, person, &format!("{uri}?code=token_expired")).await.expect_wrong_parameter("/code");
        }
    });
}
