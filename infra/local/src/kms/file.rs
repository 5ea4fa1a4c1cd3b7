//! File that keeps the keys across restarts.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::keys::Keys;
use crate::data::{damaged, read_secret, write_secret};

pub(super) fn restore(file: &Path) -> Result<Keys> {
    let Some(content) = read_secret(file)? else { return Ok(Keys::default()) };
    serde_json::from_slice(&content).with_context(|| damaged(file))
}

/// Writes the keys to the file.
pub(super) async fn save(file: PathBuf, keys: Keys) -> Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        let content = serde_json::to_vec_pretty(&keys)?;
        Ok(write_secret(&file, &content)?)
    });
    written.await?
}
