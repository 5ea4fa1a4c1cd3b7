//! Temporary folders that are removed even if the process is killed or holds them in a `static`.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

const PREFIX: &str = "nuvera-local-";

/// Age below which an unlocked folder may still be in creation.
const GRACE: Duration = Duration::from_secs(60);

/// Folder that is removed on drop, or else by the next process that creates one.
#[derive(Debug)]
pub(crate) struct Temporary {
    folder: TempDir,
    /// Lock of the folder. While it is held, no other process removes the folder.
    _lock: File,
}

impl Temporary {
    pub(crate) fn new() -> io::Result<Self> {
        remove_abandoned(&std::env::temp_dir());
        let folder = TempDir::with_prefix(PREFIX)?;
        let lock = File::open(folder.path())?;
        lock.try_lock()?;
        Ok(Self { folder, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes abandoned folders. Failures are ignored: the folder is another user's or already gone.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let named = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if named && is_abandoned(&entry.path()) {
            let _gone: io::Result<()> = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_abandoned(folder: &Path) -> bool {
    let age = fs::symlink_metadata(folder)
        .ok()
        .filter(fs::Metadata::is_dir)
        .and_then(|about| about.modified().ok())
        .and_then(|modified| modified.elapsed().ok());
    age.is_some_and(|age| age > GRACE) && File::open(folder).is_ok_and(|folder| folder.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn aged(parent: &Path, name: &str) -> (std::path::PathBuf, File) {
        let path = parent.join(name);
        fs::create_dir(&path).unwrap();
        let folder = File::open(&path).unwrap();
        folder.set_modified(SystemTime::now() - 2 * GRACE).unwrap();
        (path, folder)
    }

    #[test]
    fn only_unlocked_folders_are_removed() {
        let parent = TempDir::new().unwrap();
        let (abandoned, _open) = aged(parent.path(), "nuvera-local-abandoned");
        let (held, lock) = aged(parent.path(), "nuvera-local-held");
        lock.try_lock().unwrap();
        let (other, _open) = aged(parent.path(), "somebody-elses");
        let new = parent.path().join("nuvera-local-new");
        fs::create_dir(&new).unwrap();

        remove_abandoned(parent.path());

        assert_eq!([&abandoned, &held, &other, &new].map(|path| path.exists()), [false, true, true, true]);
    }

    #[test]
    fn a_folder_is_removed_on_drop() {
        let temporary = Temporary::new().unwrap();
        let path = temporary.path().to_owned();
        assert!(path.is_dir());
        drop(temporary);
        assert!(!path.exists());
    }
}
