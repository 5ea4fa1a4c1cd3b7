//! `/api/v1/reference`.

use std::collections::BTreeSet;

use contract::permission::Permission;
use serde_json::{Value, json};

use crate::support::{Application, Person, World, customer_body, in_world_with, items, pages};

/// Reads a list page by page.
async fn all(world: &World, app: &Application, uri: &str, limit: usize) -> Vec<Value> {
    let pages = pages(&format!("{uri}?limit={limit}"), async |uri| app.get(world, uri).await).await;
    assert!(pages.iter().all(|page| page.len() <= limit));
    pages.concat()
}

fn ids(items: &[Value]) -> BTreeSet<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[test]
fn countries_are_those_of_iso_3166_and_kosovo_over_pages() {
    in_world_with(Application::alone, async |world, app| {
        let countries = all(world, &app, "/api/v1/reference/countries", 100).await;
        // 249 codes of ISO 3166-1, and one user-assigned code.
        assert_eq!(countries.len(), 250);
        assert_eq!(ids(&countries).len(), 250, "each once");
        assert!(countries.is_sorted_by_key(|country| country["id"].as_str().unwrap()));
        assert_eq!(all(world, &app, "/api/v1/reference/countries", 83).await, countries);
        let germany = countries.iter().find(|country| country["id"] == "DE").unwrap();
        assert!(germany["name"].as_str().unwrap().contains("Germany"), "{germany}");
        for exact in ["AX", "GB", "XK", "EU", "UK"] {
            assert_eq!(ids(&countries).contains(exact), ["AX", "GB", "XK"].contains(&exact), "{exact}");
        }
    });
}

#[test]
fn industries_match_those_that_a_customer_can_have() {
    in_world_with(Application::alone, async |world, app| {
        let industries = all(world, &app, "/api/v1/reference/industries", 100).await;
        assert_eq!(all(world, &app, "/api/v1/reference/industries", 9).await, industries);
        assert!(industries.is_sorted_by_key(|industry| industry["id"].as_str().unwrap()));
        assert!(industries.iter().all(|industry| !industry["name"].as_str().unwrap().is_empty()));
        // 88 divisions in ISIC, revision 4.
        assert_eq!(ids(&industries).len(), 88);
        for end in [industries.first(), industries.last()] {
            let body = customer_body(json!({ "businessIndustryId": end.unwrap()["id"] }));
            app.send(world, "POST", "/api/v1/customers", &body).await.expect(201);
        }
    });
}

#[test]
fn both_lists_accept_only_page_parameters() {
    in_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &[Permission::CustomersRead], json!({})).await;
        for uri in ["/api/v1/reference/countries", "/api/v1/reference/industries"] {
            app.get(world, &format!("{uri}?status=DRAFT")).await.expect_wrong_parameter("/status");
            let page = app.get(world, uri).await.expect(200);
            assert_eq!(items(&page).len(), 20);
        }
    });
}
