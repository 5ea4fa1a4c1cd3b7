//! Members of organizations, added and removed by admins.

use std::time::Duration;

use contract::member::Role;
use contract::table::Table;
use local::Fault;
use serde_json::{Value, json};

use super::hub::{admin, all, get, history, organization, pages, send};
use crate::support::people::{claims, sign};
use crate::support::{Call, Person, Reply, World, in_own_world, in_own_world_with, in_world, items, texts};

/// Returns a signed-in person without a membership.
fn stranger(world: &World, name: &str) -> Person {
    let token = sign(world, &claims(world, name));
    Person { user: name.to_owned(), email: format!("{name:.40}@people.example"), organization: None, token }
}

fn members(organization_id: &str) -> String {
    format!("{}/members", organization(organization_id))
}

async fn put(world: &World, admin: &Person, organization: &str, person: &Person) -> Reply {
    let uri = format!("{}/{}", members(organization), person.user);
    send(world, admin, "PUT", &uri, &json!({ "email": person.email })).await
}

async fn remove(world: &World, admin: &Person, organization: &str, user: &str) -> Reply {
    world.send(&Call::delete(&format!("{}/{user}", members(organization))).bearer(&admin.token)).await
}

#[test]
fn adding_and_removing_a_member_affects_the_next_request() {
    in_world(async |world| {
        let (admin, owner, other) = (admin(world).await, Person::partner(world).await, Person::partner(world).await);
        let org = owner.organization();
        let mut person = stranger(world, &format!("ada-{org}"));
        let me = async || get(world, &person, "/partner/v1/me").await;
        for _ in 0..2 {
            me().await.expect_problem(403, "role_denied");
            let start = world.now();
            let added = put(world, &admin, org, &person).await.expect(200);
            let names: Vec<_> = added.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names, ["userId", "email", "role", "organizationId", "addedAt"]);
            let of = |name: &str| added[name].as_str().unwrap();
            assert_eq!((of("userId"), of("email")), (person.user.as_str(), person.email.as_str()));
            assert_eq!((of("role"), of("organizationId")), ("PARTNER_USER", org));
            let at: contract::time::Timestamp = of("addedAt").parse().unwrap();
            assert!((start..=world.now()).contains(&at));

            assert_eq!(me().await.expect(200)["organization"]["id"], org);
            assert_eq!(put(world, &admin, org, &person).await.expect(200), added, "a repetition changes nothing");
            let listed = all(world, &admin, &members(org)).await;
            assert_eq!(listed.iter().filter(|member| member["userId"] == person.user).count(), 1);
            assert_eq!(listed[0], added, "newest first");
            assert_eq!(remove(world, &admin, org, &person.user).await.status, 204);
            me().await.expect_problem(403, "role_denied");
            remove(world, &admin, org, &person.user).await.expect_problem(404, "not_found");
            assert!(!texts(&all(world, &admin, &members(org)).await, "userId").contains(&person.user.as_str()));
        }

        // A new e-mail address does not make another member.
        let added = put(world, &admin, org, &person).await.expect(200);
        person.email = "ada@elsewhere.example".to_owned();
        let moved = put(world, &admin, org, &person).await.expect(200);
        assert_eq!((&moved["email"], &moved["addedAt"]), (&json!(person.email), &added["addedAt"]));
        assert_eq!(get(world, &person, "/partner/v1/me").await.expect(200)["email"], person.email);
        assert_eq!(
            all(world, &admin, &members(org)).await,
            [moved, all(world, &admin, &members(org)).await[1].clone()]
        );

        // A removed person can join another organization, with immediate effect.
        put(world, &admin, other.organization(), &person).await.expect_problem(409, "conflict");
        assert_eq!(remove(world, &admin, org, &person.user).await.status, 204);
        put(world, &admin, other.organization(), &person).await.expect(200);
        let me = get(world, &person, "/partner/v1/me").await.expect(200);
        assert_eq!(me["organization"]["id"], other.organization());
        remove(world, &admin, org, &person.user).await.expect_problem(404, "not_found");
        get(world, &person, "/partner/v1/me").await.expect(200);
    });
}

#[test]
fn a_person_with_another_role_or_membership_is_not_changed() {
    in_world(async |world| {
        let (admin, owner, other) = (admin(world).await, Person::partner(world).await, Person::partner(world).await);
        let customer = Person::member(world, Role::CustomerUser, None).await;
        let here = Person::member(world, Role::CustomerUser, owner.organization.clone()).await;
        let org = owner.organization();
        let unknown = "org_0000000000000000000000";
        for person in [&other, &admin, &customer, &here] {
            let key = format!("USER#{}", person.user);
            let before = world.aws.get(Table::Access, &key, "MEMBER").await;
            put(world, &admin, org, person).await.expect_problem(409, "conflict");
            put(world, &admin, unknown, person).await.expect_problem(404, "not_found");
            remove(world, &admin, org, &person.user).await.expect_problem(404, "not_found");
            assert_eq!(world.aws.get(Table::Access, &key, "MEMBER").await, before, "{}", person.email);
        }
        let nobody = stranger(world, &format!("nobody-{org}"));
        put(world, &admin, unknown, &nobody).await.expect_problem(404, "not_found");
        put(world, &admin, "org_x", &nobody).await.expect_problem(404, "not_found");
        remove(world, &admin, unknown, &owner.user).await.expect_problem(404, "not_found");
        remove(world, &admin, org, "nobody").await.expect_problem(404, "not_found");
        get(world, &admin, &members(unknown)).await.expect_problem(404, "not_found");
        get(world, &nobody, "/partner/v1/me").await.expect_problem(403, "role_denied");
        assert_eq!(all(world, &admin, &members(other.organization())).await.len(), 1);
    });
}

#[test]
fn wrong_fields_are_named_and_nobody_is_added() {
    in_world(async |world| {
        let (admin, owner) = (admin(world).await, Person::partner(world).await);
        let uri = format!("{}/grace-{}", members(owner.organization()), owner.organization());
        let email = "grace@people.example";
        for (pointer, body) in [
            ("/role", json!({ "email": email, "role": "NUVERA_ADMIN" })),
            ("/role", json!({ "email": email, "role": "CUSTOMER_USER" })),
            ("/role", json!({ "email": email, "role": "partner_user" })),
            ("/role", json!({ "email": email, "role": 1 })),
            ("/email", json!({})),
            ("/email", json!({ "email": "grace" })),
            ("/email", json!({ "email": null })),
            ("/userId", json!({ "email": email, "userId": "another" })),
            ("/organizationId", json!({ "email": email, "organizationId": "org_0000000000000000000000" })),
            ("/addedAt", json!({ "email": email, "addedAt": "2020-01-01T00:00:00Z" })),
        ] {
            send(world, &admin, "PUT", &uri, &body).await.expect_invalid(pointer);
        }
        assert_eq!(all(world, &admin, &members(owner.organization())).await.len(), 1);
        for body in [json!({ "email": email, "role": "PARTNER_USER" }), json!({ "email": email, "role": null })] {
            assert_eq!(send(world, &admin, "PUT", &uri, &body).await.expect(200)["role"], "PARTNER_USER");
        }
        // User IDs are at most as long as an issuer's.
        let place = |length: usize| format!("{}/{}", members(owner.organization()), "u".repeat(length));
        send(world, &admin, "PUT", &place(256), &json!({ "email": email })).await.expect_problem(404, "not_found");
    });
}

#[test]
fn the_list_has_every_member_once_newest_first() {
    in_own_world(async |world| {
        let (admin, owner) = (admin(world).await, Person::partner(world).await);
        let org = owner.organization();
        let mut expected = vec![owner.user.clone()];
        for number in 0..24 {
            // Includes IDs of the greatest length and of all characters that a path allows.
            let user = match number % 3 {
                0 => format!("{number:02}{}", "u".repeat(253)),
                1 => format!("auth0.{number}~a_b-c.d"),
                _ => format!("user-{number}"),
            };
            world.advance(1);
            put(world, &admin, org, &stranger(world, &user)).await.expect(200);
            expected.insert(0, user);
        }
        for limit in [1, 2, 7, 24, 25, 100] {
            let pages = pages(world, &admin, &format!("{}?limit={limit}", members(org))).await;
            assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == limit), "full pages");
            assert_eq!(texts(&pages.concat(), "userId"), expected, "by {limit}");
        }
        assert_eq!(get(world, &admin, &members(org)).await.expect(200)["items"].as_array().unwrap().len(), 20);
        // Pages are stable while members are added and removed.
        let first = get(world, &admin, &format!("{}?limit=10", members(org))).await.expect(200);
        world.advance(1);
        put(world, &admin, org, &stranger(world, "the-newest")).await.expect(200);
        assert_eq!(remove(world, &admin, org, &expected[12]).await.status, 204);
        let cursor = first["nextCursor"].as_str().unwrap();
        let rest = get(world, &admin, &format!("{}?limit=100&cursor={cursor}", members(org))).await.expect(200);
        assert_eq!(texts(items(&rest), "userId"), [&expected[10..12], &expected[13..]].concat());
        get(world, &admin, &format!("{}?role=PARTNER_USER", members(org))).await.expect_wrong_parameter("/role");
        // Another organization lists none of them.
        let other = Person::partner(world).await;
        assert_eq!(texts(&all(world, &admin, &members(other.organization())).await, "userId"), [other.user.as_str()]);
    });
}

/// Asserts that list, membership and history of a person agree.
async fn expect_whole(world: &World, admin: &Person, person: &Person, organizations: [&Person; 2], context: &str) {
    let member = world.aws.get(Table::Access, &format!("USER#{}", person.user), "MEMBER").await;
    for owner in organizations {
        let partition = world.aws.partition(Table::Access, &format!("ORG#{}", owner.organization())).await;
        let suffix = format!(".{}", person.user);
        let places = partition.iter().filter_map(|item| item["sk"].as_s().unwrap().strip_prefix("MEMBER#"));
        let listed = places.filter(|place| place.ends_with(&suffix)).count();
        let belongs = member.as_ref().is_some_and(|m| m["organizationId"].as_s().unwrap() == owner.organization());
        assert_eq!(listed, usize::from(belongs), "{context}");
        let entries = history(world, admin, owner.organization()).await;
        let told: Vec<_> = entries
            .iter()
            .filter(|entry| entry["before"]["userId"] == person.user || entry["after"]["userId"] == person.user)
            .collect();
        // Each entry starts with the end state of another. Entries of the same time have no order.
        let mut state: Vec<&Value> = vec![&Value::Null];
        for entry in &told {
            state.push(&entry["after"]);
        }
        for entry in &told {
            let at = state.iter().position(|state| **state == entry["before"]);
            state.remove(at.unwrap_or_else(|| {
                panic!("{context}: {entry} does not start with the end state of another: {told:?}")
            }));
        }
        let [last] = state.as_slice() else { panic!("{context}: {state:?}") };
        match member.as_ref().filter(|_| belongs) {
            None => assert_eq!(**last, Value::Null, "{context}"),
            Some(member) => assert_eq!(last["email"], *member["email"].as_s().unwrap(), "{context}"),
        }
    }
}

#[test]
fn concurrent_changes_of_a_person_leave_one_consistent_membership() {
    in_own_world_with(admin, async |world, admin| {
        let (owner, other) = (Person::partner(world).await, Person::partner(world).await);
        let (here, there) = (owner.organization(), other.organization());
        let moment = Fault::Delay(Duration::from_millis(30));
        let mut number = 0;
        // Warm functions are equally fast.
        put(world, &admin, here, &owner).await.expect(200);
        remove(world, &admin, here, "nobody").await.expect_problem(404, "not_found");
        for (operation, places) in [("TransactWriteItems", 3), ("GetItem", 5)] {
            for place in 0..places {
                for meeting in 0..4 {
                    number += 1;
                    let context = format!("{meeting}, {operation} {place} delayed");
                    let one = stranger(world, &format!("person-{number}"));
                    let mut two = stranger(world, &one.user);
                    two.email = format!("other-{}", one.email);
                    if meeting > 1 {
                        put(world, &admin, here, &one).await.expect(200);
                    }
                    world.stack.dynamodb().set(Fault::None.on(operation).times(place));
                    world.stack.dynamodb().add(moment.clone().on(operation).times(1));
                    let first = async {
                        match meeting {
                            3 => remove(world, &admin, here, &one.user).await,
                            _ => put(world, &admin, here, &one).await,
                        }
                    };
                    let second = async {
                        match meeting {
                            0 => put(world, &admin, here, &one).await,
                            1 => put(world, &admin, there, &one).await,
                            _ => put(world, &admin, here, &two).await,
                        }
                    };
                    let (first, second) = futures::future::join(first, second).await;
                    world.stack.dynamodb().clear();
                    let statuses = [first.status, second.status];
                    let sound = match meeting {
                        0 | 2 => statuses == [200, 200],
                        1 => statuses == [200, 409] || statuses == [409, 200],
                        _ => statuses == [204, 200],
                    };
                    assert!(sound, "{context}: {statuses:?} {} {}", first.text, second.text);
                    if meeting == 0 {
                        assert_eq!(first.json(), second.json(), "{context}: one membership");
                    }
                    expect_whole(world, &admin, &one, [&owner, &other], &context).await;
                }
            }
        }
    });
}
