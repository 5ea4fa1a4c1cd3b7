//! Organizations: list, create, read, rename and disable, by admins.

use contract::permission::Permission;
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::{ORGANIZATIONS, admin, all, applications_of, get, organization, pages, send};
use crate::support::{Application, Call, Person, World, in_own_world_with, in_world, in_world_with, items, texts};

async fn create(world: &World, admin: &Person, name: &str) -> Value {
    send(world, admin, "POST", ORGANIZATIONS, &json!({ "name": name })).await.expect(201)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn an_organization_is_created_read_renamed_and_listed() {
    in_world_with(admin, async |world, admin| {
        let before = world.now().millis();
        let mut made = create(world, &admin, "Umbrella Ä/S").await;
        let names: Vec<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "name", "kind", "enabled", "createdAt"]);
        assert_eq!(
            (&made["name"], &made["kind"], &made["enabled"]),
            (&json!("Umbrella Ä/S"), &json!("PARTNER"), &json!(true))
        );
        let at: contract::time::Timestamp = made["createdAt"].as_str().unwrap().parse().unwrap();
        assert!((before..=world.now().millis()).contains(&at.millis()));
        let uri = organization(made["id"].as_str().unwrap());
        assert_eq!(get(world, &admin, &uri).await.expect(200), made);
        assert_eq!(all(world, &admin, &applications_of(made["id"].as_str().unwrap())).await, [] as [Value; 0]);

        let renamed = send(world, &admin, "PATCH", &uri, &json!({ "name": "Umbrella" })).await.expect(200);
        made["name"] = json!("Umbrella");
        assert_eq!(renamed, made, "nothing else changes");
        assert_eq!(get(world, &admin, &uri).await.expect(200), made);
        // Two organizations may have the same name.
        let twin = create(world, &admin, "Umbrella").await;
        assert_ne!(twin["id"], made["id"]);
        for unknown in ["org_0000000000000000000000", "org_x", "x", "app_0000000000000000000000"] {
            get(world, &admin, &organization(unknown)).await.expect_problem(404, "not_found");
            let patch = send(world, &admin, "PATCH", &organization(unknown), &json!({ "name": "X" })).await;
            patch.expect_problem(404, "not_found");
            let patch = send(world, &admin, "PATCH", &organization(unknown), &json!({})).await;
            patch.expect_problem(404, "not_found");
        }
    });
}

#[test]
fn the_list_is_newest_first_and_searchable_by_any_part_of_the_name() {
    in_own_world_with(admin, async |world, admin| {
        let mut made = all(world, &admin, ORGANIZATIONS).await;
        // More organizations than one query reads, few with the same name.
        for number in 0..230 {
            let name = match number {
                3 | 120 | 229 => format!("The Acme & Söhne 100% Company {number}"),
                _ if number % 2 == 0 => format!("Globex {number}"),
                _ => format!("initech {number}"),
            };
            made.insert(0, create(world, &admin, &name).await);
        }
        let found = |wanted: &dyn Fn(&str) -> bool| {
            let found = made.iter().filter(|organization| wanted(organization["name"].as_str().unwrap()));
            let mut found: Vec<&str> = found.map(|organization| organization["id"].as_str().unwrap()).collect();
            found.sort_unstable_by(|a, b| b.cmp(a));
            found
        };
        let queries: [(String, Vec<&str>); 11] = [
            (String::new(), found(&|_| true)),
            ("query=globex".to_owned(), found(&|name| name.starts_with("Globex"))),
            ("query=GLOBEX".to_owned(), found(&|name| name.starts_with("Globex"))),
            ("query=Tech".to_owned(), found(&|name| name.starts_with("initech"))),
            ("query=acme+%26".to_owned(), found(&|name| name.contains("Acme &"))),
            (format!("query={}", encoded("ACME & SÖHNE")), found(&|name| name.contains("Acme &"))),
            (format!("query={}", encoded("100%")), found(&|name| name.contains("100%"))),
            ("query=120".to_owned(), found(&|name| name.contains("120"))),
            ("query=company%20229".to_owned(), found(&|name| name.ends_with("Company 229"))),
            ("query=.*".to_owned(), vec![]),
            ("query=nowhere".to_owned(), vec![]),
        ];
        for (query, expected) in &queries {
            assert!(query.contains(".*") || query.contains("nowhere") || !expected.is_empty());
            for limit in [1, 2, 7, 99, 100] {
                if limit < 7 && expected.len() > 20 {
                    continue;
                }
                let uri = format!("{ORGANIZATIONS}?limit={limit}&{query}");
                let pages = pages(world, &admin, uri.trim_end_matches('&')).await;
                assert!(
                    pages[..pages.len() - 1].iter().all(|page| page.len() == limit),
                    "{query} by {limit}: full pages"
                );
                assert_eq!(texts(&pages.concat(), "id"), *expected, "{query} by {limit}");
            }
        }
        let times = all(world, &admin, &format!("{ORGANIZATIONS}?limit=100")).await;
        let times = texts(&times, "createdAt");
        assert!(times.is_sorted_by(|a, b| a >= b), "newest first");
        assert_eq!(get(world, &admin, ORGANIZATIONS).await.expect(200)["items"].as_array().unwrap().len(), 20);

        // Pages are stable while others are added. A new name is found immediately, the former one no longer.
        let first = get(world, &admin, &format!("{ORGANIZATIONS}?limit=100&query=globex")).await.expect(200);
        create(world, &admin, "Globex the newest").await;
        let uri = format!("{ORGANIZATIONS}?limit=100&query=globex&cursor={}", first["nextCursor"].as_str().unwrap());
        let rest = get(world, &admin, &uri).await.expect(200);
        let both = [items(&first).as_slice(), items(&rest)].concat();
        assert_eq!(texts(&both, "id"), queries[1].1);
        let renamed = queries[8].1[0];
        send(world, &admin, "PATCH", &organization(renamed), &json!({ "name": "Hooli" })).await.expect(200);
        assert_eq!(texts(&all(world, &admin, &format!("{ORGANIZATIONS}?query=hoo")).await, "id"), [renamed]);
        assert_eq!(all(world, &admin, &format!("{ORGANIZATIONS}?query=company+229")).await, [] as [Value; 0]);
    });
}

#[test]
fn wrong_fields_and_parameters_are_named_and_nothing_is_changed() {
    in_world_with(admin, async |world, admin| {
        let made = create(world, &admin, "Soylent").await;
        let uri = organization(made["id"].as_str().unwrap());
        let long = "ä".repeat(101);
        let cases = [
            ("/name", json!({ "name": "" })),
            ("/name", json!({ "name": " \t" })),
            ("/name", json!({ "name": long })),
            ("/name", json!({ "name": "a\u{0}b" })),
            ("/name", json!({ "name": null })),
            ("/name", json!({ "name": 7 })),
            ("/kind", json!({ "name": "X", "kind": "PARTNER" })),
            ("/id", json!({ "name": "X", "id": made["id"] })),
            ("", json!([])),
        ];
        for (pointer, body) in &cases {
            for (method, place) in [("POST", ORGANIZATIONS), ("PATCH", uri.as_str())] {
                let reply = send(world, &admin, method, place, body).await;
                reply.expect_invalid(pointer);
            }
        }
        for (method, place, pointer, body) in [
            ("POST", ORGANIZATIONS, "/name", json!({})),
            ("POST", ORGANIZATIONS, "/enabled", json!({ "name": "X", "enabled": false })),
            ("PATCH", &uri, "/enabled", json!({ "name": "X", "enabled": "no" })),
            ("PATCH", &uri, "/enabled", json!({ "name": "X", "enabled": null })),
        ] {
            send(world, &admin, method, place, &body).await.expect_invalid(pointer);
        }
        for body in ["", "{", "{\"name\":\"a\",\"name\":\"b\"}"] {
            for (method, place) in [("POST", ORGANIZATIONS), ("PATCH", &uri)] {
                let call = Call::new(method, place).header("content-type", "application/json").body(body);
                let reply = world.send(&call.bearer(&admin.token)).await;
                assert!([400, 422].contains(&reply.status), "{method} {body}: {}", reply.text);
            }
        }
        assert_eq!(get(world, &admin, &uri).await.expect(200), made);
        assert_eq!(create(world, &admin, &"ä".repeat(100)).await["name"], "ä".repeat(100));
        for (pointer, query) in [
            ("/query", "query=".to_owned()),
            ("/query", format!("query={}", "a".repeat(101))),
            ("/query", "query=a&query=b".to_owned()),
            ("/query", "query=%ff".to_owned()),
            ("/name", "name=a".to_owned()),
        ] {
            let problem = get(world, &admin, &format!("{ORGANIZATIONS}?{query}")).await;
            problem.expect_wrong_parameter(pointer);
        }
    });
}

#[test]
fn a_disabled_organization_is_refused_at_once_and_seen_as_such() {
    in_world(async |world| {
        let (admin, owner, other) = (admin(world).await, Person::partner(world).await, Person::partner(world).await);
        let create = async |person: &Person| {
            Application::create_by(world, &person.token, &[Permission::CustomersRead], json!({})).await
        };
        let (app, second, untouched) = (create(&owner).await, create(&owner).await, create(&other).await);
        let uri = organization(owner.organization());
        let countries = "/api/v1/reference/countries";
        // An application that was disabled before stays disabled after enabling its organization.
        let second_uri = format!("{APPLICATIONS}/{}", second.id);
        send(world, &owner, "PATCH", &second_uri, &json!({ "enabled": false })).await.expect(200);
        app.get(world, countries).await.expect(200);
        let shown = get(world, &owner, &format!("{APPLICATIONS}/{}", app.id)).await;

        let disabled = send(world, &admin, "PATCH", &uri, &json!({ "enabled": false })).await.expect(200);
        assert_eq!(disabled["enabled"], false);
        app.get(world, countries).await.expect_problem(403, "application_disabled");
        second.get(world, countries).await.expect_problem(403, "application_disabled");
        untouched.get(world, countries).await.expect(200);
        assert_eq!(get(world, &owner, "/partner/v1/me").await.expect(200)["organization"]["enabled"], false);
        let body = || Application::body(&crate::support::SigningKey::generate(), &[], json!({}));
        for (person, place) in [(&owner, APPLICATIONS.to_owned()), (&admin, applications_of(owner.organization()))] {
            send(world, person, "POST", &place, &body()).await.expect_problem(403, "application_disabled");
        }
        // The organization's state is separate from the application's, so enabling the application does not help.
        let now = get(world, &owner, &format!("{APPLICATIONS}/{}", app.id)).await;
        assert_eq!(now.json()["enabled"], shown.json()["enabled"]);
        send(world, &owner, "PATCH", &format!("{APPLICATIONS}/{}", app.id), &json!({ "enabled": true }))
            .await
            .expect(200);
        app.get(world, countries).await.expect_problem(403, "application_disabled");

        send(world, &admin, "PATCH", &uri, &json!({ "enabled": true })).await.expect(200);
        app.get(world, countries).await.expect(200);
        second.get(world, countries).await.expect_problem(403, "application_disabled");
        send(world, &owner, "PATCH", &second_uri, &json!({ "enabled": true })).await.expect(200);
        second.get(world, countries).await.expect(200);
        send(world, &owner, "POST", APPLICATIONS, &body()).await.expect(201);
    });
}
