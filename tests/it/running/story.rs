//! Complete story of a partner, by a client in another language.

use std::fs;
use std::process::Command;

use provision::DemoUser;

use super::clients::run;
use super::dev::{Dev, folder};
use super::partner::{Partner, access_token};

#[test]
fn a_partner_completes_a_payment_from_its_first_document() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let folder = folder("story");
    fs::write(folder.join("api-key"), &partner.api_key).unwrap();
    fs::write(folder.join("private.pem"), partner.key.private_pem()).unwrap();
    let python = tools::python("python-client", &["pyjwt[crypto]"]).unwrap().join("python");
    let mut story = Command::new(python);
    story.arg(tools::root().join("tests/story/story.py"));
    let admin = access_token(dev, DemoUser::Admin);
    let printed = run(&mut story, &folder, dev, &[("ADMIN_TOKEN", &admin)]);
    let calls = printed.strip_prefix("The story ended well after ").and_then(|rest| rest.strip_suffix(" calls.\n"));
    let calls: u32 = calls.and_then(|calls| calls.parse().ok()).unwrap_or_else(|| panic!("{printed}"));
    assert!(calls > 50, "{printed}");
    dev.assert_silent();
}
