//! File that keeps the keys across restarts.

use std::path::{Path, PathBuf};

use super::keys::Keys;
use crate::StartError;
use crate::data::{read_secret, write_secret};

pub(super) fn restore(file: &Path) -> Result<Keys, StartError> {
    let Some(content) = read_secret(file)? else { return Ok(Keys::default()) };
    let damaged = |error: serde_json::Error| StartError::Damaged { path: file.to_owned(), reason: error.to_string() };
    serde_json::from_slice(&content).map_err(damaged)
}

/// Writes the keys to the file; returns the reason if that fails.
pub(super) async fn save(file: PathBuf, keys: Keys) -> Result<(), String> {
    let written = tokio::task::spawn_blocking(move || {
        let content = serde_json::to_vec_pretty(&keys)?;
        write_secret(&file, &content)
    });
    match written.await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
