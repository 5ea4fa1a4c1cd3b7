//! Check for unneeded grants in policies. It is `cargo xtask grants`, and the end of `cargo xtask test`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use provision::roles::{self, Grant, WITHOUT};
use provision::template::HmacKeys;
use tools::say;

/// Actions that functions need and never call, each with its reason.
const NEVER_CALLED: [(&str, &str); 1] =
    [("s3:ListBucket", "without it, S3 answers 403 instead of 404 for a missing key")];

const EFFECTS: &str =
    "security::matrix::effects::a_request_that_was_carried_out_has_no_second_effect_whatever_came_after";
const DISABLED: &str = "people::organizations::a_disabled_organization_is_refused_at_once_and_seen_as_such";
const DECIDED: &str = "routes::screening::a_listed_person_holds_the_customer_until_the_match_is_cleared";

/// Grants that no single call of their route needs. Each entry has route, action, end of the resource's ARN, and a test
/// that fails without the grant.
pub const NEEDED_BY: [(&str, &str, &str, &str); 13] = [
    ("customers-create", "dynamodb:GetItem", "-customers", EFFECTS),
    ("beneficiaries-create", "dynamodb:GetItem", "-beneficiaries", EFFECTS),
    ("quotes-create", "dynamodb:GetItem", "-payments", EFFECTS),
    ("documents-upload", "dynamodb:GetItem", "-documents", EFFECTS),
    ("documents-upload-begin", "dynamodb:GetItem", "-documents", EFFECTS),
    ("support-create", "dynamodb:GetItem", "-support", EFFECTS),
    (
        "payments-update",
        "dynamodb:UpdateItem",
        "-payments",
        "routes::payments::binding::a_quote_is_taken_into_a_payment_only_for_the_same_two_and_once",
    ),
    (
        "documents-delete",
        "dynamodb:GetItem",
        "-documents",
        "routes::documents::leftovers::a_deletion_may_die_at_any_call",
    ),
    ("admin-organizations-update", "dynamodb:BatchGetItem", "-access", DISABLED),
    ("admin-organizations-update", "dynamodb:Query", "-access", DISABLED),
    ("admin-organizations-update", "dynamodb:ConditionCheckItem", "-access", DISABLED),
    ("admin-screening-decide", "dynamodb:PutItem", "-customers", DECIDED),
    (
        "admin-screening-run",
        "dynamodb:PutItem",
        "-customers",
        "routes::screening::installed::a_new_list_holds_with_the_next_screening",
    ),
];

/// Removes each grant in turn and runs its test, which must fail.
///
/// # Errors
/// If a test passes without its grant.
pub fn run() -> Result<()> {
    say("Calling every route without each of its grants");
    if !test("security::matrix::grants::every_action_is_needed", None)? {
        bail!("a grant is not needed, or its lack has another answer: see above");
    }
    let roles = roles::read(&hmac_keys())?.roles;
    let all: Vec<_> = roles.iter().flat_map(roles::grants).collect();
    let (mut found, mut needless) = (0, 0);
    for (route, action, resource, name) in NEEDED_BY {
        let grant = all
            .iter()
            .find(|grant| grant.route == route && grant.action == action && grant.resource.ends_with(resource));
        let grant = grant.with_context(|| format!("{route} is not granted {action} on {resource}"))?;
        found += 1;
        if test(name, Some(grant))? {
            say(&format!("NOT NEEDED {grant}: {name} passes without it"));
            needless += 1;
        } else {
            say(&format!("needed {grant}: without it {name} fails"));
        }
    }
    say(&format!("{} grants of {} functions; {found} of them by tests of their own", all.len(), roles.len()));
    if needless > 0 { bail!("{needless} grants are not needed") } else { Ok(()) }
}

/// Runs one test without a grant; returns true if it passes.
fn test(name: &str, without: Option<&Grant>) -> Result<bool> {
    let mut cargo = tools::cargo();
    // Whole workspace, since another selection has other features and rebuilds the dependencies.
    cargo.args(["test", "--workspace", "--lib", "--test=it", "--", "--exact", name]);
    if let Some(grant) = without {
        cargo.env(WITHOUT, grant.to_string());
    }
    let output = cargo.output().context("cargo cannot be started")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let ended = |how: &str| said.contains(&format!("test {name} ... {how}"));
    match (ended("ok"), ended("FAILED")) {
        (true, false) => Ok(true),
        (false, true) => {
            if without.is_none() {
                say(&said);
            }
            Ok(false)
        }
        _ => bail!("{name} did not run:\n{said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// Returns placeholder keys; no grant's name depends on them.
fn hmac_keys() -> HmacKeys {
    HmacKeys { own: "arn:aws:kms:us-east-1:123456789012:key/own".to_owned(), further: Vec::new() }
}

/// Returns the journal of a test run, empty.
///
/// # Errors
/// If the file of the previous run cannot be removed.
pub(crate) fn new_journal() -> Result<PathBuf> {
    let path = tools::target().join("grants-used");
    if path.exists() {
        std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
    }
    Ok(path)
}

/// Reports the statements that no call in a full test run used.
///
/// # Errors
/// If there are any.
pub(crate) fn check(journal: &Path) -> Result<()> {
    let used = std::fs::read_to_string(journal).with_context(|| journal.display().to_string())?;
    let used: BTreeSet<&str> = used.lines().collect();
    let mut unused = 0;
    for role in roles::read(&hmac_keys())?.roles {
        for (at, grants) in roles::statements(&role).iter().enumerate() {
            if !used.contains(format!("{} {at}", role.name).as_str()) && !grants.iter().all(is_never_called) {
                grants.iter().for_each(|grant| say(&format!("No test needed {grant}")));
                unused += 1;
            }
        }
    }
    if unused > 0 {
        bail!("{unused} statements of the template's policies were used by no call of any test");
    }
    Ok(())
}

fn is_never_called(grant: &Grant) -> bool {
    grant.is_of_lambda() || NEVER_CALLED.iter().any(|(action, _)| grant.action == *action)
}
