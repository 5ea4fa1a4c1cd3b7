//! `/api/v1/customers`, after judging.

mod body;
mod change;
mod list;

use serde_json::json;

use crate::support::{Application, Call, customer_body, in_world_with, items};

#[test]
fn a_customer_is_created_read_changed_and_submitted() {
    in_world_with(Application::with_everything, async |world, app| {
        let created = app.create_customer(world, json!({ "draft": true })).await;
        assert_eq!(created["status"], "DRAFT");
        assert_eq!(created["orgId"], app.organization);
        assert_eq!(created["screening"]["paymentHold"], false, "a draft is screened too");
        let uri = format!("/api/v1/customers/{}", created["id"].as_str().unwrap());

        let read = app.get(world, &uri).await;
        assert_eq!(read.expect(200), created);
        assert_eq!(read.header("etag"), Some("\"1\""));

        let changed = app.send(world, "PATCH", &uri, &json!({ "city": "Berlin" })).await;
        assert_eq!(changed.expect(200)["city"], "Berlin");
        assert_eq!(changed.header("etag"), Some("\"2\""));

        let submitted = app.call(world, Call::post(&format!("{uri}/submit"))).await.expect(200);
        assert_eq!(submitted["status"], "PENDING_REVIEW");
        let log = app.get(world, &format!("{uri}/activity")).await.expect(200);
        let steps: Vec<_> = items(&log).iter().map(|i| (&i["fromStatus"], &i["toStatus"])).collect();
        assert_eq!(steps, [(&json!("DRAFT"), &json!("PENDING_REVIEW")), (&json!(null), &json!("DRAFT"))]);
    });
}

#[test]
fn a_submitted_customer_is_not_editable() {
    in_world_with(Application::with_everything, async |world, app| {
        let created = app.create_customer(world, json!({})).await;
        assert_eq!(created["status"], "PENDING_REVIEW");
        let uri = format!("/api/v1/customers/{}", created["id"].as_str().unwrap());
        let refused = app.send(world, "PATCH", &uri, &json!({ "city": "Berlin" })).await;
        assert_eq!(refused.expect_problem(409, "state_conflict")["received"], "PENDING_REVIEW");
        app.call(world, Call::post(&format!("{uri}/submit"))).await.expect_problem(409, "state_conflict");
        assert_eq!(app.get(world, &uri).await.expect(200), created, "nothing changed");
    });
}

#[test]
fn all_wrong_fields_are_named() {
    in_world_with(Application::with_everything, async |world, app| {
        let body = customer_body(json!({ "companyName": "", "website": "x", "unknown": 1, "persons": [{}] }));
        let problem =
            app.send(world, "POST", "/api/v1/customers", &body).await.expect_problem(422, "validation_failed");
        let pointers: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        for expected in ["/companyName", "/website", "/unknown", "/persons/0/firstName", "/persons/0/roles"] {
            assert!(pointers.contains(&expected), "{expected} in {pointers:?}");
        }
    });
}
