//! Failures and lost answers of every AWS call of every payment route.
//!
//! The answer is 503 or correct, nothing is done partially, and a retry under the same `Idempotency-Key` has one
//! effect.

use contract::table::Table;
use local::Fault;
use provision::DemoUser;
use serde_json::{Value, json};

use super::{admin_uri, cancel, decide, payer, stored, uri};
use crate::support::aws::{Item, name, number, set};
use crate::support::paying::{PAYMENTS, Parties, pay};
use crate::support::{Application, Call, Reply, World, id, in_own_world, pdf};

/// Lost part of a call.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Loss {
    /// Call that is not executed.
    Call,
    /// Answer of an executed call.
    Answer,
}

/// Attempts of the SDK per call.
const ATTEMPTS: usize = 3;

/// Payment route with its effect.
#[derive(Clone, Copy)]
struct Subject {
    id: &'static str,
    /// Status of the existing payment before and after.
    before: &'static str,
    after: &'static str,
    idempotent: bool,
}

const fn subject(id: &'static str, before: &'static str, after: &'static str, idempotent: bool) -> Subject {
    Subject { id, before, after, idempotent }
}

const NEW: &str = "PENDING_REVIEW";
const SUBJECTS: [Subject; 8] = [
    subject("payments-create", NEW, NEW, true),
    subject("payments-cancel", NEW, "CANCELLED", true),
    subject("payments-update", "CORRECTION_NEEDED", NEW, false),
    subject("admin-payments-review", NEW, "APPROVED", false),
    subject("payments-get", NEW, NEW, false),
    subject("payments-activity", NEW, NEW, false),
    subject("payments-list", NEW, NEW, false),
    subject("admin-payments-list", NEW, NEW, false),
];

impl Subject {
    fn success(self) -> u16 {
        if self.id == "payments-create" { 201 } else { 200 }
    }
}

/// Organization with a payment, an open quote and a document.
struct Scene {
    app: Application,
    parties: Parties,
    document: String,
    payment: Value,
    quote: String,
}

impl Scene {
    async fn new(world: &World) -> Self {
        let (app, parties) = payer(world).await;
        let document = id(&app.upload(world, &pdf("")).await).to_owned();
        Self { app, parties, document, payment: Value::Null, quote: String::new() }
    }

    /// Replaces payment and quote, and clears the table of others.
    async fn set(&mut self, world: &World, subject: Subject) {
        for item in world.aws.scan(Table::Payments).await {
            let key = |name: &str| item[name].as_s().unwrap().clone();
            world.aws.delete(Table::Payments, &key("pk"), &key("sk")).await;
        }
        let detach = |item: &mut Item| set(item, "attachments", number(0));
        world.aws.edit(Table::Documents, &self.app.organization, &self.document, detach).await;
        self.payment = self.app.create_payment(world, &self.parties, json!({})).await;
        if subject.before == "CORRECTION_NEEDED" {
            decide(world, &self.payment, "REQUEST_CORRECTION").await.expect(200);
        }
        self.quote = self.app.create_quote(world, &self.parties).await;
    }

    async fn send(&self, world: &World, subject: Subject, key: &str) -> Reply {
        // Idempotency keys are visible ASCII, and the context contains spaces.
        let key = key.replace(|c: char| !c.is_ascii_graphic(), "-");
        let documents = json!({ "documentIds": [self.document] });
        let admin = || world.token(DemoUser::Admin);
        let call = match subject.id {
            "payments-create" => pay(&self.quote, &key, documents),
            "payments-cancel" => cancel(&self.payment).header("idempotency-key", key),
            "payments-update" => Call::patch(&uri(&self.payment)).json(&documents),
            "payments-get" => Call::get(&uri(&self.payment)),
            "payments-activity" => Call::get(&format!("{}/activity", uri(&self.payment))),
            "payments-list" => Call::get(&format!("{PAYMENTS}?status=PENDING_REVIEW")),
            "admin-payments-list" => return world.send(&Call::get("/admin/v1/payments").bearer(&admin())).await,
            "admin-payments-review" => {
                let body = json!({ "decision": "APPROVE", "note": "x" });
                let call = Call::post(&format!("{}/review", admin_uri(&self.payment))).bearer(&admin());
                return world.send(&call.json(&body)).await;
            }
            other => panic!("{other}"),
        };
        self.app.call(world, call).await
    }

    /// Asserts that status, activity, quote and attachments of every payment agree. Returns the number of payments.
    async fn expect_whole(&self, world: &World, context: &str) -> usize {
        let payments = stored(world, &self.app).await;
        let (mut naming, mut lines) = (0, 0);
        for payment in &payments {
            let text = |name: &str| payment[name].as_s().unwrap().clone();
            let log = world.aws.partition(Table::Payments, &format!("{}#{}", self.app.organization, text("id"))).await;
            lines += log.len();
            assert_eq!(log.last().unwrap()["toStatus"], payment["status"], "{context}");
            let quote = super::quote_item(world, &self.app, &text("quoteId")).await;
            assert_eq!(quote["usedBy"], payment["id"], "{context}");
            naming += usize::from(payment.contains_key("documentIds"));
        }
        let quotes = world.aws.partition(Table::Payments, &format!("{}#quotes", self.app.organization)).await;
        let used = quotes.iter().filter(|quote| quote.contains_key("usedBy")).count();
        assert_eq!(used, payments.len(), "{context}: every payment has used its quote");
        let all = world.aws.scan(Table::Payments).await.len();
        assert_eq!(all, payments.len() + quotes.len() + lines, "{context}: no activity without its payment");
        let document = world.aws.get(Table::Documents, &self.app.organization, &self.document).await.unwrap();
        assert_eq!(document["attachments"].as_n().unwrap(), &naming.to_string(), "{context}");
        payments.len()
    }

    /// Asserts that the request had one effect.
    async fn expect_one_effect(&self, world: &World, subject: Subject, context: &str) {
        let payments = self.expect_whole(world, context).await;
        assert_eq!(payments, if subject.id == "payments-create" { 2 } else { 1 }, "{context}");
        let read = self.app.get(world, &uri(&self.payment)).await;
        assert_eq!(read.expect(200)["status"], subject.after, "{context}");
        let changes = usize::from(subject.before != NEW) + usize::from(subject.before != subject.after);
        assert_eq!(read.header("etag").unwrap(), format!("\"{}\"", 1 + changes), "{context}");
    }
}

#[test]
fn every_call_of_every_payment_route_may_fail_or_lose_its_answer() {
    in_own_world(async |world| {
        let mut scene = Scene::new(world).await;
        for subject in SUBJECTS {
            // Calls of the route without a fault, on a warm function.
            scene.set(world, subject).await;
            scene.send(world, subject, "first").await.expect(subject.success());
            scene.set(world, subject).await;
            world.record();
            scene.send(world, subject, "healthy").await.expect(subject.success());
            let healthy = world.take_calls();
            assert!(healthy.len() >= 2, "{}: {healthy:?}", subject.id);

            for (place, call) in healthy.iter().enumerate() {
                let before = healthy[..place].iter().filter(|other| name(other) == name(call)).count();
                // A read with a lost answer equals a failed read.
                let reads = matches!(call.operation.as_str(), "GetItem" | "Query");
                let losses = [(Loss::Call, 1), (Loss::Call, ATTEMPTS), (Loss::Answer, 1), (Loss::Answer, ATTEMPTS)];
                for (loss, times) in losses.into_iter().filter(|(loss, _)| !reads || *loss == Loss::Call) {
                    let context = format!("{}: {loss:?} of {} ({before}) × {times}", subject.id, name(call));
                    scene.set(world, subject).await;
                    let table = call.table().unwrap();
                    let fault = || if loss == Loss::Call { Fault::Refuse } else { Fault::LoseAnswer };
                    let control = world.stack.dynamodb();
                    control.set(Fault::None.on(&call.operation).table(table).times(before));
                    control.add(fault().on(&call.operation).table(table).times(times));
                    let first = scene.send(world, subject, &context).await;
                    control.clear();
                    check(world, &scene, subject, &first, times, &context).await;
                }
            }
        }
    });
}

async fn check(world: &World, scene: &Scene, subject: Subject, first: &Reply, times: usize, context: &str) {
    scene.expect_whole(world, context).await;
    let succeeded = first.status == subject.success();
    if times < ATTEMPTS {
        assert!(succeeded, "{context}: a call that fails once is retried: {}", first.text);
    }
    if succeeded {
        scene.expect_one_effect(world, subject, context).await;
    } else {
        assert_eq!(first.problem(), (503, "dependency_unavailable".to_owned()), "{context}: {}", first.text);
        assert!(first.header("retry-after").is_some(), "{context}");
    }
    if !subject.idempotent {
        return;
    }
    let mut again = scene.send(world, subject, context).await;
    if again.status == 409 && again.problem().1 == "idempotency_key_in_use" {
        // By then the quote has 29 seconds left, or this request has used it.
        world.advance(31);
        again = scene.send(world, subject, context).await;
    }
    assert_eq!(again.status, subject.success(), "{context}: {}", again.text);
    scene.expect_one_effect(world, subject, context).await;
    if succeeded {
        assert_eq!(again.json(), first.json(), "{context}");
    }
    // By now, the answer is stored.
    let kept = scene.send(world, subject, context).await;
    assert_eq!((kept.json(), kept.header("idempotency-replayed")), (again.json(), Some("true")), "{context}");
}

#[test]
fn a_retry_finds_its_payment_after_the_quote_expired() {
    in_own_world(async |world| {
        let mut scene = Scene::new(world).await;
        scene.set(world, SUBJECTS[0]).await;
        let payments = crate::support::aws::table(Table::Payments);
        // The payment was created, but its answers were lost.
        world.stack.dynamodb().set(Fault::LoseAnswer.on("TransactWriteItems").table(&payments));
        let lost = scene.send(world, SUBJECTS[0], "lost").await;
        world.stack.dynamodb().clear();
        lost.expect_problem(503, "dependency_unavailable");
        world.advance(120);
        let found = scene.send(world, SUBJECTS[0], "lost").await.expect(201);
        assert_eq!(found["quoteId"], scene.quote.as_str());
        scene.expect_one_effect(world, SUBJECTS[0], "lost").await;
        // The payment was not created, and the quote has expired: the retry is refused.
        scene.set(world, SUBJECTS[0]).await;
        world.stack.dynamodb().set(Fault::Refuse.on("TransactWriteItems").table(&payments));
        let refused = scene.send(world, SUBJECTS[0], "late").await;
        world.stack.dynamodb().clear();
        refused.expect_problem(503, "dependency_unavailable");
        world.advance(120);
        let late = scene.send(world, SUBJECTS[0], "late").await.expect_problem(409, "state_conflict");
        assert_eq!(late["received"], "EXPIRED");
        assert_eq!(scene.expect_whole(world, "late").await, 1);
    });
}
