//! Looks of the admins' pages: organizations, acting for a partner, and review queues.

use provision::DemoUser;
use serde_json::{Value, json};

use super::super::money;
use super::super::window::Window;
use super::beginning::look_at_creation;
use super::{look_at_dialog, manage, own_system};
use crate::running::partner::Partner;
use crate::support::{Call, beneficiary_body, customer_body, ticket_body};

const QUEUES: [(&str, &str); 5] = [
    ("customers", "No customer in this status: pending review"),
    ("beneficiaries", "No beneficiary in this status: pending review"),
    ("payments", "No payment in this status: pending review"),
    ("screening", "No subject in this status: open matches"),
    ("tickets", "No ticket in this status: open"),
];

#[test]
fn organizations_and_acting_for_one_pass_the_inspection() {
    let window = Window::at(own_system(), "looks-hub");
    window.sign_in(DemoUser::Admin, "/console");
    window.look_at("hub", "/console/organizations");
    window.fill("Find by name", "Nobody is called so");
    window.sees("No organization's name contains");
    window.look("hub-nothing-found");
    look_at_dialog(&window, "Add organization", "add-organization");

    let body = json!({ "name": "Initech Payouts" });
    let made = manage(window.dev, DemoUser::Admin, "POST", "/admin/v1/organizations", &body);
    let below = format!("organizations/{}", made["id"].as_str().unwrap());
    let page = format!("/console/{below}");
    window.look_at("hub-organization-empty", &page);
    look_at_dialog(&window, "Add member", "add-member");
    let member = json!({ "email": "peter@initech.example" });
    manage(window.dev, DemoUser::Admin, "PUT", &format!("/admin/v1/{below}/members/peter-0001"), &member);
    window.look_at("hub-create", &format!("{page}/applications/new"));
    look_at_creation(&window, &|step| format!("hub-create-{step}"));
    window.tick("I have handed it over to the partner");
    window.press("Done");
    window.closed();
    window.sees("You are acting for Initech Payouts.");
    window.look("hub-application");

    window.look_at("hub-organization", &page);
    for (name, button) in [
        ("remove-member", "Remove peter@initech.example"),
        ("rename-organization", "Rename"),
        ("disable-organization", "Disable organization"),
    ] {
        look_at_dialog(&window, button, name);
    }
    let disabled = json!({ "enabled": false });
    manage(window.dev, DemoUser::Admin, "PATCH", &format!("/admin/v1/{below}"), &disabled);
    window.look_at("hub-organization-disabled", &page);
    look_at_dialog(&window, "Enable organization", "enable-organization");
    window.press("Payments worker");
    window.sees("The organization is disabled");
    window.look("hub-application-organization-disabled");
    window.look_at("hub-audit", "/console/audit");
    window.end();
}

#[test]
fn queues_and_their_decisions_pass_the_inspection() {
    let window = Window::at(own_system(), "looks-queues");
    window.sign_in(DemoUser::Admin, "/console");
    for (queue, nothing) in QUEUES {
        let page = format!("/console/reviews/{queue}");
        window.go(&page);
        window.sees(nothing);
        window.look_at(&format!("queue-{queue}-empty"), &page);
    }
    let names = fill(&window);
    for ((queue, _), name) in QUEUES.into_iter().zip(names) {
        window.look_at(&format!("queue-{queue}"), &format!("/console/reviews/{queue}"));
        look_at_dialog(&window, &format!("Open {name}"), &format!("review-{queue}"));
    }
    window.end();
}

/// Adds a record to each queue and returns the records' names.
fn fill(window: &Window) -> [String; 5] {
    let dev = window.dev;
    let partner = Partner::new(dev);
    let send = |path: &str, body: Value| partner.call(dev, Call::post(path).json(&body)).expect(201);
    let paying = send("/api/v1/customers", customer_body(json!({ "companyName": "Muster Handels GmbH" })));
    money::pay(dev, &partner, &paying, "Goods of May");
    let (alike, _) = money::alike(dev, &partner);
    let company = "Müller & Söhne GmbH";
    let customer = send("/api/v1/customers", customer_body(json!({ "companyName": company })));
    let payee = "Grace Supplies GmbH";
    let path = format!("/api/v1/customers/{}/beneficiaries", customer["id"].as_str().unwrap());
    send(&path, beneficiary_body(json!({ "companyName": payee })));
    let subject = "Which part of the query is signed?";
    send("/api/v1/support/tickets", ticket_body(json!({ "subject": subject })));
    [company.to_owned(), payee.to_owned(), "100.00 USD: Goods of May".to_owned(), alike, subject.to_owned()]
}
