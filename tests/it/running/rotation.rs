//! Rotation drill: the steps of the rotation guide, under traffic without interruption.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use provision::DemoUser;
use serde_json::Value;

use super::clients::{application, run};
use super::dev::{Dev, wait};
use super::partner::{access_token, now};
use super::secrets;
use crate::support::{Call, Reply, SigningKey, Token};

/// Duration of the traffic.
const LENGTH: Duration = Duration::from_secs(60);
/// Number of clients and their interval: 25 requests per second in total. Clients sleep between requests, because
/// partners' clients send at a rate, and the drill needs traffic before, during and after each step.
const CLIENTS: u32 = 10;
const PACE: Duration = Duration::from_millis(400);
/// Least number of requests, on a busy machine.
const LEAST: usize = 60 * 20;
/// Grace window of the old signing key, in seconds.
const GRACE: u64 = 12;
/// Number of requests with an expired key, all of which must be refused.
const PROBES: usize = 40;

/// Client that reads its secrets before each request, so it follows their replacement.
struct Client<'a> {
    dev: &'a Dev,
    folder: PathBuf,
}

impl Client<'_> {
    fn secrets(&self) -> (String, SigningKey) {
        let text = |name: &str| fs::read_to_string(self.folder.join(name)).unwrap();
        (text("api-key").trim().to_owned(), SigningKey::from_pem(&text("private.pem")))
    }

    fn send(&self) -> Reply {
        let (api_key, key) = self.secrets();
        send(self.dev, &api_key, &key)
    }
}

fn send(dev: &Dev, api_key: &str, key: &SigningKey) -> Reply {
    let call = Call::get("/api/v1/customers?limit=1");
    let token = Token::new(api_key, &call.method, &call.uri, &call.body, now()).sign(key);
    secrets::token(&token);
    dev.send(&call.header("x-api-key", api_key).bearer(&token))
}

/// Runs one step of `rotate-keys.sh`.
fn step(dev: &Dev, folder: &Path, name: &str, token: &str) {
    let grace = GRACE.to_string();
    let more = [("ACCESS_TOKEN", token), ("GRACE_SECONDS", grace.as_str()), ("BITS", "2048")];
    run(Command::new("bash").args(["rotate-keys.sh", name]), folder, dev, &more);
}

/// Reads the application as its owner.
fn status(dev: &Dev, id: &str, token: &str) -> Value {
    dev.send(&Call::get(&format!("/partner/v1/api-applications/{id}")).bearer(token)).expect(200)
}

#[test]
fn a_client_that_follows_the_documented_steps_is_never_refused() {
    let dev = Dev::shared();
    let folder = application(dev, "rotation-drill", "2048");
    let token = access_token(dev, DemoUser::Partner);
    let client = Client { dev, folder: folder.clone() };
    // Starts the function before the measurement.
    client.send().expect(200);

    let (running, sent, refused) = (AtomicBool::new(true), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let started = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (client, running, sent, refused) = (&client, &running, &sent, &refused);
            scope.spawn(move || {
                let mut next = started + PACE * number / CLIENTS;
                while running.load(Ordering::Relaxed) {
                    let reply = client.send();
                    sent.fetch_add(1, Ordering::Relaxed);
                    if reply.status != 200 {
                        refused.lock().unwrap().push((started.elapsed(), reply.text));
                    }
                    next += PACE;
                    std::thread::sleep(next.saturating_duration_since(Instant::now()));
                }
            });
        }
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drill(&client, &token, started)));
        running.store(false, Ordering::Relaxed);
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });

    let refused = refused.into_inner().unwrap();
    let (sent, took) = (sent.into_inner(), started.elapsed());
    assert!(refused.is_empty(), "{} of {sent} were refused: {:?}", refused.len(), refused.first());
    assert!(took >= LENGTH);
    assert!(sent >= LEAST, "{sent} requests in {took:?} are too few");
    fs::remove_file(folder.join("api-key")).unwrap();
    fs::remove_file(folder.join("private.pem")).unwrap();
    fs::remove_file(folder.join("node_modules")).unwrap_or_default();
    assert_eq!(secrets::found(&folder), Vec::<String>::new());
    dev.assert_silent();
}

/// Runs the steps, with assertions after each.
fn drill(client: &Client<'_>, token: &str, started: Instant) {
    let Client { dev, folder } = client;
    let (old_api_key, old_key) = client.secrets();
    let id = format!("app_{}", &old_api_key[9..31]);
    // Key states change with the clock of the system, which no test can advance.
    let at = |second: u64| wait(LENGTH, "the clock", || started.elapsed() >= Duration::from_secs(second));
    let moves = |name: &str| fs::rename(folder.join(format!("{name}.new")), folder.join(name)).unwrap();

    at(5);
    step(dev, folder, "new-api-key", token);
    let new_api_key = fs::read_to_string(folder.join("api-key.new")).unwrap().trim().to_owned();
    secrets::api_key(&new_api_key);
    let shown = status(dev, &id, token);
    assert_eq!(
        (&shown["apiKeys"][0]["status"], &shown["apiKeys"][1]["status"]),
        (&"EXPIRING".into(), &"ACTIVE".into())
    );
    at(8);
    moves("api-key");
    // Requests sent with the old key have arrived.
    at(12);
    step(dev, folder, "revoke-old-api-key", token);
    for _ in 0..PROBES {
        send(dev, &old_api_key, &old_key).expect_problem(401, "api_key_revoked");
    }

    at(20);
    step(dev, folder, "new-signing-key", token);
    let replaced = Instant::now();
    secrets::private_key(&fs::read_to_string(folder.join("private.pem.new")).unwrap());
    let shown = status(dev, &id, token);
    let states = [&shown["signingKeys"][0]["status"], &shown["signingKeys"][1]["status"]];
    assert_eq!(states, [&Value::from("CURRENT"), &Value::from("RETIRING")]);
    send(dev, &new_api_key, &old_key).expect(200);
    at(23);
    moves("private.pem");
    wait(LENGTH, "the grace window's end", || replaced.elapsed() >= Duration::from_secs(GRACE));
    for _ in 0..PROBES {
        send(dev, &new_api_key, &old_key).expect_problem(401, "signature_invalid");
    }
    let shown = status(dev, &id, token);
    assert_eq!(shown["signingKeys"].as_array().unwrap().len(), 1);
    assert_eq!(shown["apiKeys"][0]["status"], "REVOKED");
    at(LENGTH.as_secs());
}
