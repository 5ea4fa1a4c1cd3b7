//! Answers near Lambda's size limit: pages, logs and tickets full of twice-escaped characters.

use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::aws::{Item, copy, number, set, text};
use crate::support::{
    Application, CUSTOMERS, Call, Reply, World, in_own_world_with, in_world_with, items, ticket_body,
};

/// Largest answer to Lambda, in bytes. Lambda's limit is 6 MB.
const MAX_BYTES: usize = 4_000_000;

/// Returns the size of the function's answer to Lambda in bytes, with its body as a JSON string.
fn size(reply: &Reply) -> usize {
    let headers: usize = reply.headers.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
    serde_json::to_string(&reply.text).unwrap().len() + headers + 200
}

/// Asserts that every page of a list fits and has a record. Returns the pages.
async fn pages(world: &World, app: &Application, uri: &str) -> Vec<Vec<Value>> {
    let get = async |uri: &str| {
        let reply = app.get(world, uri).await;
        assert!(size(&reply) <= MAX_BYTES && !items(&reply.json()).is_empty(), "{} bytes", size(&reply));
        reply
    };
    crate::support::pages(uri, get).await
}

fn quotes(count: usize) -> String {
    "\"".repeat(count)
}

/// Copies a line below a record, as lines of later revisions.
async fn lines(world: &World, table: Table, like: &Item, count: usize) {
    let id = like["id"].as_s().unwrap();
    let line =
        |number: usize| copy(like, &format!("{:010}", number + 2), &format!("{}{number:08}", &id[..id.len() - 8]));
    world.aws.put_all(table, (0..count).map(line).collect()).await;
}

#[test]
fn a_page_of_a_hundred_customers_full_of_quotes_ends_early() {
    in_own_world_with(Application::alone, async |world, app| {
        let full = json!({
            "businessModelDescription": quotes(5_000), "completeFlowOfFunds": quotes(5_000),
            "mainSuppliers": quotes(2_000),
        });
        let made = app.create_customer(world, full).await;
        let id = made["id"].as_str().unwrap();
        let like = world.aws.get(Table::Customers, &app.organization, id).await.unwrap();
        // IDs sort by number, because only the part after the time is replaced.
        let mut expected: Vec<String> = (0..99).map(|number| format!("{}{number:08}", &id[..id.len() - 8])).collect();
        world.aws.put_copies(Table::Customers, &like, expected.clone()).await;
        expected.push(id.to_owned());
        expected.sort_unstable_by(|a, b| b.cmp(a));
        let status = made["status"].as_str().unwrap();
        for uri in [format!("{CUSTOMERS}?limit=100"), format!("{CUSTOMERS}?limit=100&status={status}")] {
            let pages = pages(world, &app, &uri).await;
            let ids: Vec<&str> = pages.iter().flatten().map(|item| item["id"].as_str().unwrap()).collect();
            assert_eq!(ids, expected, "each once, newest first");
            assert_eq!(pages.len(), 2, "the fewest possible pages");
        }
        // A page that fits has the requested length.
        let few = pages(world, &app, &format!("{CUSTOMERS}?limit=40")).await;
        assert_eq!(few.iter().map(Vec::len).collect::<Vec<_>>(), [40, 40, 20]);
        // The same rule applies to the admins' list of all organizations.
        let queue = format!("/admin/v1/customers?limit=100&status={status}");
        let reply = world.send(&Call::get(&queue).bearer(&world.token(DemoUser::Admin))).await;
        let page = reply.expect(200);
        assert!(size(&reply) <= MAX_BYTES && page["hasMore"] == true && page["nextCursor"].is_string());
    });
}

#[test]
fn an_activity_log_is_whole_unless_it_exceeds_an_answer() {
    in_world_with(Application::alone, async |world, app| {
        let made = app.create_customer(world, json!({})).await;
        let id = made["id"].as_str().unwrap();
        let uri = format!("{CUSTOMERS}/{id}/activity");
        let log = app.get(world, &uri).await.expect(200);
        assert_eq!((&log["hasMore"], &log["nextCursor"]), (&json!(false), &json!(null)));
        let partition = format!("{}#{id}", app.organization);
        let line = world.aws.partition(Table::Customers, &partition).await.remove(0);
        lines(world, Table::Customers, &line, 150).await;
        let [whole] = pages(world, &app, &uri).await.try_into().unwrap();
        assert!(whole.len() >= 150, "more than a page of other lists");

        let mut long = line.clone();
        long.insert("note".to_owned(), text(quotes(2_000)));
        lines(world, Table::Customers, &long, 700).await;
        let pages = pages(world, &app, &uri).await;
        let mut seen: Vec<&str> = pages.iter().flatten().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(pages.len(), 2);
        // The first line has a separate ID.
        seen.pop();
        assert!(seen.len() >= 700 && seen.is_sorted_by(|a, b| a >= b));
        seen.dedup();
        assert!(seen.len() >= 700, "each once");
    });
}

#[test]
fn the_longest_ticket_fits_an_answer() {
    in_world_with(Application::alone, async |world, app| {
        let long = json!({ "message": quotes(10_000), "subject": quotes(200) });
        let made = app.send(world, "POST", "/api/v1/support/tickets", &ticket_body(long)).await.expect(201);
        let id = made["id"].as_str().unwrap();
        let message = world.aws.partition(Table::Support, &format!("{}#{id}", app.organization)).await.remove(0);
        let most = contract::ticket::MAX_MESSAGES;
        lines(world, Table::Support, &message, most as usize - 1).await;
        let fill = |item: &mut Item| set(item, "messageCount", number(i64::from(most)));
        world.aws.edit(Table::Support, &app.organization, id, fill).await;
        let reply = app.get(world, &format!("/api/v1/support/tickets/{id}")).await;
        assert_eq!(reply.expect(200)["messages"].as_array().unwrap().len(), most as usize);
        assert!(size(&reply) <= MAX_BYTES, "{} bytes", size(&reply));
    });
}
