//! Screening of new and changed records, holds, and admins' decisions.

mod evasions;
mod failing;
mod installed;
mod queue;
mod superseded;

use provision::DemoUser;
use serde_json::{Value, json};

use crate::support::{Application, Call, Reply, World, in_world_with};

/// Returns a person on the demo watch list.
pub(super) fn listed_person() -> Value {
    person("Viktor", "Zelinsky", "1961-04-17")
}

pub(super) fn person(first: &str, last: &str, born: &str) -> Value {
    json!({
        "firstName": first, "lastName": last, "roles": ["DIRECTOR"], "nationality": "RS", "dateOfBirth": born,
        "documentIds": [],
    })
}

/// Reads the screening subjects of a customer, as its partner.
pub(super) async fn subjects(world: &World, app: &Application, customer: &Value) -> Vec<Value> {
    let uri = format!("/api/v1/customers/{}/screening", customer["id"].as_str().unwrap());
    app.get(world, &uri).await.expect(200)["items"].as_array().unwrap().clone()
}

pub(super) async fn customer_now(world: &World, app: &Application, customer: &Value) -> Value {
    app.get(world, &format!("/api/v1/customers/{}", customer["id"].as_str().unwrap())).await.expect(200)
}

/// Returns the URI for deciding a subject's first open match.
pub(super) fn decision_uri(app: &Application, subject: &Value) -> String {
    let found = &subject["openMatches"][0]["matchId"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let base = format!("/admin/v1/organizations/{}/screening/{}", app.organization, text(&subject["subjectId"]));
    format!("{base}/matches/{}/decision", text(found))
}

pub(super) async fn decide(world: &World, app: &Application, subject: &Value, decision: &str) -> Reply {
    let body = json!({ "decision": decision, "reason": "Compared the passports." });
    world.as_admin("POST", &decision_uri(app, subject), Some(&body)).await
}

pub(super) async fn approve(world: &World, app: &Application, record: &str) -> Reply {
    world.review(&format!("/admin/v1/organizations/{}/customers/{record}", app.organization), "APPROVE").await
}

#[test]
fn a_customer_without_listed_parties_is_clear() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let summary = &customer["screening"];
        assert_eq!((&summary["paymentHold"], &summary["openMatchCount"]), (&json!(false), &json!(0)));
        assert_eq!(summary["lastScreenedAt"], customer["createdAt"]);
        let found = subjects(world, &app, &customer).await;
        let told: Vec<_> = found.iter().map(|s| (s["subjectType"].as_str().unwrap(), &s["displayName"])).collect();
        assert_eq!(told, [("CUSTOMER", &json!("Ada Trading Ltd")), ("CUSTOMER_PERSON", &json!("Ada Lovelace")),]);
        assert_eq!(found[0]["subjectId"], summary["screeningSubjectId"]);
        assert_eq!(
            found[1]["query"]["properties"][1],
            json!({
                "label": "Date of birth", "key": "birthDate", "values": ["1985-12-10"],
            })
        );
        assert_eq!(found[0]["query"]["algorithm"], "names-aligned/3");
        approve(world, &app, customer["id"].as_str().unwrap()).await.expect(200);
    });
}

#[test]
fn a_listed_person_holds_the_customer_until_the_match_is_cleared() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({ "persons": [listed_person()] })).await;
        let id = customer["id"].as_str().unwrap();
        assert_eq!(customer["screening"]["paymentHold"], true);
        let found = subjects(world, &app, &customer).await;
        let subject = &found[1];
        assert_eq!((&subject["paymentHold"], &subject["onboardingBlocked"]), (&json!(true), &json!(true)));
        assert_eq!(found[0]["paymentHold"], false, "the company itself is not listed");
        let listed = &subject["openMatches"][0];
        assert_eq!(listed["osEntityId"], "demo-0001");
        assert_eq!((&listed["isMatch"], &listed["topics"]), (&json!(true), &json!(["sanction"])));
        assert_eq!(listed["features"][0]["matchedValue"], "Viktor Zelinsky");
        let problem = approve(world, &app, id).await.expect_problem(409, "state_conflict");
        assert_eq!(problem["received"], "PAYMENT_HOLD");

        let cleared = decide(world, &app, subject, "CLEAR").await.expect(200);
        assert_eq!((&cleared["paymentHold"], &cleared["openMatches"]), (&json!(false), &json!([])));
        let disposition = &cleared["previouslyCleared"][0]["disposition"];
        assert_eq!(
            (&disposition["outcome"], &disposition["reason"]),
            (&json!("CLEARED"), &json!("Compared the passports."))
        );
        assert_eq!(disposition["reviewedByDisplayName"], "alan@nuvera.example");
        let now = customer_now(world, &app, &customer).await;
        assert_eq!((&now["screening"]["paymentHold"], &now["screening"]["openMatchCount"]), (&json!(false), &json!(0)));
        // The partner reads the decision without the admin's name.
        let told = subjects(world, &app, &customer).await;
        assert_eq!(told[1]["previouslyCleared"][0]["disposition"]["reviewedByDisplayName"], json!(null));
        assert_eq!(
            (&told[1]["readOnlyReason"], &cleared["readOnlyReason"]),
            (&json!("Only Nuvera can decide matches."), &json!(null))
        );
        approve(world, &app, id).await.expect(200);
    });
}

#[test]
fn a_beneficiary_is_screened_and_held() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        let id = customer["id"].as_str().unwrap();
        let listed = app.create_beneficiary(world, id, json!({ "companyName": "BLACKWATER QUAY SHIPPING LLC" })).await;
        assert_eq!(
            (&listed["screening"]["paymentHold"], &listed["screening"]["openMatchCount"]),
            (&json!(true), &json!(1))
        );
        let uri = format!("/api/v1/customers/{id}/beneficiaries/{}", listed["id"].as_str().unwrap());
        let subject = app.get(world, &format!("{uri}/screening")).await.expect(200);
        assert_eq!((&subject["subjectType"], &subject["beneficiaryId"]), (&json!("BENEFICIARY"), &listed["id"]));
        assert_eq!((&subject["customerName"], &subject["customerId"]), (&json!("Ada Trading Ltd"), &customer["id"]));
        let record = format!("/admin/v1/organizations/{}{}", app.organization, &uri["/api/v1".len()..]);
        world.review(&record, "APPROVE").await.expect_problem(409, "state_conflict");
        // A new name is screened again.
        world.review(&record, "REQUEST_CORRECTION").await.expect(200);
        let changed =
            app.send(world, "PATCH", &uri, &json!({ "companyName": "Grace Supplies GmbH" })).await.expect(200);
        assert_eq!(
            (&changed["screening"]["paymentHold"], &changed["status"]),
            (&json!(false), &json!("PENDING_REVIEW"))
        );
        world.review(&record, "APPROVE").await.expect(200);
        // The beneficiary is not found below another customer.
        let other = app.create_customer(world, json!({})).await;
        let elsewhere = uri.replace(id, other["id"].as_str().unwrap());
        app.get(world, &format!("{elsewhere}/screening")).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_draft_is_screened_again_with_each_change() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({ "draft": true })).await;
        let uri = format!("/api/v1/customers/{}", customer["id"].as_str().unwrap());
        let patch = async |body: Value| app.send(world, "PATCH", &uri, &body).await.expect(200);
        let ours = customer["persons"][0].clone();
        let held = patch(json!({ "persons": [listed_person(), ours] })).await;
        assert_eq!(held["screening"]["openMatchCount"], 1);
        let found = subjects(world, &app, &customer).await;
        decide(world, &app, &found[1], "CLEAR").await.expect(200);
        // A decision stays with its person.
        let moved = patch(json!({ "persons": [ours, listed_person()] })).await;
        assert_eq!(moved["screening"]["paymentHold"], false);
        let after = subjects(world, &app, &customer).await;
        assert_eq!(after[2]["subjectId"], found[1]["subjectId"]);
        let born_otherwise = patch(json!({ "persons": [ours, person("Viktor", "Zelinsky", "1961-04-18")] })).await;
        assert_eq!(born_otherwise["screening"]["openMatchCount"], 1, "the cleared match had another date of birth");
        let gone = patch(json!({ "persons": [ours] })).await;
        assert_eq!(gone["screening"]["paymentHold"], false);
    });
}

#[test]
fn a_decision_on_a_changed_or_unknown_match_is_refused() {
    in_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({ "persons": [listed_person()] })).await;
        let subject = &subjects(world, &app, &customer).await[1];
        let uri = decision_uri(&app, subject);
        let body = json!({ "decision": "CLEAR", "reason": "Another one." });
        let with =
            |tag: &str| Call::post(&uri).bearer(&world.token(DemoUser::Admin)).header("if-match", tag).json(&body);
        world.send(&with("\"7\"")).await.expect_problem(412, "precondition_failed");
        let read = world.send(&with("\"1\"")).await;
        read.expect(200);
        assert_eq!(read.header("etag"), Some("\"2\""));
        for (from, to) in
            [("/matches/mat_", "/matches/mat_0"), ("/screening/scr_", "/screening/scr_x"), ("-1/", "-9/"), ("-1/", "/")]
        {
            let wrong = uri.replace(from, to);
            assert_ne!(wrong, uri);
            world.as_admin("POST", &wrong, Some(&body)).await.expect_problem(404, "not_found");
        }
        let problem = world.as_admin("POST", &uri, Some(&json!({ "decision": "MAYBE" }))).await;
        let problem = problem.expect_problem(422, "validation_failed");
        let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/decision", "/reason"]);
    });
}
