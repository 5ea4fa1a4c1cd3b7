//! Lists of payments by status and customer, and the admins' queue.

use contract::permission::Permission;
use contract::table::Table;
use provision::DemoUser;
use serde_json::json;

use super::{decide, payer};
use crate::support::paying::PAYMENTS;
use crate::support::{Application, Call, Person, World, id, ids, in_own_world_with, in_world_with};

/// Returns the IDs of all payments of a list.
async fn all(world: &World, app: &Application, query: &str) -> Vec<String> {
    app.all_ids(world, &format!("{PAYMENTS}?limit=2{query}")).await
}

#[test]
fn payments_are_listed_by_status_and_customer() {
    in_world_with(payer, async |world, (app, one)| {
        let other = app.create_payable(world, "USD").await;
        let mut made: Vec<(String, &str, &str)> = Vec::new();
        for (parties, decision) in
            [(&one, ""), (&other, ""), (&one, "APPROVE"), (&one, ""), (&other, "APPROVE"), (&one, "")]
        {
            let payment = app.create_payment(world, parties, json!({})).await;
            let status = if decision.is_empty() { "PENDING_REVIEW" } else { "APPROVED" };
            if !decision.is_empty() {
                decide(world, &payment, decision).await.expect(200);
            }
            made.insert(0, (id(&payment).to_owned(), &parties.customer, status));
        }
        // Open quotes are not listed.
        app.create_quote(world, &one).await;
        let those = |of: &dyn Fn(&str, &str) -> bool| -> Vec<String> {
            made.iter().filter(|(_, customer, status)| of(customer, status)).map(|(id, ..)| id.clone()).collect()
        };
        assert_eq!(all(world, &app, "").await, those(&|_, _| true));
        for status in ["PENDING_REVIEW", "APPROVED", "CANCELLED"] {
            assert_eq!(all(world, &app, &format!("&status={status}")).await, those(&|_, found| found == status));
            for parties in [&one, &other] {
                let query = format!("&customerId={}&status={status}", parties.customer);
                let expected = those(&|customer, found| customer == parties.customer && found == status);
                assert_eq!(all(world, &app, &query).await, expected, "{query}");
            }
        }
        for parties in [&one, &other] {
            let query = format!("&customerId={}", parties.customer);
            assert_eq!(all(world, &app, &query).await, those(&|customer, _| customer == parties.customer), "{query}");
        }

        // Pages are stable while payments are added.
        let first = app.get(world, &format!("{PAYMENTS}?limit=2")).await.expect(200);
        let added = app.create_payment(world, &one, json!({})).await;
        let next = format!("{PAYMENTS}?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
        assert_eq!(ids(&app.get(world, &next).await.expect(200)), those(&|_, _| true)[2..4]);
        assert_eq!(ids(&app.get(world, &format!("{PAYMENTS}?limit=1")).await.expect(200)), [id(&added)]);

        for query in ["status=OPEN", "customerId=x", "customerId=", "beneficiaryId=x", "status=APPROVED&status="] {
            app.get(world, &format!("{PAYMENTS}?{query}")).await.expect_problem(400, "parameter_invalid");
        }
    });
}

#[test]
fn a_customers_payments_are_found_among_many_others() {
    in_own_world_with(payer, async |world, (app, one)| {
        let other = app.create_payable(world, "USD").await;
        let mut old = Vec::new();
        for _ in 0..3 {
            old.push(app.create_payment(world, &one, json!({})).await);
        }
        // More newer payments of another customer than one query reads.
        let theirs = app.create_payment(world, &other, json!({})).await;
        let like = world.aws.get(Table::Payments, &app.organization, id(&theirs)).await.unwrap();
        world
            .aws
            .put_copies(Table::Payments, &like, (0..450).map(|number| format!("{}{number:08}", &id(&theirs)[..18])))
            .await;
        for query in ["", "&status=PENDING_REVIEW"] {
            let list = format!("{PAYMENTS}?limit=2&customerId={}{query}", one.customer);
            world.record();
            let first = app.get(world, &list).await.expect(200);
            let queries = world.take_calls().iter().filter(|call| call.operation == "Query").count();
            assert_eq!((ids(&first), queries), (vec![id(&old[2]), id(&old[1])], 1), "{query}");
            let next = format!("{list}&cursor={}", first["nextCursor"].as_str().unwrap());
            let last = app.get(world, &next).await.expect(200);
            assert_eq!((ids(&last), &last["hasMore"]), (vec![id(&old[0])], &json!(false)), "{query}");
        }
        let none = format!("{PAYMENTS}?limit=2&customerId={}&status=CANCELLED", one.customer);
        let none = app.get(world, &none).await.expect(200);
        assert_eq!(none, json!({ "items": [], "nextCursor": null, "hasMore": false }));
    });
}

#[test]
fn admins_see_pending_payments_of_all_organizations() {
    in_own_world_with(payer, async |world, (one, one_parties)| {
        let (other, other_parties) = payer(world).await;
        let mut waiting = Vec::new();
        for (app, parties) in [(&one, &one_parties), (&other, &other_parties), (&one, &one_parties)] {
            waiting.insert(0, app.create_payment(world, parties, json!({})).await);
        }
        let token = world.token(DemoUser::Admin);
        let list =
            async |query: &str| world.send(&Call::get(&format!("/admin/v1/payments{query}")).bearer(&token)).await;
        assert_eq!(list("").await.expect(200)["items"], json!(waiting));
        let first = list("?limit=2").await.expect(200);
        assert_eq!(first["hasMore"], true);
        let next = list(&format!("?limit=2&cursor={}", first["nextCursor"].as_str().unwrap())).await.expect(200);
        assert_eq!(next["items"], json!(waiting[2..]));
        decide(world, &waiting[1], "APPROVE").await.expect(200);
        assert_eq!(ids(&list("").await.expect(200)), [id(&waiting[0]), id(&waiting[2])]);
        assert_eq!(ids(&list("?status=APPROVED").await.expect(200)), [id(&waiting[1])]);
        list("?status=REJECTED").await.expect_problem(400, "parameter_invalid");
    });
}

#[test]
fn the_read_permission_allows_no_payment() {
    in_world_with(Person::partner, async |world, person| {
        let app = Application::create_by(world, &person.token, &Permission::ALL, json!({})).await;
        world.put_rates().await;
        let parties = app.create_payable(world, "USD").await;
        let payment = app.create_payment(world, &parties, json!({})).await;
        let quote = app.create_quote(world, &parties).await;
        let reader = Application::create_by(world, &person.token, &[Permission::PaymentsRead], json!({})).await;
        assert_eq!(reader.get(world, &super::uri(&payment)).await.expect(200), payment);
        reader.pay(world, &quote, "k", json!({})).await.expect_problem(403, "permission_denied");
        reader.call(world, super::cancel(&payment)).await.expect_problem(403, "permission_denied");
        let patch = reader.send(world, "PATCH", &super::uri(&payment), &json!({})).await;
        patch.expect_problem(403, "permission_denied");
        assert_eq!(app.get(world, &super::uri(&payment)).await.expect(200), payment);
    });
}
