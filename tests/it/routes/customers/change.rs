//! PATCH /api/v1/customers/{id} and POST /api/v1/customers/{id}/submit.

use serde_json::{Value, json};

use super::super::reviews::way_to;
use crate::support::{Application, CUSTOMERS, Call, Reply, World, id, in_world_with};

async fn draft(world: &World, app: &Application, more: Value) -> (Value, String) {
    let mut body = more;
    body["draft"] = json!(true);
    let created = app.create_customer(world, body).await;
    let uri = format!("{CUSTOMERS}/{}", id(&created));
    (created, uri)
}

async fn patch(world: &World, app: &Application, uri: &str, body: &Value, if_match: Option<&str>) -> Reply {
    let call = Call::patch(uri).json(body);
    app.call(world, if_match.map_or(call.clone(), |tag| call.header("if-match", tag))).await
}

#[test]
fn of_several_editors_with_the_same_etag_one_succeeds() {
    in_world_with(Application::alone, async |world, app| {
        let (_, uri) = draft(world, &app, json!({})).await;
        let read = app.get(world, &uri).await;
        let tag = read.header("etag").unwrap();
        for wrong in ["\"2\"", "\"0\"", "1", "W/\"1\"", "\"\"", "\"1", "", "\"1\", \"2\"", "\"x\""] {
            let refused = patch(world, &app, &uri, &json!({ "city": "Ulm" }), Some(wrong)).await;
            assert_eq!(refused.problem(), (412, "precondition_failed".to_owned()), "{wrong}");
        }
        assert_eq!(app.get(world, &uri).await.expect(200), read.json(), "nothing changed");

        let (berlin, bonn) = (json!({ "city": "Berlin" }), json!({ "city": "Bonn" }));
        let editors = [&berlin, &bonn].into_iter().cycle().take(8);
        let replies = futures::future::join_all(editors.map(|body| patch(world, &app, &uri, body, Some(tag)))).await;
        let (winners, losers): (Vec<&Reply>, Vec<&Reply>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(winners.len(), 1, "one request changes it");
        losers.iter().for_each(|loser| _ = loser.expect_problem(412, "precondition_failed"));
        let winner = winners[0];
        assert_eq!(winner.header("etag"), Some("\"2\""));
        let now = app.get(world, &uri).await;
        assert_eq!((now.expect(200), now.header("etag")), (winner.expect(200), Some("\"2\"")));

        patch(world, &app, &uri, &bonn, Some(tag)).await.expect_problem(412, "precondition_failed");
        patch(world, &app, &uri, &bonn, Some("\"2\"")).await.expect(200);
        patch(world, &app, &uri, &berlin, Some("*")).await.expect(200);
        let submit = |tag: &str| Call::post(&format!("{uri}/submit")).header("if-match", tag);
        app.call(world, submit("\"3\"")).await.expect_problem(412, "precondition_failed");
        let submitted = app.call(world, submit("\"4\"")).await;
        assert_eq!(
            (submitted.expect(200)["status"].as_str(), submitted.header("etag")),
            (Some("PENDING_REVIEW"), Some("\"5\""))
        );
    });
}

#[test]
fn without_a_precondition_every_change_succeeds() {
    in_world_with(Application::alone, async |world, app| {
        let (_, uri) = draft(world, &app, json!({})).await;
        let changes = [json!({ "city": "Berlin" }), json!({ "phone": "+49 30 1" }), json!({ "postalCode": "10115" })];
        let replies = futures::future::join_all(changes.iter().map(|body| patch(world, &app, &uri, body, None))).await;
        replies.iter().for_each(|reply| _ = reply.expect(200));
        let after = app.get(world, &uri).await;
        for change in &changes {
            for (name, value) in change.as_object().unwrap() {
                assert_eq!(after.json()[name], *value);
            }
        }
        assert_eq!(after.header("etag"), Some("\"4\""));
    });
}

#[test]
fn null_clears_optional_members_and_absent_ones_stay() {
    in_world_with(Application::alone, async |world, app| {
        let (created, uri) =
            draft(world, &app, json!({ "city": "Berlin", "phone": "+49", "highRiskActivities": ["GAMBLING"] })).await;
        let cleared = patch(world, &app, &uri, &json!({ "city": null, "fxConversion": true }), None).await.expect(200);
        assert_eq!(cleared.get("city"), None);
        assert_eq!((&cleared["phone"], &cleared["fxConversion"]), (&created["phone"], &json!(true)));
        for same in ["companyName", "persons", "createdAt", "highRiskActivities", "status", "id", "orgId"] {
            assert_eq!(cleared[same], created[same], "{same}");
        }
        assert!(cleared["updatedAt"].as_str() > created["updatedAt"].as_str());
        // Lists are replaced as a whole.
        let lists = patch(world, &app, &uri, &json!({ "highRiskActivities": [] }), None).await.expect(200);
        assert_eq!(lists["highRiskActivities"], json!([]));
        assert_eq!(app.get(world, &uri).await.expect(200), lists);

        for required in [
            "companyName", "registrationNumber", "countryOfIncorporationId", "businessIndustryId", "documentIds",
            "persons",
        ] {
            let refused = patch(world, &app, &uri, &json!({ required: null }), None).await;
            let problem = refused.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["pointer"], format!("/{required}"));
        }
        for (name, value) in [
            ("id", json!("cus_0000000000000000000000")),
            ("status", json!("APPROVED")),
            ("orgId", json!("org_x")),
            ("draft", json!(false)),
            ("screening", json!({ "paymentHold": false })),
            ("revision", json!(9)),
            ("statusPk", json!("x")),
            ("pk", json!("x")),
        ] {
            let refused = patch(world, &app, &uri, &json!({ name: value, "city": "Ulm" }), None).await;
            let problem = refused.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["pointer"], format!("/{name}"), "{problem}");
        }
        assert_eq!(app.get(world, &uri).await.expect(200), lists, "nothing changed");
        // An empty change is not an error.
        patch(world, &app, &uri, &json!({}), None).await.expect(200);
    });
}

#[test]
fn a_customer_is_edited_and_submitted_in_two_statuses_only() {
    in_world_with(Application::alone, async |world, app| {
        for status in ["DRAFT", "PENDING_REVIEW", "APPROVED", "REJECTED", "CORRECTION_REQUESTED", "SUSPENDED"] {
            let editable = ["DRAFT", "CORRECTION_REQUESTED"].contains(&status);
            let (created, uri) = draft(world, &app, json!({})).await;
            if status != "DRAFT" {
                app.call(world, Call::post(&format!("{uri}/submit"))).await.expect(200);
                let record = format!("/admin/v1/organizations/{}/customers/{}", app.organization, id(&created));
                for step in way_to(status) {
                    world.review(&record, step.name()).await.expect(200);
                }
            }
            let changed = patch(world, &app, &uri, &json!({ "city": "Ulm" }), None).await;
            let submitted = app.call(world, Call::post(&format!("{uri}/submit"))).await;
            if editable {
                assert_eq!(changed.expect(200)["status"], status, "an edit does not submit");
                assert_eq!(submitted.expect(200)["status"], "PENDING_REVIEW");
                let log = app.get(world, &format!("{uri}/activity")).await.expect(200);
                let newest = &log["items"][0];
                assert_eq!((&newest["fromStatus"], &newest["toStatus"]), (&json!(status), &json!("PENDING_REVIEW")));
                assert_eq!(
                    (&newest["createdByRole"], &newest["entityId"]),
                    (&json!("API_APPLICATION"), &created["id"])
                );
                assert_eq!(newest["createdById"], json!(app.id));
            } else {
                for refused in [changed, submitted] {
                    let problem = refused.expect_problem(409, "state_conflict");
                    assert_eq!(
                        (&problem["received"], &problem["expected"]),
                        (&json!(status), &json!("DRAFT, CORRECTION_REQUESTED"))
                    );
                }
                assert_eq!(app.get(world, &uri).await.expect(200)["status"], status);
            }
        }
    });
}
