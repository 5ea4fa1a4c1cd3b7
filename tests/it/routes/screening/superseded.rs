//! Replacement of a decision, which must name it in `supersedes`.

use contract::table::Table;
use provision::DemoUser;
use serde_json::{Value, json};

use super::{approve, decide, decision_uri, listed_person, subjects};
use crate::support::{Application, Call, Reply, World, in_own_world_with, in_world_with};

/// Decides the subject's first match, replacing the decision `supersedes`.
async fn replace(world: &World, app: &Application, subject: &Value, decision: &str, supersedes: &Value) -> Reply {
    let body = json!({ "decision": decision, "reason": "Looked again.", "supersedes": supersedes });
    world.as_admin("POST", &decision_uri(app, subject), Some(&body)).await
}

/// Creates a customer with an open match. Returns it with its subject.
async fn matched(world: &World, app: &Application) -> (Value, Value) {
    let customer = app.create_customer(world, json!({ "persons": [listed_person()] })).await;
    let subject = subjects(world, app, &customer).await.swap_remove(1);
    (customer, subject)
}

fn decided(subject: &Value) -> &Value {
    let found = ["openMatches", "previouslyCleared"].map(|matches| &subject[matches][0]["disposition"]);
    found.into_iter().find(|disposition| disposition.is_object()).unwrap()
}

#[track_caller]
fn refused(reply: &Reply, received: &str, expected: &str, says: &str) {
    let problem = reply.expect_problem(409, "state_conflict");
    assert_eq!((&problem["received"], &problem["expected"]), (&json!(received), &json!(expected)));
    assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
}

#[test]
fn a_confirmed_match_can_be_replaced_once_per_decision() {
    in_world_with(Application::alone, async |world, app| {
        let (customer, subject) = matched(world, &app).await;
        let confirmed = decide(world, &app, &subject, "CONFIRM").await.expect(200);
        assert_eq!((&confirmed["paymentHold"], &confirmed["openMatchCount"]), (&json!(true), &json!(0)));
        assert_eq!(confirmed["openMatches"][0]["disposition"]["outcome"], "CONFIRMED");
        approve(world, &app, customer["id"].as_str().unwrap()).await.expect_problem(409, "state_conflict");
        let again = decide(world, &app, &subject, "CONFIRM").await;
        refused(&again, "CONFIRMED", "OPEN, CLEARED", "already has this decision: CONFIRMED.");
        let first = &decided(&confirmed)["id"];
        let again = replace(world, &app, &subject, "CONFIRM", first).await;
        refused(&again, "CONFIRMED", "OPEN, CLEARED", "already has this decision: CONFIRMED.");

        let cleared = replace(world, &app, &subject, "CLEAR", first).await.expect(200);
        assert_eq!((&cleared["paymentHold"], &cleared["historyCount"]), (&json!(false), &json!(2)));
        assert_ne!(decided(&cleared)["id"], *first);
        let again = decide(world, &app, &subject, "CLEAR").await;
        refused(&again, "CLEARED", "OPEN, CONFIRMED", "already has this decision: CLEARED.");
    });
}

#[test]
fn a_decision_without_supersedes_replaces_nothing() {
    in_world_with(Application::alone, async |world, app| {
        let (customer, subject) = matched(world, &app).await;
        let none = json!("dis_0000000000000000000001");
        let nothing = replace(world, &app, &subject, "CLEAR", &none).await;
        refused(&nothing, "OPEN", "CLEARED, CONFIRMED", "`supersedes`");
        assert_eq!(subjects(world, &app, &customer).await[1], subject);

        // Two admins see the open match: one confirms it, then the other clears it unaware.
        let confirmed = decide(world, &app, &subject, "CONFIRM").await.expect(200);
        for unseen in [
            decide(world, &app, &subject, "CLEAR").await,
            replace(world, &app, &subject, "CLEAR", &none).await,
            replace(world, &app, &subject, "CLEAR", &Value::Null).await,
        ] {
            refused(&unseen, "CONFIRMED", "OPEN", "already has the decision CONFIRMED");
            refused(&unseen, "CONFIRMED", "OPEN", "`supersedes`");
        }
        let now = subjects(world, &app, &customer).await;
        assert_eq!(decided(&now[1])["id"], decided(&confirmed)["id"]);
        assert_eq!((&now[1]["paymentHold"], &now[1]["historyCount"]), (&json!(true), &json!(1)));

        // A replaced decision cannot be replaced again.
        let first = &decided(&confirmed)["id"];
        let cleared = replace(world, &app, &subject, "CLEAR", first).await.expect(200);
        refused(
            &replace(world, &app, &subject, "CONFIRM", first).await,
            "CLEARED",
            "OPEN",
            "already has the decision CLEARED",
        );
        let held = replace(world, &app, &subject, "CONFIRM", &decided(&cleared)["id"]).await.expect(200);
        assert_eq!((&held["paymentHold"], &held["historyCount"]), (&json!(true), &json!(3)));

        let wrong = replace(world, &app, &subject, "CLEAR", &json!("mat_0000000000000000000001")).await;
        wrong.expect_invalid("/supersedes");
    });
}

#[test]
fn of_two_concurrent_decisions_on_a_match_one_succeeds() {
    in_own_world_with(Application::alone, async |world, app| {
        for _ in 0..5 {
            let (customer, subject) = matched(world, &app).await;
            let both =
                futures::future::join(decide(world, &app, &subject, "CLEAR"), decide(world, &app, &subject, "CONFIRM"));
            let (clear, confirm) = both.await;
            let (held, lost) = if clear.status == 200 { (clear, confirm) } else { (confirm, clear) };
            let held = held.expect(200);
            let outcome = decided(&held)["outcome"].as_str().unwrap().to_owned();
            refused(&lost, &outcome, "OPEN", &format!("already has the decision {outcome}"));
            assert_eq!(decided(&subjects(world, &app, &customer).await[1])["id"], decided(&held)["id"]);
            let record = customer["screening"]["screeningSubjectId"].as_str().unwrap();
            let lines = world.aws.partition(Table::Screening, &format!("{}#{record}", app.organization)).await;
            assert_eq!(lines.len(), 1, "one decision is logged");
        }
    });
}

#[test]
fn a_repeated_request_gets_the_first_answer() {
    in_world_with(Application::alone, async |world, app| {
        let (_, subject) = matched(world, &app).await;
        let uri = decision_uri(&app, &subject);
        let send = async |key: &str, body: &Value| {
            let call = Call::post(&uri).bearer(&world.token(DemoUser::Admin)).json(body);
            world.send(&call.header("idempotency-key", format!("{key}-{}", app.id))).await
        };
        let first = json!({ "decision": "CONFIRM", "reason": "It is he." });
        let confirmed = send("first", &first).await.expect(200);
        let second = json!({ "decision": "CLEAR", "reason": "It is not.", "supersedes": decided(&confirmed)["id"] });
        let cleared = send("second", &second).await.expect(200);
        for _ in 0..2 {
            assert_eq!(send("first", &first).await.expect(200), confirmed);
            assert_eq!(send("second", &second).await.expect(200), cleared);
        }
        refused(&send("third", &second).await, "CLEARED", "OPEN, CONFIRMED", "already has this decision: CLEARED.");
    });
}
