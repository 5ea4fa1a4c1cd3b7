//! Installed, missing and damaged watch lists.

use serde_json::json;

use super::{approve, customer_now, subjects};
use crate::support::{Application, Call, customer_body, in_own_world, in_own_world_with};

const HEADER: &str = "id,schema,name,aliases,birth_date,countries,sanctions,dataset\n";

#[test]
fn without_a_list_records_are_held_until_they_are_screened() {
    in_own_world(async |world| {
        world.aws.remove_watch_list().await;
        let app = Application::alone(world).await;
        let customer = app.create_customer(world, json!({})).await;
        let (id, summary) = (customer["id"].as_str().unwrap(), &customer["screening"]);
        assert_eq!((&summary["paymentHold"], &summary["lastScreenedAt"]), (&json!(true), &json!(null)));
        let subject = &subjects(world, &app, &customer).await[0];
        assert_eq!((&subject["lastScreenedAt"], &subject["query"]["dataVersion"]), (&json!(null), &json!(null)));
        let problem = approve(world, &app, id).await.expect_problem(409, "state_conflict");
        assert_eq!(problem["received"], "PAYMENT_HOLD");
        let waiting = world.as_admin("GET", "/admin/v1/screening?status=NOT_SCREENED", None).await.expect(200);
        assert_eq!(waiting["items"][0]["customerId"], id);

        world.aws.put_watch_list(&format!("{HEADER}x1,Person,Somebody Else,,,,,demo\n")).await;
        let uri = format!(
            "/admin/v1/organizations/{}/screening/{}/run",
            app.organization,
            subject["subjectId"].as_str().unwrap()
        );
        let screened = world.as_admin("POST", &uri, None).await.expect(200);
        assert_eq!((&screened["paymentHold"], &screened["openMatches"]), (&json!(false), &json!([])));
        assert_eq!(screened["query"]["dataVersion"].as_str().unwrap().len(), 16);
        assert_eq!(customer_now(world, &app, &customer).await["screening"]["paymentHold"], false);
        approve(world, &app, id).await.expect(200);
    });
}

#[test]
fn a_new_list_holds_with_the_next_screening() {
    in_own_world_with(Application::alone, async |world, app| {
        let customer = app.create_customer(world, json!({})).await;
        assert_eq!(customer["screening"]["paymentHold"], false);
        let before = subjects(world, &app, &customer).await;
        world.aws.put_watch_list(&format!("{HEADER}x1,Person,Ada Lovelace,,1985,gb,Register,demo\n")).await;
        // The same warm function, which has cached the list.
        let second = app.create_customer(world, json!({})).await;
        assert_eq!(second["screening"]["openMatchCount"], 1);
        // A record screened before is held from its next screening.
        let person = before[1]["subjectId"].as_str().unwrap();
        let uri = format!("/admin/v1/organizations/{}/screening/{person}/run", app.organization);
        let again = world.as_admin("POST", &uri, None).await.expect(200);
        assert_eq!((&again["subjectId"], &again["openMatches"][0]["osEntityId"]), (&json!(person), &json!("x1")));
        assert_ne!(again["query"]["dataVersion"], before[1]["query"]["dataVersion"]);
        let now = customer_now(world, &app, &customer).await;
        assert_eq!((&now["screening"]["paymentHold"], &now["status"]), (&json!(true), &json!("PENDING_REVIEW")));
        let log = app.get(world, &format!("/api/v1/customers/{}/activity", now["id"].as_str().unwrap())).await;
        assert_eq!(log.expect(200)["items"].as_array().unwrap().len(), 1, "the status did not change");
    });
}

#[test]
fn a_damaged_list_admits_no_record() {
    in_own_world_with(Application::alone, async |world, app| {
        for spoiled in ["", "id,schema\n1,Person\n", HEADER, &format!("{HEADER}x1,Person\n")] {
            world.aws.put_watch_list(spoiled).await;
            let call = Call::post("/api/v1/customers").json(&customer_body(json!({})));
            let refused = app.call(world, call).await;
            refused.expect_problem(503, "dependency_unavailable");
            assert!(!refused.text.contains("watch list"), "{}", refused.text);
        }
        assert_eq!(app.get(world, "/api/v1/customers").await.expect(200)["items"], json!([]));
    });
}
