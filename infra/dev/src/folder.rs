//! Data folder of a `dev`, locked for one `dev` at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::watched::SOURCES;
use provision::{CURSOR_KEY_LENGTH, new_cursor_key};

/// Data folder in use.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Lock on the folder. The operating system releases it however this process ends, and no child inherits it.
    _lock: File,
}

impl Folder {
    pub(super) fn open(path: &Path, reload: bool) -> Result<Self> {
        let path = std::path::absolute(path)?;
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make the folder {}", path.display()))?;
        // An absolute path without links and dots is comparable.
        let path = path.canonicalize().with_context(|| path.display().to_string())?;
        if reload && is_watched(&path, &tools::root().canonicalize()?) {
            bail!(
                "{} is among the sources, so that each write there would restart the functions; choose a folder \
                 outside of this project with --data, or give --no-reload",
                path.display()
            );
        }
        let lock = path.join("dev.lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&lock);
        let file = file.with_context(|| format!("{} cannot be written", lock.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _lock: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "another `cargo xtask dev` runs with the data folder {}; choose another with --data",
                path.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", lock.display()))
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Returns the key of the local cursors. Creates it once, so cursors stay valid after a restart.
pub(super) fn cursor_key(folder: &Path) -> Result<String> {
    let path = folder.join("cursor-key");
    match std::fs::read_to_string(&path) {
        Ok(key) if key.len() == CURSOR_KEY_LENGTH => return Ok(key),
        // No key yet, or one from an incomplete write.
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
    let key = new_cursor_key()?;
    std::fs::write(&path, &key).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(key)
}

/// Returns true if a path belongs to the watched sources.
fn is_watched(path: &Path, root: &Path) -> bool {
    SOURCES.into_iter().any(|source| path.starts_with(root.join(source)))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_folder_is_one_devs_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let first = Folder::open(&path, true).unwrap();
        let second = Folder::open(&path, true).unwrap_err().to_string();
        assert!(second.contains("another `cargo xtask dev` runs"), "{second}");
        drop(first);
        // A process started by another test also holds the lock, from its fork until its exec.
        let until = Instant::now() + Duration::from_secs(10);
        while let Err(error) = Folder::open(&path, true) {
            assert!(Instant::now() < until, "{error}");
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_cursor_key_is_made_once_and_anew_where_it_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let key = cursor_key(folder.path()).unwrap();
        assert_eq!(key.len(), CURSOR_KEY_LENGTH);
        assert_eq!(cursor_key(folder.path()).unwrap(), key);
        std::fs::write(folder.path().join("cursor-key"), &key[..10]).unwrap();
        let next = cursor_key(folder.path()).unwrap();
        assert!(next != key && next.len() == CURSOR_KEY_LENGTH);
    }

    #[test]
    fn what_is_watched_holds_no_data() {
        let root = Path::new("/project");
        assert!(is_watched(Path::new("/project/functions/.local"), root));
        assert!(!is_watched(Path::new("/project/.local"), root));
        assert!(!is_watched(Path::new("/project/shared-data"), root));
        assert!(!is_watched(Path::new("/project-data"), root));
    }
}
