//! Freshness check of a program against its sources, without Cargo.
//!
//! A Cargo with nothing to do uses a core for a third of a second, and waits for any other Cargo.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::place::root;

/// Returns the stamp file. Its date is the start of the last successful build.
pub(crate) fn stamp(binary: &Path) -> PathBuf {
    binary.with_extension("built")
}

/// Returns true if a program is up to date with its sources. Each source must be older than the program or its last
/// build by [`build`](crate::build()). Cargo lists the sources beside the program.
#[must_use]
pub fn is_fresh(binary: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    let Some(built) = modified(binary).max(modified(&stamp(binary)).filter(|_| binary.exists())) else { return false };
    let Ok(list) = std::fs::read_to_string(binary.with_extension("d")) else { return false };
    let Some(sources) = sources(&list) else { return false };
    let older = |path: &PathBuf| modified(path).is_some_and(|modified: SystemTime| modified <= built);
    sources.iter().all(older) && manifests(&root()).iter().all(older)
}

/// Parses the sources in a `make` rule: `target: source source`. A `\` escapes a space in a name.
fn sources(list: &str) -> Option<Vec<PathBuf>> {
    let (_, list) = list.lines().next()?.split_once(": ")?;
    let escaped = list.replace("\\ ", "\0");
    Some(escaped.split_whitespace().map(|source| PathBuf::from(source.replace('\0', " "))).collect())
}

/// Returns the manifests of the workspace and its packages, and Cargo's settings.
fn manifests(root: &Path) -> Vec<PathBuf> {
    let own = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml"].map(|name| root.join(name));
    let folders =
        ["shared", "functions", "infra"].into_iter().filter_map(|name| std::fs::read_dir(root.join(name)).ok());
    let packages = folders.flatten().flatten().map(|package| package.path().join("Cargo.toml"));
    own.into_iter().chain(packages.filter(|manifest| manifest.exists())).collect()
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_binary_is_fresh_until_a_source_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let dated = |name: &str, seconds: u64| {
            let file = File::options().create(true).append(true).open(at(name)).unwrap();
            // Later than the manifests, whatever their modification time.
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs((1 << 32) + seconds)).unwrap();
        };
        let fresh = || is_fresh(&at("health"));
        dated("a source.rs", 0);
        dated("health.built", 60);
        assert!(!fresh(), "it is not there");
        dated("health", 60);
        assert!(!fresh(), "its sources are not known");
        let source = at("a source.rs").display().to_string().replace(' ', "\\ ");
        std::fs::write(at("health.d"), format!("{}: {source}\n", at("health").display())).unwrap();
        assert!(fresh());
        dated("a source.rs", 120);
        assert!(!fresh(), "a source was changed");
        dated("health.built", 180);
        assert!(fresh(), "and it was built since, which changed nothing");
        dated("a source.rs", 240);
        assert!(!fresh(), "a source was changed again");
        dated("health", 240);
        assert!(fresh(), "and the function built");
        std::fs::remove_file(at("a source.rs")).unwrap();
        assert!(!fresh(), "a source is gone");
    }

    #[test]
    fn the_manifests_are_those_of_every_package() {
        let manifests = manifests(&root());
        for name in ["Cargo.lock", "shared/contract/Cargo.toml", "functions/pages/Cargo.toml", "infra/tools/Cargo.toml"]
        {
            assert!(manifests.contains(&root().join(name)), "{name}");
        }
    }
}
