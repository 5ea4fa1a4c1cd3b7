//! Admins in the browser: acting for partners, and reviews.

use provision::DemoUser;
use serde_json::json;

use super::inspect::LIGHT;
use super::window::Window;
use crate::running::partner::{Partner, access_token};
use crate::support::{Call, beneficiary_body, customer_body, ticket_body};

/// Creates an organization for this test, because disabling a shared one would disturb others.
fn organization(window: &Window, name: &str) -> String {
    let admin = access_token(window.dev, DemoUser::Admin);
    let call = Call::post("/admin/v1/organizations").bearer(&admin).json(&json!({ "name": name }));
    window.dev.send(&call).expect(201)["id"].as_str().unwrap().to_owned()
}

/// Opens a window as an admin.
fn open(name: &str, path: &str) -> Window {
    Window::signed_in(name, DemoUser::Admin, path)
}

#[test]
fn an_admin_finds_an_organization_and_acts_for_it() {
    let window = open("hub", "/console");
    organization(&window, "Initech Payouts");
    window.browser.reload();
    window.fill("Find by name", "initech");
    window.press("Initech Payouts");
    window.sees("You are acting for the partner.");
    window.press("Add member");
    window.fill("User ID", "peter-0001");
    window.fill("Email address", "peter@initech.example");
    window.press("Add member");
    window.closed();
    window.sees("peter@initech.example");

    super::partner::create_for(&window, "Create for the partner", "Payouts");
    super::partner::shown_key(&window);
    window.tick("I have handed it over to the partner");
    window.press("Done");
    window.closed();
    window.sees("You are acting for Initech Payouts.");
    window.press("Initech Payouts");
    window.sees("Payouts");

    window.press("Disable organization");
    window.sees("All requests of 1 application in use are refused immediately");
    window.fill("Type Initech Payouts", "Initech Payouts");
    window.press("Disable organization");
    window.closed();
    window.sees("Initech Payouts disabled");
    window.press("Enable organization");
    window.press("Enable organization");
    window.closed();
    window.press("Remove peter@initech.example");
    window.press("Remove member");
    window.closed();
    window.press("Show more");
    for told in ["Organization disabled", "Organization enabled", "Member removed", "API key shown to: Nuvera admin"] {
        window.sees(told);
    }
    window.browser.reload();
    window.look("hub-history");
    window.end();
}

#[test]
fn an_admin_decides_reviews_and_answers_a_ticket() {
    let window = open("reviews", "/console");
    let partner = Partner::new(window.dev);
    let send = |method: &str, path: &str, body| window.dev.send(&partner.sign(Call::new(method, path).json(&body)));
    let company = format!("Reviewed {}", &partner.id[partner.id.len() - 8..]);
    let customer = send("POST", "/api/v1/customers", customer_body(json!({ "companyName": company }))).expect(201);
    let path = format!("/api/v1/customers/{}", customer["id"].as_str().unwrap());
    let payee = format!("Payee of {company}");
    let beneficiary =
        send("POST", &format!("{path}/beneficiaries"), beneficiary_body(json!({ "companyName": payee }))).expect(201);
    let subject = format!("Question of {company}");
    let ticket = send("POST", "/api/v1/support/tickets", ticket_body(json!({ "subject": subject }))).expect(201);
    let status = |path: &str| window.dev.send(&partner.sign(Call::get(path))).expect(200)["status"].clone();

    for (queue, name, decision, done, note) in [
        ("Customers", &company, "Request a correction", "correction requested", "Please add your tax number."),
        ("Beneficiaries", &payee, "Approve beneficiary", "approved", "All is well."),
        ("Support tickets", &subject, "Send reply", "reply sent", "Sign the query in the order in which it is sent."),
    ] {
        window.press(queue);
        window.press(&format!("Open {name}"));
        window.tick(decision);
        window.fill(if decision == "Send reply" { "Message" } else { "Note" }, note);
        window.look(&format!("decision-{}", queue.to_lowercase().replace(' ', "-")));
        window.press(decision);
        window.closed();
        window.sees(&format!("{name}: {done}"));
        // The queue is refreshed: rows move up, and records of other tests appear.
        window.settled();
        window.turn(LIGHT);
    }
    assert_eq!(status(&path), "CORRECTION_REQUESTED");
    assert_eq!(status(&format!("{path}/beneficiaries/{}", beneficiary["id"].as_str().unwrap())), "APPROVED");
    let ticket = format!("/api/v1/support/tickets/{}", ticket["id"].as_str().unwrap());
    assert_eq!(status(&ticket), "WAITING_FOR_PARTNER");

    window.fill("Status", "WAITING_FOR_PARTNER");
    window.press(&format!("Open {subject}"));
    window.sees("Sign the query in the order in which it is sent.");
    window.tick("Resolve ticket");
    window.press("Resolve ticket");
    window.closed();
    assert_eq!(status(&ticket), "RESOLVED");
    window.end();
}
