//! Admins in the browser: a watch list match, and a payment until its completion.

use std::sync::atomic::{AtomicU32, Ordering};

use provision::DemoUser;
use serde_json::{Value, json};

use super::window::Window;
use crate::running::dev::Dev;
use crate::running::partner::{Partner, access_token};
use crate::support::paying::payment_body;
use crate::support::{Call, Reply, beneficiary_body, customer_body, quote_body, rates_body};

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// Creates a customer that matches a watch list entry, with a unique number in its name.
///
/// A random word would occasionally match another entry.
pub(super) fn alike(dev: &Dev, partner: &Partner) -> (String, Value) {
    static NUMBER: AtomicU32 = AtomicU32::new(101);
    let company = format!("Obsidian Crescent {}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let body = customer_body(json!({ "companyName": company }));
    let customer = partner.call(dev, Call::post("/api/v1/customers").json(&body)).expect(201);
    assert_eq!(customer["screening"]["paymentHold"], true);
    (company, customer)
}

/// Approves a customer or beneficiary of the demo partner, as an admin.
fn approve(dev: &Dev, path: &str) -> Reply {
    let path = format!("/admin/v1/organizations/{}{path}/review", DemoUser::Partner.organization().unwrap());
    let body = json!({ "decision": "APPROVE", "note": "All is well." });
    dev.send(&Call::post(&path).bearer(&access_token(dev, DemoUser::Admin)).json(&body))
}

/// Approves a customer and creates a payment to its new beneficiary.
pub(super) fn pay(dev: &Dev, partner: &Partner, customer: &Value, purpose: &str) -> Value {
    let send = |call: Call, status| partner.call(dev, call).expect(status);
    let own = format!("/customers/{}", id(customer));
    approve(dev, &own).expect(200);
    let beneficiaries = Call::post(&format!("/api/v1{own}/beneficiaries"));
    let beneficiary = send(beneficiaries.json(&beneficiary_body(json!({}))), 201);
    approve(dev, &format!("{own}/beneficiaries/{}", id(&beneficiary))).expect(200);
    let admin = access_token(dev, DemoUser::Admin);
    dev.send(&Call::put("/admin/v1/rates").bearer(&admin).json(&rates_body())).expect(200);
    let parties = json!({ "customerId": id(customer), "beneficiaryId": id(&beneficiary) });
    let quote = send(Call::post("/api/v1/payment/quote").json(&quote_body(parties)), 201);
    let body = payment_body(&id(&quote), json!({ "purpose": purpose }));
    send(Call::post("/api/v1/payment").header("idempotency-key", id(&quote)).json(&body), 201)
}

#[test]
fn an_admin_clears_a_match_and_follows_a_payment() {
    let window = Window::signed_in("money", DemoUser::Admin, "/console");
    let partner = Partner::new(window.dev);
    let send = |call: Call, status| partner.call(window.dev, call).expect(status);
    let (company, customer) = alike(window.dev, &partner);
    let own = format!("/customers/{}", id(&customer));
    approve(window.dev, &own).expect_problem(409, "state_conflict");
    window.press("Screening");
    window.press(&format!("Open {company}"));
    window.tick("Clear Obsidian Crescent Trading FZE");
    window.fill("Reason", "Another register, another address.");
    window.look("decision-screening");
    window.press("Clear Obsidian Crescent Trading FZE");
    window.closed();
    window.sees(&format!("{company}: match cleared"));
    let read = send(Call::get(&format!("/api/v1{own}")), 200);
    assert_eq!(read["screening"]["paymentHold"], false, "{}", read["screening"]);
    let purpose = format!("Goods of {company}");
    let payment = pay(window.dev, &partner, &customer, &purpose);

    window.press("Payments");
    for (decision, status, done) in [
        ("Approve payment", "APPROVED", "approved"),
        ("Start processing", "PROCESSING", "in processing"),
        ("Complete payment", "COMPLETED", "completed"),
    ] {
        window.press(&format!("Open 100.00 USD: {purpose}"));
        window.tick(decision);
        window.fill("Note", "Seen.");
        if decision == "Approve payment" {
            window.look("decision-payments");
        }
        window.press(decision);
        window.closed();
        window.sees(&format!("{purpose}: {done}"));
        let read = send(Call::get(&format!("/api/v1/payment/{}", id(&payment))), 200);
        assert_eq!(read["status"], status);
        window.fill("Status", status);
    }
    window.end();
}
