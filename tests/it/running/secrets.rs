//! What the tests used and nobody may find again.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static USED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Shorter ones could be found by chance.
const SHORTEST: usize = 24;

fn used() -> std::sync::MutexGuard<'static, BTreeSet<String>> {
    USED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(secret: &str) {
    assert!(secret.bytes().all(of_secrets), "that is no secret that could be found again");
    used().insert(secret.to_owned());
}

/// An API key.
pub(crate) fn api_key(key: &str) {
    assert!(key.len() >= SHORTEST, "that is no API key");
    record(key);
}

/// A token of any kind: header and claims are no secrets, the signature makes it one. An unsigned one has none.
pub(crate) fn token(token: &str) {
    let signature = token.rsplit('.').next().unwrap_or_default();
    if signature.len() >= SHORTEST {
        record(signature);
    }
}

/// A private key: each line of its PEM.
pub(crate) fn private_key(pem: &str) {
    let lines = pem.lines().filter(|line| !line.starts_with("-----") && line.len() >= SHORTEST);
    lines.for_each(record);
}

/// Where in a folder a secret stands, as `file: start of the secret`.
pub(crate) fn found(folder: &Path) -> Vec<String> {
    let used = used().clone();
    // Hundreds of secrets are searched in one pass, by how they start; private keys of one kind start alike.
    let mut starts: HashMap<&[u8], Vec<&str>> = HashMap::new();
    for secret in &used {
        starts.entry(&secret.as_bytes()[..SHORTEST]).or_default().push(secret);
    }
    let mut found = BTreeSet::new();
    for file in files(folder) {
        // A file may go while it is looked for, such as one of SQLite's.
        let content = fs::read(&file).unwrap_or_default();
        let runs = content.split(|byte| !of_secrets(*byte)).filter(|run| run.len() >= SHORTEST);
        for place in runs.flat_map(|run| (0..=run.len() - SHORTEST).map(move |at| &run[at..])) {
            let candidates = starts.get(&place[..SHORTEST]).into_iter().flatten();
            for secret in candidates.filter(|secret| place.starts_with(secret.as_bytes())) {
                found.insert(format!("{}: {}…", file.display(), &secret[..12]));
            }
        }
    }
    found.into_iter().collect()
}

/// What API keys, base64 and base64url are made of.
const fn of_secrets(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=')
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn what_is_written_down_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("deeper");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("log"), "nothing here").unwrap();
    let secret = "c2VjcmV0LW9mLXRoZS1zZWNyZXRzLXRlc3Q";
    token(&format!("header.claims.{secret}"));
    assert_eq!(found(folder.path()), Vec::<String>::new());
    fs::write(inner.join("log"), format!("authorization: Bearer header.claims.{secret}\n\u{0}")).unwrap();
    assert_eq!(found(folder.path()).len(), 1);
}
