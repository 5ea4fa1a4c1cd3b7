//! Failures and lost answers of every AWS call of every payment route.

use contract::table::Table;
use local::Fault;
use provision::DemoUser;
use serde_json::{Value, json};

use super::{admin_uri, cancel, decide, payer, stored, uri};
use crate::support::aws::{Item, number, set, table};
use crate::support::losses::{self, Scene as _, Subject, expect_no_loss_to_matter};
use crate::support::paying::{PAYMENTS, Parties, pay};
use crate::support::{Application, Call, Reply, World, id, in_own_world, pdf};

/// Payment route, and the status of an existing payment before and after.
#[derive(Clone, Copy)]
struct Route {
    subject: Subject,
    before: &'static str,
    after: &'static str,
}

const fn route(id: &'static str, success: u16, before: &'static str, after: &'static str, idempotent: bool) -> Route {
    Route { subject: Subject { id, success, idempotent }, before, after }
}

const NEW: &str = "PENDING_REVIEW";
const CREATE: Route = route("payments-create", 201, NEW, NEW, true);
const ROUTES: [Route; 8] = [
    CREATE,
    route("payments-cancel", 200, NEW, "CANCELLED", true),
    route("payments-update", 200, "CORRECTION_NEEDED", NEW, false),
    route("admin-payments-review", 200, NEW, "APPROVED", false),
    route("payments-get", 200, NEW, NEW, false),
    route("payments-activity", 200, NEW, NEW, false),
    route("payments-list", 200, NEW, NEW, false),
    route("admin-payments-list", 200, NEW, NEW, false),
];

/// Organization with a payment, an open quote and a document.
struct Scene {
    app: Application,
    parties: Parties,
    document: String,
    payment: Value,
    quote: String,
    route: Route,
}

impl Scene {
    async fn new(world: &World) -> Self {
        let (app, parties) = payer(world).await;
        let document = id(&app.upload(world, &pdf("")).await).to_owned();
        Self { app, parties, document, payment: Value::Null, quote: String::new(), route: CREATE }
    }

    /// Asserts that status, activity, quote and attachments of every payment agree. Returns the number of payments.
    async fn count_whole(&self, world: &World, context: &str) -> usize {
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
}

impl losses::Scene for Scene {
    fn subject(&self) -> Subject {
        self.route.subject
    }

    /// Replaces payment and quote, and clears the table of others.
    async fn reset(&mut self, world: &World) {
        world.aws.empty(Table::Payments).await;
        let detach = |item: &mut Item| set(item, "attachments", number(0));
        world.aws.edit(Table::Documents, &self.app.organization, &self.document, detach).await;
        self.payment = self.app.create_payment(world, &self.parties, json!({})).await;
        if self.route.before == "CORRECTION_NEEDED" {
            decide(world, &self.payment, "REQUEST_CORRECTION").await.expect(200);
        }
        self.quote = self.app.create_quote(world, &self.parties).await;
    }

    async fn send(&self, world: &World, idempotency_key: &str) -> Reply {
        let documents = json!({ "documentIds": [self.document] });
        let admin = || world.token(DemoUser::Admin);
        let call = match self.route.subject.id {
            "payments-create" => pay(&self.quote, idempotency_key, documents),
            "payments-cancel" => cancel(&self.payment).header("idempotency-key", idempotency_key),
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

    async fn expect_whole(&self, world: &World, context: &str) {
        self.count_whole(world, context).await;
    }

    async fn expect_one_effect(&self, world: &World, context: &str) {
        let payments = self.count_whole(world, context).await;
        assert_eq!(payments, if self.route.subject.id == "payments-create" { 2 } else { 1 }, "{context}");
        let Route { before, after, .. } = self.route;
        let read = self.app.get(world, &uri(&self.payment)).await;
        assert_eq!(read.expect(200)["status"], after, "{context}");
        let changes = usize::from(before != NEW) + usize::from(before != after);
        assert_eq!(read.header("etag").unwrap(), format!("\"{}\"", 1 + changes), "{context}");
    }
}

#[test]
fn every_call_of_every_payment_route_may_fail_or_lose_its_answer() {
    in_own_world(async |world| {
        let mut scene = Scene::new(world).await;
        for route in ROUTES {
            scene.route = route;
            expect_no_loss_to_matter(world, &mut scene, 2).await;
        }
    });
}

#[test]
fn a_retry_finds_its_payment_after_the_quote_expired() {
    in_own_world(async |world| {
        let mut scene = Scene::new(world).await;
        scene.reset(world).await;
        let payments = table(Table::Payments);
        // The payment was created, but its answers were lost.
        world.stack.dynamodb().set(Fault::LoseAnswer.on("TransactWriteItems").table(&payments));
        let lost = scene.send(world, "lost").await;
        world.stack.dynamodb().clear();
        lost.expect_problem(503, "dependency_unavailable");
        world.advance(120);
        let found = scene.send(world, "lost").await.expect(201);
        assert_eq!(found["quoteId"], scene.quote.as_str());
        scene.expect_one_effect(world, "lost").await;
        // The payment was not created, and the quote has expired: the retry is refused.
        scene.reset(world).await;
        world.stack.dynamodb().set(Fault::Refuse.on("TransactWriteItems").table(&payments));
        let refused = scene.send(world, "late").await;
        world.stack.dynamodb().clear();
        refused.expect_problem(503, "dependency_unavailable");
        world.advance(120);
        let late = scene.send(world, "late").await.expect_problem(409, "state_conflict");
        assert_eq!(late["received"], "EXPIRED");
        assert_eq!(scene.count_whole(world, "late").await, 1);
    });
}
