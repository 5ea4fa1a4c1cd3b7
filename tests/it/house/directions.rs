//! Who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Of each package, the workspace's own packages that it may use. What is not named may use any.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("cloud", &[]),
    ("signing", &[]),
    ("local", &[]),
    ("verify", &["contract"]),
    ("identity", &["contract"]),
    ("keyhash", &["cloud", "contract", "verify"]),
    ("watchlist", &["contract"]),
    ("store", &["cloud", "contract", "verify", "watchlist"]),
    ("runtime", &["cloud", "contract", "identity", "keyhash", "store", "verify"]),
    ("management", &["contract", "identity", "keyhash", "runtime", "store", "verify"]),
    ("lifecycle", &["contract", "identity", "runtime", "store", "verify", "watchlist"]),
    // Every area of functions:
    ("functions/", &["contract", "lifecycle", "management", "runtime", "store", "verify"]),
];

/// Crates that only these packages may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("aws-sdk-dynamodb", &["store", "provision", "tests", "bench", "local"]),
    ("aws-sdk-kms", &["keyhash", "provision", "operate", "tests", "bench", "local"]),
    ("aws-sdk-s3", &["store", "provision", "tests"]),
    ("multer", &["contract", "tests"]),
    ("infer", &["contract"]),
    ("lambda_http", &["runtime"]),
    ("lambda-extension", &["runtime"]),
    ("lambda_runtime", &[]),
    ("tokio", &["runtime", "store", "identity", "local", "signing", "dev", "operate", "provision", "tests", "bench"]),
    ("reqwest", &["identity", "local", "signing", "dev", "operate", "provision", "tests", "bench"]),
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().no_deps().current_dir(tools::root()).exec().unwrap();
    metadata.packages
}

fn uses(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    normal.map(|dependency| dependency.name.clone()).collect()
}

/// Where a package lies, below the workspace's folder.
fn folder(package: &Package) -> String {
    let manifest = package.manifest_path.as_std_path().parent().unwrap();
    manifest.strip_prefix(tools::root()).unwrap().display().to_string()
}

#[test]
fn packages_use_only_what_their_place_allows() {
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
fn only_few_packages_know_aws_and_lambda() {
    for package in packages() {
        for (reserved, allowed) in RESERVED {
            let knows = uses(&package).contains(*reserved);
            assert!(!knows || allowed.contains(&package.name.as_str()), "{} uses {reserved}", package.name);
        }
    }
}

#[test]
fn the_top_level_holds_what_it_should() {
    let expected = [
        "ARCHITECTURE.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "clippy.toml",
        "deny.toml",
        "functions",
        "infra",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "samconfig.toml",
        "shared",
        "tests",
    ];
    let listed = std::process::Command::new("git").args(["ls-files"]).current_dir(tools::root()).output().unwrap();
    let files = String::from_utf8(listed.stdout).unwrap();
    let top: BTreeSet<&str> = files.lines().filter_map(|file| file.split('/').next()).collect();
    for entry in top {
        assert!(entry.starts_with('.') || expected.contains(&entry), "{entry} is not of the fixed shape");
    }
}
