//! Secrets used by tests, which must not appear in output or files.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static USED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Shortest secret to search for. Shorter ones could occur by chance.
const SHORTEST: usize = 24;

fn used() -> std::sync::MutexGuard<'static, BTreeSet<String>> {
    USED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(secret: &str) {
    assert!(secret.bytes().all(of_secrets), "the secret has unsearchable characters");
    used().insert(secret.to_owned());
}

/// Records an API key.
pub(crate) fn api_key(key: &str) {
    assert!(key.len() >= SHORTEST, "the API key is too short");
    record(key);
}

/// Records a token's signature. Header and claims are not secret; an unsigned token has no secret.
pub(crate) fn token(token: &str) {
    let signature = token.rsplit('.').next().unwrap_or_default();
    if signature.len() >= SHORTEST {
        record(signature);
    }
}

/// Records each line of a private key's PEM.
pub(crate) fn private_key(pem: &str) {
    let lines = pem.lines().filter(|line| !line.starts_with("-----") && line.len() >= SHORTEST);
    lines.for_each(record);
}

/// Searches a folder for secrets. Returns `file: start of the secret` for each.
pub(crate) fn found(folder: &Path) -> Vec<String> {
    let used = used().clone();
    // Searches hundreds of secrets in one pass by their start. Private keys of one kind start alike.
    let mut starts: HashMap<&[u8], Vec<&str>> = HashMap::new();
    for secret in &used {
        starts.entry(&secret.as_bytes()[..SHORTEST]).or_default().push(secret);
    }
    let mut found = BTreeSet::new();
    for file in files(folder) {
        // A file may disappear during the search, such as one of SQLite's.
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

/// Returns true for characters of API keys, base64 and base64url.
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
fn a_written_secret_is_found() {
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
