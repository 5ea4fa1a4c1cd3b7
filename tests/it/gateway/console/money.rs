//! An admin clears a match with the watch list, and follows a payment until the money arrived, in the browser.

use serde_json::{Value, json};
use xtask::provision::DemoUser;

use super::window::Window;
use crate::gateway::partner::{Partner, access_token};
use crate::support::paying::payment_body;
use crate::support::{Call, beneficiary_body, customer_body, quote_body, rates_body};

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_admin_clears_a_match_and_follows_a_payment() {
    let window = Window::open("money");
    window.sign_in(DemoUser::Admin, "/console");
    let (partner, admin) = (Partner::new(window.dev), access_token(window.dev, DemoUser::Admin));
    let send = |call: Call, status| window.dev.send(&partner.sign(call)).expect(status);
    let approve = |path: &str| {
        let path = format!("/admin/v1/organizations/{}{}/review", DemoUser::Partner.organization().unwrap(), path);
        let body = json!({ "decision": "APPROVE", "note": "All is well." });
        window.dev.send(&Call::new("POST", &path).bearer(&admin).json(&body))
    };

    // Alike somebody who is listed, and yet to be told from others that tests make.
    let company = format!("Obsidian Crescent {}", &partner.id[partner.id.len() - 8..]);
    let customer = Call::new("POST", "/api/v1/customers").json(&customer_body(json!({ "companyName": company })));
    let customer = send(customer, 201);
    assert_eq!(customer["screening"]["paymentHold"], true);
    let own = format!("/customers/{}", id(&customer));
    approve(&own).expect_problem(409, "state_conflict");
    window.press("Screening");
    window.press(&format!("Open {company}"));
    window.tick("Clear Obsidian Crescent Trading FZE");
    window.fill("Reason", "Another register, another address.");
    window.inspect("review-screening");
    window.press("Clear Obsidian Crescent Trading FZE");
    window.closed();
    window.sees(&format!("{company}: match cleared"));
    let read = send(Call::new("GET", &format!("/api/v1{own}")), 200);
    assert_eq!(read["screening"]["paymentHold"], false);
    approve(&own).expect(200);

    let beneficiaries = format!("/api/v1{own}/beneficiaries");
    let beneficiary = send(Call::new("POST", &beneficiaries).json(&beneficiary_body(json!({}))), 201);
    approve(&format!("{own}/beneficiaries/{}", id(&beneficiary))).expect(200);
    window.dev.send(&Call::new("PUT", "/admin/v1/rates").bearer(&admin).json(&rates_body())).expect(200);
    let parties = json!({ "customerId": id(&customer), "beneficiaryId": id(&beneficiary) });
    let quote = send(Call::new("POST", "/api/v1/payment/quote").json(&quote_body(parties)), 201);
    let purpose = format!("Goods of {company}");
    let body = payment_body(&id(&quote), json!({ "purpose": purpose }));
    let payment = send(Call::new("POST", "/api/v1/payment").header("idempotency-key", "once").json(&body), 201);

    window.press("Payments");
    for (decision, status, done) in [
        ("Approve", "APPROVED", "approved"),
        ("Process", "PROCESSING", "in processing"),
        ("Complete", "COMPLETED", "completed"),
    ] {
        window.press(&format!("Open 100.00 USD: {purpose}"));
        if decision != "Process" {
            window.tick(decision);
        }
        window.fill("Note", "Seen.");
        if decision == "Approve" {
            window.inspect("review-payment");
        }
        window.press(decision);
        window.closed();
        window.sees(&format!("{purpose}: {done}"));
        let read = send(Call::new("GET", &format!("/api/v1/payment/{}", id(&payment))), 200);
        assert_eq!(read["status"], status);
        window.fill("Status", status);
    }
    window.end();
}
