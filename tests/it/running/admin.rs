//! `cargo xtask admin`: creation of a deployment's first admin.

use std::process::{Command, Output};

use provision::DemoUser;
use serde_json::json;

use super::dev::{Dev, xtask};
use super::partner::access_token;
use crate::support::{Call, items};

fn appoint(dev: &Dev, user: &str, email: &str) -> Output {
    let mut command = Command::new(xtask());
    command.args(["admin", "--user", user, "--email", email, "--data"]).arg(&dev.data).output().unwrap()
}

#[test]
fn only_an_unknown_person_can_become_the_first_admin() {
    let dev = Dev::shared();
    let said = |output: &Output| String::from_utf8(output.stderr.clone()).unwrap();
    for taken in [DemoUser::Partner, DemoUser::CustomerUser, DemoUser::Admin] {
        let refused = appoint(dev, &taken.sign_in().subject, "somebody@nuvera.example");
        assert!(!refused.status.success() && said(&refused).contains("is known already"), "{}", said(&refused));
    }
    let wrong = appoint(dev, "somebody", "no-address");
    assert!(!wrong.status.success() && said(&wrong).contains("e-mail"), "{}", said(&wrong));

    let made = appoint(dev, "a-new-admin", "new@nuvera.example");
    assert!(made.status.success(), "{}", said(&made));
    let call = Call::get("/admin/v1/audit?actorId=a-new-admin").bearer(&access_token(dev, DemoUser::Admin));
    let history = dev.send(&call).expect(200);
    assert_eq!(items(&history).len(), 1);
    let entry = &history["items"][0];
    let told = json!({ "userId": "a-new-admin", "email": "new@nuvera.example", "role": "NUVERA_ADMIN" });
    assert_eq!((&entry["action"], &entry["after"]), (&json!("MEMBER_ADDED"), &told));
    dev.assert_silent();
}
