//! Allowed dependencies between packages.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Workspace packages that each package may use. Packages not listed may use any.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("cloud", &[]),
    ("signing", &[]),
    ("local", &[]),
    ("domain", &["contract"]),
    ("watchlist", &["contract"]),
    ("verify", &["contract", "domain"]),
    ("identity", &["contract", "domain"]),
    ("keyhash", &["cloud", "contract", "domain", "verify"]),
    ("store", &["cloud", "contract", "domain", "verify", "watchlist"]),
    ("usecases", &["cloud", "contract", "domain", "identity", "keyhash", "store", "verify", "watchlist"]),
    ("runtime", &["cloud", "contract", "domain", "identity", "keyhash", "store", "usecases", "verify"]),
    // Every area of functions:
    ("functions/", &["contract", "domain", "runtime", "store", "usecases", "verify"]),
];

/// Crates for AWS, Lambda and I/O, with the packages that use them.
const RESERVED: &[(&str, &[&str])] = &[
    ("aws-sdk-dynamodb", &["provision", "store", "tests"]),
    ("aws-sdk-kms", &["keyhash", "operate", "provision", "tests"]),
    ("aws-sdk-s3", &["provision", "store", "tests"]),
    ("infer", &["contract"]),
    ("lambda_http", &["runtime"]),
    ("lambda-extension", &["runtime"]),
    ("lambda_runtime", &[]),
    ("tokio", &["bench", "dev", "identity", "local", "operate", "runtime", "signing", "store", "tests", "usecases"]),
    ("reqwest", &["dev", "identity", "local", "signing", "tests"]),
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().no_deps().current_dir(tools::root()).exec().unwrap();
    metadata.packages
}

fn uses(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    normal.map(|dependency| dependency.name.clone()).collect()
}

/// Returns a package's folder, relative to the workspace.
fn folder(package: &Package) -> String {
    let manifest = package.manifest_path.as_std_path().parent().unwrap();
    manifest.strip_prefix(tools::root()).unwrap().display().to_string()
}

#[test]
fn packages_use_only_their_allowed_dependencies() {
    let packages = packages();
    let own: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for package in &packages {
        let place = if folder(package).starts_with("functions/") { "functions/" } else { package.name.as_str() };
        let Some(allowed) = allowed.get(place) else {
            assert!(folder(package).starts_with("infra") || folder(package) == "tests", "{} has no rule", package.name);
            continue;
        };
        for used in uses(package).intersection(&own) {
            assert!(allowed.contains(&used.as_str()), "{} uses {used}", package.name);
        }
    }
}

#[test]
fn only_few_packages_depend_on_aws_and_lambda() {
    let packages = packages();
    for (reserved, allowed) in RESERVED {
        let users = packages.iter().filter(|package| uses(package).contains(*reserved));
        let users: BTreeSet<&str> = users.map(|package| package.name.as_str()).collect();
        assert_eq!(users, allowed.iter().copied().collect(), "users of {reserved}");
    }
}

#[test]
fn the_top_level_has_the_expected_entries() {
    let expected = [
        "ARCHITECTURE.md", "Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "clippy.toml", "deny.toml", "functions",
        "infra", "rust-toolchain.toml", "rustfmt.toml", "samconfig.toml", "shared", "tests",
    ];
    let listed = std::process::Command::new("git").args(["ls-files"]).current_dir(tools::root()).output().unwrap();
    let files = String::from_utf8(listed.stdout).unwrap();
    let top: BTreeSet<&str> = files.lines().filter_map(|file| file.split('/').next()).collect();
    for entry in top {
        assert!(entry.starts_with('.') || expected.contains(&entry), "{entry} does not belong at the top level");
    }
}
