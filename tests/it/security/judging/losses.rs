//! Failures and lost answers of every AWS call of every customer route.

use contract::table::Table;
use serde_json::json;

use crate::support::aws::Item;
use crate::support::losses::{self, Subject, expect_no_loss_to_matter};
use crate::support::{Application, CUSTOMERS, Call, Reply, World, customer_body, in_own_world};

/// Customer route, and its effect on an organization with one draft.
#[derive(Clone, Copy)]
struct Route {
    subject: Subject,
    /// Request; `draft` is the address of the draft.
    call: fn(draft: &str) -> Call,
    /// Activity lines of the draft afterwards; `None` if the route creates a customer.
    lines: Option<usize>,
}

const fn creating(id: &'static str, call: fn(&str) -> Call) -> Route {
    Route { subject: Subject { id, success: 201, idempotent: true }, call, lines: None }
}

const fn acting(id: &'static str, call: fn(&str) -> Call) -> Route {
    Route { subject: Subject { id, success: 200, idempotent: true }, call, lines: Some(2) }
}

const fn other(id: &'static str, call: fn(&str) -> Call) -> Route {
    Route { subject: Subject { id, success: 200, idempotent: false }, call, lines: Some(1) }
}

const ROUTES: [Route; 6] = [
    creating("customers-create", |_| Call::post(CUSTOMERS).json(&customer_body(json!({ "city": "Berlin" })))),
    acting("customers-submit", |draft| Call::post(&format!("{draft}/submit"))),
    other("customers-update", |draft| Call::patch(draft).json(&json!({ "city": "Berlin" }))),
    other("customers-get", Call::get),
    other("customers-activity", |draft| Call::get(&format!("{draft}/activity"))),
    other("customers-list", |_| Call::get("/api/v1/customers?status=DRAFT")),
];

/// Organization with one draft.
struct Scene {
    caller: Application,
    route: Route,
    draft: String,
}

impl Scene {
    /// Returns all customers, each with its activity.
    async fn customers(&self, world: &World) -> Vec<(Item, Vec<Item>)> {
        let mut found = Vec::new();
        for customer in world.aws.partition(Table::Customers, &self.caller.organization).await {
            let id = customer["sk"].as_s().unwrap().clone();
            let lines = format!("{}#{id}", self.caller.organization);
            found.push((customer, world.aws.partition(Table::Customers, &lines).await));
        }
        let items: usize = found.iter().map(|(_, lines)| 1 + lines.len()).sum();
        assert_eq!(world.aws.scan(Table::Customers).await.len(), items, "no activity without its customer");
        found
    }
}

impl losses::Scene for Scene {
    fn subject(&self) -> Subject {
        self.route.subject
    }

    async fn reset(&mut self, world: &World) {
        world.aws.empty(Table::Customers).await;
        let created = self.caller.create_customer(world, json!({ "draft": true })).await;
        self.draft = created["id"].as_str().unwrap().to_owned();
    }

    async fn send(&self, world: &World, idempotency_key: &str) -> Reply {
        let call = (self.route.call)(&format!("{CUSTOMERS}/{}", self.draft));
        let keyed = self.route.subject.idempotent;
        self.caller.call(world, if keyed { call.header("idempotency-key", idempotency_key) } else { call }).await
    }

    /// Asserts that every customer's status matches its last activity.
    async fn expect_whole(&self, world: &World, context: &str) {
        for (customer, lines) in self.customers(world).await {
            let last = lines.last().unwrap_or_else(|| panic!("{context}: a customer without activity"));
            assert_eq!(customer["status"], last["toStatus"], "{context}");
        }
    }

    async fn expect_one_effect(&self, world: &World, context: &str) {
        self.expect_whole(world, context).await;
        let customers = self.customers(world).await;
        let made = customers.len() - 1;
        let (draft, lines) = customers.iter().find(|(item, _)| item["sk"].as_s().unwrap() == &self.draft).unwrap();
        let expected = self.route.lines.map_or((1, 1), |lines| (0, lines));
        assert_eq!((made, lines.len()), expected, "{context}");
        if self.route.subject.id == "customers-update" {
            assert_eq!(draft["revision"].as_n().unwrap(), "2", "{context}: changed once");
        }
    }
}

#[test]
fn every_call_of_every_customer_route_may_fail_or_lose_its_answer() {
    in_own_world(async |world| {
        let caller = Application::alone(world).await;
        let mut scene = Scene { caller, route: ROUTES[0], draft: String::new() };
        for route in ROUTES {
            scene.route = route;
            expect_no_loss_to_matter(world, &mut scene, 3).await;
        }
    });
}
