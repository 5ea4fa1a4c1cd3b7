//! How refused requests are counted, kept and listed.

use super::super::hub::{admin, all, applications_of, get, pages, texts};
use super::{begin_minute, countries, find, owned, refusals_of, until, with};
use crate::support::{World, answer, run};
use contract::permission::Permission;
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn the_first_of_a_minute_is_told_and_the_others_are_counted() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        begin_minute(&world);
        let refuse = async |issuer: &str| {
            let call = with(&world, &app, countries(), &|token| token.with("iss", issuer));
            world.send(&call).await.expect_problem(401, "token_issuer");
        };
        let received = |record: &Value| {
            let checks = record["checks"].as_array().unwrap().clone();
            checks.into_iter().find(|check| check["check"] == "iss").unwrap()["received"].clone()
        };
        for number in 0..50 {
            refuse(&format!("issuer-{number}")).await;
        }
        let count = |records: &[Value], code| find(records, code).map_or(0, |record| record["count"].as_u64().unwrap());
        let records = until(&world, &owner, &app, |records| count(records, "token_issuer") >= 25).await;
        assert_eq!(records.len(), 1, "one record");
        assert_eq!(received(&records[0]), "issuer-0", "of the first");
        assert!(count(&records, "token_issuer") <= 50);

        // Another code is another record, another application's are its own.
        let call = with(&world, &app, countries(), &|token| token.with("aud", "another"));
        world.send(&call).await.expect_problem(401, "token_audience");
        let records = until(&world, &owner, &app, |records| records.len() == 2).await;
        assert_eq!(count(&records, "token_audience"), 1);

        // With the next minute comes a new record, and the rest of the last one's count.
        world.advance(60);
        refuse("later").await;
        let records =
            until(&world, &owner, &app, |records| records.len() == 3 && records.iter().any(|r| r["count"] == 50)).await;
        let newest = &records[0];
        assert_eq!((received(newest), &newest["count"]), (json!("later"), &json!(1)));
        let first = records.iter().find(|record| record["count"] == 50).unwrap();
        assert_eq!(received(first), "issuer-0");

        // Two processes count into one record, which stays that of who was first.
        world.advance(60);
        for issuer in ["one", "two", "three"] {
            let call = with(&world, &app, countries(), &|token| token.with("iss", issuer));
            answer(&world.fresh("reference-countries"), &call.event().to_string()).await;
            until(&world, &owner, &app, |records| records.len() == 4).await;
        }
        let records = until(&world, &owner, &app, |records| records[0]["count"] == 3).await;
        assert_eq!((records.len(), received(&records[0])), (4, json!("one")));
    });
}

/// The items that refused requests are kept in.
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
        method: "GET".to_owned(),
        uri: format!("/api/v1/customers?cursor={}", at.millis()),
        source_ip: "198.51.100.7".to_owned(),
        key_prefix: "nuv_test_x".to_owned(),
        clock_difference_seconds: None,
        checks: Vec::new(),
    }
}

#[test]
fn a_record_is_kept_for_seven_days_and_not_shown_for_longer() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        const WEEK: i64 = 7 * 24 * 60 * 60;
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        let records = until(&world, &owner, &app, |records| records.len() == 1).await;
        let at: Timestamp = records[0]["at"].as_str().unwrap().parse().unwrap();
        let ttl: i64 = items(&world, &app.id).await[0]["ttl"].as_n().unwrap().parse().unwrap();
        assert_eq!(ttl, at.seconds() + WEEK);

        let id = app.id.parse().unwrap();
        let now = world.now();
        for (seconds, code) in [(-WEEK + 120, "kept"), (-WEEK - 61, "old"), (-2 * WEEK, "older")] {
            world.store().record_refusal(&id, &refused(now.plus_seconds(seconds), code)).await.unwrap();
        }
        let records = all(&world, &owner, &refusals_of(&app)).await;
        assert_eq!(texts(&records, "code"), ["token_malformed", "kept"]);
        // DynamoDB removes late, if at all: they would have to be there for this to say something.
        let kept: BTreeSet<_> = items(&world, &app.id).await.iter().map(|i| i["ttl"].as_n().unwrap().clone()).collect();
        assert!(kept.contains(&(now.plus_seconds(-WEEK + 120).seconds() + WEEK).to_string()));
    });
}

#[test]
fn pages_give_each_record_once_newest_first() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &[]).await;
        let (admin, id) = (admin(&world).await, app.id.parse().unwrap());
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
                let pages = pages(&world, person, &format!("{uri}?limit={limit}")).await;
                assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == limit), "full pages");
                let told =
                    |record: &Value| format!("{} {}", record["at"].as_str().unwrap(), record["code"].as_str().unwrap());
                assert_eq!(pages.concat().iter().map(told).collect::<Vec<_>>(), expected, "{limit}");
            }
            assert_eq!(get(&world, person, &uri).await.expect(200)["items"].as_array().unwrap().len(), 20);
            for (pointer, query) in [
                ("/limit", "limit=0"),
                ("/limit", "limit=101"),
                ("/limit", "limit=x"),
                ("/cursor", "cursor="),
                ("/cursor", "cursor=%23"),
                ("/code", "code=token_expired"),
                ("/limit", "limit=1&limit=1"),
            ] {
                let wrong = get(&world, person, &format!("{uri}?{query}")).await;
                assert_eq!(wrong.expect_problem(400, "parameter_invalid")["errors"][0]["pointer"], pointer, "{query}");
            }
        }
    });
}
