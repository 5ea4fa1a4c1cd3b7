//! Queue of subjects that await a decision.

use serde_json::{Value, json};

use super::{decide, listed_person, person, subjects};
use crate::support::{Application, World, in_own_world_with, pages, texts};

async fn all(world: &World, query: &str, limit: usize) -> Vec<String> {
    let uri = format!("/admin/v1/screening?limit={limit}{query}");
    let pages = pages(&uri, async |uri| world.as_admin("GET", uri, None).await).await;
    assert!(pages.iter().all(|page| page.len() <= limit));
    let items = pages.concat();
    assert!(texts(&items, "orgId").iter().all(|organization| organization.starts_with("org_")));
    texts(&items, "subjectId").into_iter().map(str::to_owned).collect()
}

#[test]
fn each_subject_with_matches_to_decide_is_listed_once() {
    in_own_world_with(Application::alone, async |world, app| {
        let two =
            json!([listed_person(), person("Grace", "Hopper", "1906-12-09"), person("Zhao", "Wenqiang", "1972-05-05")]);
        let many = json!({ "persons": two, "companyName": "Blackwater Quay" });
        let first = app.create_customer(world, many.clone()).await;
        app.create_customer(world, json!({})).await;
        let second = app.create_customer(world, many).await;
        let mut expected = Vec::new();
        for customer in [&second, &first] {
            let found = subjects(world, &app, customer).await;
            let open = found.iter().filter(|subject| subject["openMatchCount"] != 0);
            expected.extend(open.map(|subject| subject["subjectId"].as_str().unwrap().to_owned()));
        }
        assert_eq!(expected.len(), 6);
        for limit in [1, 2, 3, 4, 5, 6, 100] {
            assert_eq!(all(world, "", limit).await, expected, "{limit} per page");
        }
        // Decided subjects leave the queue.
        let of_second = subjects(world, &app, &second).await;
        decide(world, &app, &of_second[1], "CLEAR").await.expect(200);
        let left: Vec<String> = expected.iter().filter(|id| of_second[1]["subjectId"] != ***id).cloned().collect();
        assert_eq!(all(world, "", 2).await, left);
        assert_eq!(
            all(world, "&status=CLEAR", 10).await.len(),
            2,
            "the customer without listed parties, and its person"
        );
        let wrong: Value = world.as_admin("GET", "/admin/v1/screening?status=OPEN", None).await.json();
        assert_eq!(wrong["code"], "parameter_invalid");
    });
}
