//! GET /api/v1/customers.

use contract::id::{CustomerId, IdSeed};
use contract::table::Table;
use serde_json::{Value, json};

use crate::support::aws::Item;
use crate::support::{Application, CUSTOMERS, Call, World, id, ids, in_own_world_with, in_world, in_world_with};

async fn page(world: &World, app: &Application, query: &str) -> Value {
    app.get(world, &format!("{CUSTOMERS}?{query}")).await.expect(200)
}

#[test]
fn customers_are_listed_newest_first_and_stably_while_some_are_added() {
    in_world_with(Application::alone, async |world, app| {
        assert_eq!(page(world, &app, "limit=1").await, json!({ "items": [], "nextCursor": null, "hasMore": false }));
        let mut made: Vec<Value> = Vec::new();
        for number in 0..25 {
            made.insert(0, app.create_customer(world, json!({ "registrationNumber": number.to_string() })).await);
        }
        let newest_first: Vec<&str> = made.iter().map(id).collect();

        let default = app.get(world, CUSTOMERS).await.expect(200);
        assert_eq!((ids(&default), &default["hasMore"]), (newest_first[..20].to_vec(), &json!(true)));
        assert_eq!(default["items"][0], made[0], "a list shows whole customers");
        let whole = page(world, &app, "limit=100").await;
        assert_eq!((ids(&whole), &whole["hasMore"]), (newest_first.clone(), &json!(false)));
        assert_eq!(whole["nextCursor"], json!(null));
        let exact = page(world, &app, "limit=25").await;
        assert_eq!((ids(&exact).len(), &exact["hasMore"]), (25, &json!(false)));

        for limit in [1, 7, 24] {
            let mut seen: Vec<String> = Vec::new();
            let mut query = format!("limit={limit}");
            loop {
                let next = page(world, &app, &query).await;
                assert!(ids(&next).len() <= limit);
                seen.extend(ids(&next).into_iter().map(str::to_owned));
                assert_eq!(next["hasMore"], json!(next["nextCursor"].is_string()));
                let Some(cursor) = next["nextCursor"].as_str() else { break };
                query = format!("limit={limit}&cursor={cursor}");
                // A customer added meanwhile is newer than the remaining pages.
                if seen.len() < 10 {
                    app.create_customer(world, json!({ "draft": true })).await;
                }
            }
            // Customers that existed at the start, each once.
            let begun = seen.iter().position(|seen| seen == newest_first[0]).unwrap();
            assert_eq!(seen[begun..], newest_first, "limit {limit}");
            for customer in page(world, &app, "limit=100&status=DRAFT").await["items"].as_array().unwrap() {
                world.aws.delete(Table::Customers, &app.organization, id(customer)).await;
            }
        }
    });
}

#[test]
fn customers_are_listed_by_status() {
    in_world_with(Application::alone, async |world, app| {
        let draft = app.create_customer(world, json!({ "draft": true })).await;
        let newer = app.create_customer(world, json!({ "draft": true })).await;
        let pending = app.create_customer(world, json!({})).await;
        let approved = app.create_customer(world, json!({})).await;
        let uri = format!("/admin/v1/organizations/{}/customers/{}", app.organization, id(&approved));
        world.review(&uri, "APPROVE").await.expect(200);
        let cases = [
            ("DRAFT", vec![id(&newer), id(&draft)]),
            ("PENDING_REVIEW", vec![id(&pending)]),
            ("APPROVED", vec![id(&approved)]),
            ("REJECTED", vec![]),
            ("CORRECTION_REQUESTED", vec![]),
            ("SUSPENDED", vec![]),
        ];
        for (status, expected) in cases {
            assert_eq!(ids(&page(world, &app, &format!("status={status}")).await), expected, "{status}");
        }
        let first = page(world, &app, "status=DRAFT&limit=1").await;
        assert_eq!((ids(&first), &first["hasMore"]), (vec![id(&newer)], &json!(true)));
        let cursor = first["nextCursor"].as_str().unwrap();
        assert_eq!(ids(&page(world, &app, &format!("status=DRAFT&limit=1&cursor={cursor}")).await), [id(&draft)]);
        // A change of status moves the customer to another list.
        let submit = Call::post(&format!("{CUSTOMERS}/{}/submit", id(&draft)));
        app.call(world, submit).await.expect(200);
        assert_eq!(ids(&page(world, &app, "status=DRAFT").await), [id(&newer)]);
        assert_eq!(ids(&page(world, &app, "status=PENDING_REVIEW").await), [id(&pending), id(&draft)]);
    });
}

#[test]
fn parameters_are_known_single_and_valid() {
    in_world_with(Application::alone, async |world, app| {
        for (query, pointer) in
            [("status=draft", "/status"), ("status=", "/status"), ("organizationId=org_x", "/organizationId")]
        {
            let refused = app.get(world, &format!("{CUSTOMERS}?{query}")).await;
            refused.expect_wrong_parameter(pointer);
        }
        for good in ["limit=1", "limit=100", "status=DRAFT&limit=5", "%6cimit=1"] {
            app.get(world, &format!("{CUSTOMERS}?{good}")).await.expect(200);
        }
    });
}

#[test]
fn an_organization_lists_only_its_own_customers() {
    in_world(async |world| {
        let (app, other) = (Application::alone(world).await, Application::alone(world).await);
        let theirs = other.create_customer(world, json!({ "draft": true })).await;
        let mine = app.create_customer(world, json!({ "draft": true })).await;
        assert_ne!(id(&theirs), id(&mine));
        for query in ["limit=100", "status=DRAFT"] {
            let page = page(world, &app, query).await;
            assert!(ids(&page).iter().all(|seen| *seen == id(&mine)), "{query}: {page}");
        }
        // Applications of one organization share its customers.
        let sibling = Application::create(world, &contract::permission::Permission::ALL).await;
        let twin = Application::create(world, &contract::permission::Permission::ALL).await;
        let shared = sibling.create_customer(world, json!({})).await;
        assert_eq!(twin.get(world, &format!("{CUSTOMERS}/{}", id(&shared))).await.expect(200), shared);
    });
}

/// Writes copies of `like` directly into the table and returns their IDs.
async fn add(world: &World, like: &Item, count: usize) -> Vec<String> {
    let new = || {
        let mut random = [0; 16];
        aws_lc_rs::rand::fill(&mut random).unwrap();
        let millis = world.now().millis().unsigned_abs();
        CustomerId::new(IdSeed { millis, random: u128::from_be_bytes(random) }).to_string()
    };
    let ids: Vec<String> = (0..count).map(|_| new()).collect();
    world.aws.put_copies(Table::Customers, like, ids.clone()).await;
    ids
}

#[test]
fn a_listing_is_complete_without_repetitions_while_a_thousand_are_added() {
    in_own_world_with(Application::alone, async |world, app| {
        let first = app.create_customer(world, json!({ "draft": true })).await;
        let like = world.aws.get(Table::Customers, &app.organization, id(&first)).await.unwrap();
        let mut old = add(world, &like, 300).await;
        old.push(id(&first).to_owned());
        old.sort_unstable_by(|a, b| b.cmp(a));
        // Lists from the table, and from the index of statuses.
        for query in ["limit=50", "limit=50&status=DRAFT"] {
            // Reads the first page before any addition, and the last page after the last one.
            let opening = page(world, &app, query).await;
            let listing = async {
                let (mut seen, mut page_of) = (Vec::new(), opening.clone());
                loop {
                    seen.extend(ids(&page_of).into_iter().map(str::to_owned));
                    let Some(cursor) = page_of["nextCursor"].as_str() else { return seen };
                    page_of = page(world, &app, &format!("{query}&cursor={cursor}")).await;
                }
            };
            let (seen, added) = futures::future::join(listing, add(world, &like, 1_000)).await;
            assert_eq!(added.len(), 1_000);
            assert_eq!(seen, old, "{query}: each existing customer once, newest first");
            for id in added {
                world.aws.delete(Table::Customers, &app.organization, &id).await;
            }
        }
    });
}
