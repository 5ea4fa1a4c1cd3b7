//! Lifecycles of customers and beneficiaries: decisions, statuses and queues.

use contract::permission::Permission;
use contract::review::ReviewDecision;
use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::{Application, Call, id, ids, in_own_world, in_world_with, items};

const DECISIONS: [ReviewDecision; 5] = [
    ReviewDecision::Approve,
    ReviewDecision::Reject,
    ReviewDecision::RequestCorrection,
    ReviewDecision::Suspend,
    ReviewDecision::Reinstate,
];

/// Returns the decisions that lead a record from its review to a status.
pub(super) fn way_to(status: &str) -> &'static [ReviewDecision] {
    match status {
        "PENDING_REVIEW" => &[],
        "APPROVED" => &[ReviewDecision::Approve],
        "REJECTED" => &[ReviewDecision::Reject],
        "CORRECTION_REQUESTED" => &[ReviewDecision::RequestCorrection],
        "SUSPENDED" => &[ReviewDecision::Approve, ReviewDecision::Suspend],
        other => panic!("{other} is not a status of a review"),
    }
}

#[test]
fn a_customer_follows_only_its_lifecycle() {
    in_world_with(Application::alone, async |world, app| {
        for status in ["DRAFT", "PENDING_REVIEW", "APPROVED", "REJECTED", "CORRECTION_REQUESTED", "SUSPENDED"] {
            for decision in DECISIONS {
                let customer = app.create_customer(world, json!({ "draft": status == "DRAFT" })).await;
                let id = customer["id"].as_str().unwrap();
                let uri = format!("/admin/v1/organizations/{}/customers/{id}", app.organization);
                for step in if status == "DRAFT" { &[] } else { way_to(status) } {
                    world.review(&uri, step.name()).await.expect(200);
                }
                let leads =
                    domain::customer::REVIEWS.iter().find(|(from, by, _)| from.name() == status && *by == decision);
                let reply = world.review(&uri, decision.name()).await;
                let after = match leads {
                    Some((.., to)) => {
                        assert_eq!(reply.expect(200)["status"], to.name());
                        to.name()
                    }
                    None => {
                        let problem = reply.expect_problem(409, "state_conflict");
                        assert_eq!(problem["received"], status, "{decision}");
                        assert!(!problem["expected"].as_str().unwrap().contains(status));
                        status
                    }
                };
                let read = app.get(world, &format!("/api/v1/customers/{id}")).await.expect(200);
                assert_eq!(read["status"], after, "{decision} out of {status}");
            }
        }
    });
}

#[test]
fn a_corrected_customer_is_reviewed_again_and_logged() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let id = customer["id"].as_str().unwrap();
        let (own, uri) =
            (format!("/api/v1/customers/{id}"), format!("/admin/v1/organizations/{}/customers/{id}", app.organization));
        world.review(&uri, ReviewDecision::RequestCorrection.name()).await.expect(200);
        app.send(world, "PATCH", &own, &json!({ "city": "Bonn" })).await.expect(200);
        app.call(world, Call::post(&format!("{own}/submit"))).await.expect(200);
        world.review(&uri, ReviewDecision::Approve.name()).await.expect(200);
        app.send(world, "PATCH", &own, &json!({ "city": "Köln" })).await.expect_problem(409, "state_conflict");
        let log = app.get(world, &format!("{own}/activity")).await.expect(200);
        let lines: Vec<_> = items(&log)
            .iter()
            .map(|line| (line["fromStatus"].clone(), line["toStatus"].clone(), line["createdByRole"].clone()))
            .collect();
        let line = |from: Value, to: &str, by: &str| (from, json!(to), json!(by));
        assert_eq!(
            lines,
            [
                line(json!("PENDING_REVIEW"), "APPROVED", "NUVERA_ADMIN"),
                line(json!("CORRECTION_REQUESTED"), "PENDING_REVIEW", "API_APPLICATION"),
                line(json!("PENDING_REVIEW"), "CORRECTION_REQUESTED", "NUVERA_ADMIN"),
                line(json!(null), "PENDING_REVIEW", "API_APPLICATION"),
            ]
        );
        assert_eq!(log["items"][0]["note"], "Because of APPROVE.");
        assert_eq!(log["items"][0]["createdById"], DemoUser::Admin.sign_in().subject);
        let shown = world.as_admin("GET", &uri, None).await.expect(200);
        assert_eq!(shown["city"], "Bonn");
    });
}

#[test]
fn a_beneficiary_follows_only_its_lifecycle() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let customer = customer["id"].as_str().unwrap();
        for status in ["PENDING_REVIEW", "APPROVED", "REJECTED", "CORRECTION_REQUESTED", "SUSPENDED"] {
            for decision in DECISIONS {
                let made = app.create_beneficiary(world, customer, json!({})).await;
                let id = made["id"].as_str().unwrap();
                let own = format!("/api/v1/customers/{customer}/beneficiaries/{id}");
                let uri = own.replacen("/api/v1", &format!("/admin/v1/organizations/{}", app.organization), 1);
                for step in way_to(status) {
                    world.review(&uri, step.name()).await.expect(200);
                }
                let edited = app.send(world, "PATCH", &own, &json!({ "zipCode": "10115" })).await;
                if status == "CORRECTION_REQUESTED" {
                    assert_eq!(edited.expect(200)["status"], "PENDING_REVIEW");
                    world.review(&uri, ReviewDecision::RequestCorrection.name()).await.expect(200);
                } else {
                    assert_eq!(edited.expect_problem(409, "state_conflict")["received"], status);
                }
                let leads =
                    domain::beneficiary::REVIEWS.iter().find(|(from, by, _)| from.name() == status && *by == decision);
                let reply = world.review(&uri, decision.name()).await;
                match leads {
                    Some((.., to)) => assert_eq!(reply.expect(200)["status"], to.name()),
                    None => assert_eq!(reply.expect_problem(409, "state_conflict")["received"], status),
                }
            }
        }
    });
}

#[test]
fn of_two_reviewers_with_the_same_etag_one_is_refused() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let uri = format!(
            "/admin/v1/organizations/{}/customers/{}/review",
            app.organization,
            customer["id"].as_str().unwrap()
        );
        let send = async |decision: &str| {
            let body = json!({ "decision": decision, "note": "x" });
            let call = Call::post(&uri).bearer(&world.token(DemoUser::Admin)).header("if-match", "\"1\"");
            world.send(&call.json(&body)).await
        };
        let (one, other) = futures::future::join(send("APPROVE"), send("REJECT")).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{} {}", one.text, other.text);
        for wrong in [json!({}), json!({ "decision": "APPROVE" }), json!({ "decision": "DELETE", "note": "x" })] {
            world.as_admin("POST", &uri, Some(&wrong)).await.expect_problem(422, "validation_failed");
        }
    });
}

#[test]
fn a_queue_has_pending_records_of_every_organization() {
    in_own_world(async |world| {
        let (one, other) = (Application::alone(world).await, Application::alone(world).await);
        let mut waiting = Vec::new();
        for app in [&one, &other, &one] {
            waiting.insert(0, id(&app.create_customer(world, json!({})).await).to_owned());
        }
        one.create_customer(world, json!({ "draft": true })).await;
        let list = async |query: &str| world.as_admin("GET", &format!("/admin/v1/customers{query}"), None).await;
        assert_eq!(ids(&list("").await.expect(200)), waiting);
        let first = list("?limit=2").await.expect(200);
        assert_eq!(ids(&first), waiting[..2]);
        assert_eq!(first["hasMore"], true);
        let next = list(&format!("?limit=2&cursor={}", first["nextCursor"].as_str().unwrap())).await.expect(200);
        assert_eq!(ids(&next), waiting[2..]);
        assert_eq!(ids(&list("?status=DRAFT").await.expect(200)).len(), 1);
        list("?status=NONE").await.expect_problem(400, "parameter_invalid");

        let organization = next["items"][0]["orgId"].as_str().unwrap().to_owned();
        let uri = format!("/admin/v1/organizations/{organization}/customers/{}", waiting[2]);
        world.review(&uri, ReviewDecision::Approve.name()).await.expect(200);
        assert_eq!(ids(&list("").await.expect(200)), waiting[..2], "decided records leave the queue");

        let made = one.create_beneficiary(world, &waiting[2], json!({})).await;
        let queue = world.as_admin("GET", "/admin/v1/beneficiaries", None).await.expect(200);
        assert_eq!(ids(&queue), [id(&made)]);
    });
}

#[test]
fn beneficiaries_are_listed_by_customer_and_status() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await["id"].as_str().unwrap().to_owned();
        let other = app.create_customer(world, json!({})).await["id"].as_str().unwrap().to_owned();
        let mut made = Vec::new();
        for _ in 0..3 {
            made.insert(0, app.create_beneficiary(world, &customer, json!({})).await);
        }
        let uri = format!("/api/v1/customers/{customer}/beneficiaries");
        let list = async |uri: &str| app.get(world, uri).await.expect(200)["items"].as_array().unwrap().clone();
        assert_eq!(list(&uri).await, made);
        assert_eq!(list(&format!("{uri}?status=PENDING_REVIEW&limit=100")).await, made);
        assert!(list(&format!("{uri}?status=APPROVED")).await.is_empty());
        assert!(list(&format!("/api/v1/customers/{other}/beneficiaries")).await.is_empty());
        let id = made[0]["id"].as_str().unwrap();
        assert_eq!(app.get(world, &format!("{uri}/{id}")).await.expect(200), made[0]);
        let astray = format!("/api/v1/customers/{other}/beneficiaries/{id}");
        app.get(world, &astray).await.expect_problem(404, "not_found");
        let body = crate::support::beneficiary_body(json!({ "iban": "DE00", "status": "APPROVED" }));
        let problem = app.send(world, "POST", &uri, &body).await.expect_problem(422, "validation_failed");
        let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/iban", "/status"]);
        let reader = Application::create_by(
            world,
            &crate::support::Person::partner(world).await.token,
            &[Permission::BeneficiariesRead],
            json!({}),
        )
        .await;
        let body = crate::support::beneficiary_body(json!({}));
        reader.send(world, "POST", &uri, &body).await.expect_problem(403, "permission_denied");
    });
}
