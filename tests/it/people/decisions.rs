//! Audit entries of admins' decisions on records and rates, with the state before and after.

use contract::route::{Access, Method};
use serde_json::{Value, json};

use super::hub::{admin, history};
use crate::support::paying::Party;
use crate::support::{Application, Call, Person, World, in_own_world, in_world, items, rates_body};

/// Returns the newest entry of the organization's audit history.
async fn newest(world: &World, reader: &Person, organization: &str) -> Value {
    let mut entries = history(world, reader, organization).await;
    entries.sort_by(|a, b| b["id"].as_str().cmp(&a["id"].as_str()));
    entries.into_iter().next().unwrap_or_default()
}

#[test]
fn every_decision_on_a_record_is_in_the_history_of_its_organization() {
    in_world(async |world| {
        world.put_rates().await;
        let reader = admin(world).await;
        let app = Application::alone(world).await;
        let parties = app.create_parties(world, "USD").await;
        let told = async || newest(world, &reader, &app.organization).await;

        // Clearing the beneficiary's match was the last decision.
        let entry = told().await;
        assert_eq!(entry["action"], "SCREENING_DECIDED");
        assert_eq!((&entry["before"]["paymentHold"], &entry["after"]["paymentHold"]), (&json!(true), &json!(false)));
        assert_eq!(entry["after"]["decision"], "CLEAR");
        assert_eq!(entry["actor"]["role"], "NUVERA_ADMIN");
        let subject = entry["recordId"].as_str().unwrap().to_owned();

        let uri = format!("/admin/v1/organizations/{}/screening/{subject}/run", app.organization);
        world.as_admin("POST", &uri, None).await.expect(200);
        let entry = told().await;
        assert_eq!((&entry["action"], &entry["recordId"]), (&json!("SCREENING_REPEATED"), &json!(subject)));

        for (party, action, id) in [
            (Party::Customer, "CUSTOMER_REVIEWED", &parties.customer),
            (Party::Beneficiary, "BENEFICIARY_REVIEWED", &parties.beneficiary),
        ] {
            app.review(world, &parties, party, "APPROVE").await.expect(200);
            let entry = told().await;
            assert_eq!((&entry["action"], &entry["recordId"]), (&json!(action), &json!(id)));
            let (from, to) = (&entry["before"]["status"], &entry["after"]["status"]);
            assert_eq!((from, to), (&json!("PENDING_REVIEW"), &json!("APPROVED")));
            assert!(entry["after"]["note"].as_str().unwrap().contains("APPROVE"));
        }
        let payment = app.create_payment(world, &parties, json!({})).await;
        let uri = format!("/admin/v1/organizations/{}/payments/{}", app.organization, payment["id"].as_str().unwrap());
        world.review(&uri, "APPROVE").await.expect(200);
        let entry = told().await;
        assert_eq!((&entry["action"], &entry["recordId"]), (&json!("PAYMENT_REVIEWED"), &payment["id"]));

        // Refused decisions have no entry.
        let count = history(world, &reader, &app.organization).await.len();
        world.review(&uri, "APPROVE").await.expect_problem(409, "state_conflict");
        assert_eq!(history(world, &reader, &app.organization).await.len(), count);
    });
}

#[test]
fn each_rate_table_entry_names_the_previous_table() {
    in_own_world(async |world| {
        for _ in 0..3 {
            world.as_admin("PUT", "/admin/v1/rates", Some(&rates_body())).await.expect(200);
        }
        let at_once = (0..6).map(|_| world.put_rates());
        futures::future::join_all(at_once).await;
        let admin = admin(world).await;
        let call = Call::get("/admin/v1/audit?action=RATES_REPLACED").bearer(&admin.token);
        let found = world.send(&call).await.expect(200);
        let mut entries = items(&found).clone();
        entries.reverse();
        assert_eq!(entries.len(), 9);
        let mut last = Value::Null;
        for entry in &entries {
            assert_eq!(entry["before"]["rateTableId"], last, "{entry}");
            last = entry["after"]["rateTableId"].clone();
            assert_eq!((&entry["recordId"], &entry["organizationId"]), (&last, &Value::Null));
        }
    });
}

/// Admin routes without an audit entry, because they decide neither about records nor rates.
const NO_DECISION: [&str; 2] = ["admin-support-reply", "admin-support-resolve"];

#[test]
fn every_writing_admin_route_may_write_the_history() {
    use contract::route::Grant;
    use contract::table::Table;
    for entry in contract::routes::all() {
        let writes = matches!(entry.spec.method(), Some(method) if method != Method::Get);
        if entry.spec.access() != Access::NuveraAdmin || !writes || NO_DECISION.contains(&entry.spec.id()) {
            continue;
        }
        let granted = entry.spec.all_grants().contains(&Grant::put(Table::Audit));
        assert!(granted, "{} leaves no entry in the audit history", entry.spec.id());
    }
}
