//! Data after a Ctrl-C, a SIGKILL of every process, and a SIGKILL of `dev` alone.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use serde_json::Value;

use super::dev::{Dev, PORTS, folder, free_port, is_free};
use super::partner::Partner;
use crate::support::Call;

const CLIENTS: usize = 4;
/// Customers created before the kill.
const ENOUGH: usize = 40;
/// Limit of the wait for the next customer.
const PATIENCE: Duration = Duration::from_secs(60);

fn customer(id: &str) -> String {
    format!("/api/v1/customers/{id}")
}

/// Creates customers continuously until the system ends, and reports each.
fn create_customers(dev: &Dev, partner: &Partner, created: &Sender<Value>) {
    while let Ok(reply) = dev.try_send(&partner.new_customer()) {
        // A dying emulator may still report that its function is gone.
        if reply.status == 201 {
            created.send(reply.json()).unwrap();
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
fn acknowledged_writes_survive_a_kill_of_all_processes() {
    let (port, folder) = (free_port(), folder("killed"));
    let dev = Dev::start(port, &folder);
    let partners: Vec<Partner> = std::iter::repeat_with(|| Partner::new(&dev)).take(CLIENTS).collect();
    // Starts the function, so it runs when the customers are created.
    let first = dev.send(&partners[0].new_customer()).expect(201);
    let hmac_key = dev.variable("HMAC_KEY_ARN");
    let used = partners[0].sign(Call::get("/api/v1/customers"));
    dev.send(&used).expect(200);

    let (reports, reported) = channel();
    let mut created = vec![first];
    std::thread::scope(|scope| {
        for partner in &partners {
            let reports = reports.clone();
            let dev = &dev;
            scope.spawn(move || create_customers(dev, partner, &reports));
        }
        while created.len() < ENOUGH {
            let next = reported.recv_timeout(PATIENCE);
            created.push(next.unwrap_or_else(|_| panic!("only {} customers were created", created.len())));
        }
        dev.kill_everything();
    });
    created.extend(reported.try_iter());
    let created: BTreeMap<_, _> =
        created.into_iter().map(|customer| (customer["id"].as_str().unwrap().to_owned(), customer)).collect();
    assert!(dev.data.join("dev.json").exists(), "a killed system leaves dev.json");

    let dev = Dev::start(port, &folder);
    assert_all_there(&dev, &partners[0], &created);
    assert_eq!(dev.variable("HMAC_KEY_ARN"), hmac_key);
    for partner in &partners {
        partner.get(&dev, "/api/v1/customers?limit=1").expect(200);
    }
    dev.send(&used).expect_problem(401, "replay_detected");

    // Orphaned functions hold the port, and the next start ends them.
    dev.kill_dev();
    assert!(!dev.processes().is_empty() && !is_free(port + PORTS - 1));
    let dev = Dev::start(port, &folder);
    let (id, last) = created.last_key_value().unwrap();
    assert_eq!(partners[1].get(&dev, &customer(id)).expect(200), *last);
    assert_all_apart(&dev, &partners[0]);
    dev.assert_silent();
    dev.interrupt();
}

/// Asserts that two concurrent systems share no applications.
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
fn an_interrupt_stops_all_processes_and_keeps_the_data() {
    let (port, folder) = (free_port(), folder("interrupted"));
    let dev = Dev::start(port, &folder);
    let partner = Partner::new(&dev);
    let created = dev.send(&partner.new_customer()).expect(201);

    assert_eq!(dev.interrupt().code(), Some(0));
    assert_eq!(dev.processes(), [], "a process outlived dev");
    assert!((port..port + PORTS).all(is_free), "a port is still in use");
    assert!(!dev.data.join("dev.json").exists(), "dev.json is removed");
    assert!(!dev.data.join("watch.pid").exists());

    let dev = Dev::start(port, &folder);
    assert_eq!(partner.get(&dev, &customer(created["id"].as_str().unwrap())).expect(200), created);
    dev.assert_silent();
    dev.interrupt();
}
