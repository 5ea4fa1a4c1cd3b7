//! What outlives the system: a Ctrl-C, a SIGKILL of every process, a SIGKILL of `dev` alone.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;

use super::dev::{Dev, PORTS, folder, free_port, is_free, wait};
use super::partner::Partner;
use crate::support::Call;

const CLIENTS: usize = 4;
/// Customers that were created before everything is killed.
const ENOUGH: usize = 40;

fn customer(id: &str) -> String {
    format!("/api/v1/customers/{id}")
}

/// Creates customers without a pause until the system is gone.
fn create_customers(dev: &Dev, partner: &Partner, created: &Mutex<BTreeMap<String, Value>>) {
    while let Ok(reply) = dev.try_send(&partner.new_customer()) {
        // An emulator that is being killed may still say that its function is gone.
        if reply.status == 201 {
            let customer = reply.json();
            created.lock().unwrap().insert(customer["id"].as_str().unwrap().to_owned(), customer);
        } else {
            assert!(reply.status >= 500, "{}", reply.text);
        }
    }
}

fn assert_all_there(dev: &Dev, partner: &Partner, customers: &BTreeMap<String, Value>) {
    for (id, created) in customers {
        assert_eq!(partner.get(dev, &customer(id)).expect(200), *created);
    }
}

#[test]
fn what_was_acknowledged_outlives_a_kill_of_everything() {
    let (port, folder) = (free_port(), folder("killed"));
    let dev = Dev::start(port, &folder);
    let partners: Vec<Partner> = std::iter::repeat_with(|| Partner::new(&dev)).take(CLIENTS).collect();
    // Started, so that the customers are created by functions that run already.
    let first = dev.send(&partners[0].new_customer()).expect(201);
    let hmac_key = dev.variable("HMAC_KEY_ARN");
    let used = partners[0].sign(Call::new("GET", "/api/v1/customers"));
    dev.send(&used).expect(200);

    let created = Mutex::new(BTreeMap::from([(first["id"].as_str().unwrap().to_owned(), first)]));
    std::thread::scope(|scope| {
        for partner in &partners {
            scope.spawn(|| create_customers(&dev, partner, &created));
        }
        let count = || created.lock().unwrap().len();
        wait(Duration::from_secs(60), "enough customers", || count() >= ENOUGH);
        dev.kill_everything();
    });
    let created = created.into_inner().unwrap();
    assert!(dev.data.join("dev.json").exists(), "nobody was there to take it away");

    let dev = Dev::start(port, &folder);
    assert_all_there(&dev, &partners[0], &created);
    assert_eq!(dev.variable("HMAC_KEY_ARN"), hmac_key);
    for partner in &partners {
        partner.get(&dev, "/api/v1/customers?limit=1").expect(200);
    }
    dev.send(&used).expect_problem(401, "replay_detected");

    // Functions that are left behind hold the port, and are ended by the next start.
    dev.kill_dev();
    assert!(!dev.processes().is_empty() && !is_free(port + PORTS - 1));
    let dev = Dev::start(port, &folder);
    let (id, last) = created.last_key_value().unwrap();
    assert_eq!(partners[1].get(&dev, &customer(id)).expect(200), *last);
    assert_all_apart(&dev, &partners[0]);
    dev.assert_silent();
    dev.interrupt();
}

/// Two systems run side by side, and neither knows the other's applications.
fn assert_all_apart(dev: &Dev, partner: &Partner) {
    let other = Dev::shared();
    assert_eq!(other.description["users"], dev.description["users"]);
    assert_ne!(other.description["issuer"], dev.description["issuer"]);
    let stranger = Partner::new(other);
    partner.get(dev, "/api/v1/customers?limit=1").expect(200);
    stranger.get(other, "/api/v1/customers?limit=1").expect(200);
    partner.get(other, "/api/v1/customers?limit=1").expect_problem(401, "api_key_invalid");
    stranger.get(dev, "/api/v1/customers?limit=1").expect_problem(401, "api_key_invalid");
}

#[test]
fn an_interrupt_stops_everything_and_keeps_the_data() {
    let (port, folder) = (free_port(), folder("interrupted"));
    let dev = Dev::start(port, &folder);
    let partner = Partner::new(&dev);
    let created = dev.send(&partner.new_customer()).expect(201);

    assert_eq!(dev.interrupt().code(), Some(0));
    assert_eq!(dev.processes(), [], "a process outlived dev");
    assert!((port..port + PORTS).all(is_free), "a port is still in use");
    assert!(!dev.data.join("dev.json").exists(), "nothing says that it runs");
    assert!(!dev.data.join("watch.pid").exists());

    let dev = Dev::start(port, &folder);
    assert_eq!(partner.get(&dev, &customer(created["id"].as_str().unwrap())).expect(200), created);
    dev.assert_silent();
    dev.interrupt();
}
