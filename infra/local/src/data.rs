//! Data folder, whose content survives restarts.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::temporary::Temporary;

const OWNER_ONLY_FOLDER: u32 = 0o700;
const OWNER_ONLY_FILE: u32 = 0o600;

/// Storage of the services.
#[derive(Debug)]
pub(crate) enum Data {
    /// Memory only. S3 needs files, so it gets a folder that is removed with the stack.
    Memory(Temporary),
    /// Data folder that outlives the stack.
    Folder {
        root: PathBuf,
        /// Lock of the folder. Two processes that write one `kms.json` would lose each other's keys.
        _lock: File,
    },
}

impl Data {
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self> {
        match folder {
            None => {
                let folder = Temporary::new().with_context(|| unusable(&std::env::temp_dir()))?;
                make_folder(&folder.path().join("s3"))?;
                Ok(Self::Memory(folder))
            }
            Some(root) => {
                make_folder(root)?;
                let lock = lock(root)?;
                // Permission to list a folder does not include permission to write.
                tempfile::tempfile_in(root).with_context(|| unusable(root))?;
                make_folder(&root.join("s3"))?;
                Ok(Self::Folder { root: root.to_owned(), _lock: lock })
            }
        }
    }

    pub(crate) fn dynamodb(&self) -> Option<PathBuf> {
        self.file("dynamodb.sqlite")
    }

    pub(crate) fn kms(&self) -> Option<PathBuf> {
        self.file("kms.json")
    }

    pub(crate) fn sign_in_key(&self) -> Option<PathBuf> {
        self.file("sign-in-key.pem")
    }

    pub(crate) fn s3(&self) -> PathBuf {
        match self {
            Self::Memory(folder) => folder.path().join("s3"),
            Self::Folder { root, .. } => root.join("s3"),
        }
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Memory(_) => None,
            Self::Folder { root, .. } => Some(root.join(name)),
        }
    }
}

fn make_folder(path: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(OWNER_ONLY_FOLDER).create(path);
    made.with_context(|| unusable(path))
}

fn lock(root: &Path) -> Result<File> {
    let folder = File::open(root).with_context(|| unusable(root))?;
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => bail!("another process is using the data folder {}", root.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| unusable(root)),
    }
}

pub(crate) fn unusable(path: &Path) -> String {
    format!("cannot read and write {}", path.display())
}

/// Returns what to do about a file of the data folder with unexpected content.
pub(crate) fn damaged(path: &Path) -> String {
    format!("{} is damaged; move it away to start with an empty one", path.display())
}

/// Reads a file of [`write_secret`]; `None` if it does not exist.
pub(crate) fn read_secret(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| unusable(path)),
    }
}

/// Replaces a file atomically, readable by its owner only.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the file has no folder"))?;
    let temporary = path.with_extension("new");
    // A leftover file of a crash would keep its mode.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY_FILE).open(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use tempfile::TempDir;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_secret_is_replaced_atomically_and_readable_by_its_owner_only() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("kms.json");
        fs::write(path.with_extension("new"), "left behind by a crash, readable by all").unwrap();
        fs::set_permissions(path.with_extension("new"), fs::Permissions::from_mode(0o644)).unwrap();

        write_secret(&path, b"one").unwrap();
        assert_eq!(mode(&path), 0o600);
        write_secret(&path, b"2").unwrap();

        assert_eq!(read_secret(&path).unwrap().unwrap(), b"2");
        assert_eq!(mode(&path), 0o600);
        assert!(!path.with_extension("new").exists());
    }

    #[test]
    fn a_new_data_folder_is_readable_by_its_owner_only() {
        let parent = TempDir::new().unwrap();
        let root = parent.path().join("a/b");
        let _data = Data::open(Some(&root)).unwrap();
        assert_eq!(mode(&root), 0o700);
    }

    #[test]
    fn two_stacks_cannot_share_a_folder() {
        let root = TempDir::new().unwrap();
        let first = Data::open(Some(root.path())).unwrap();
        let error = Data::open(Some(root.path())).unwrap_err().to_string();
        assert!(error.starts_with("another process is using"), "{error}");
        drop(first);
        Data::open(Some(root.path())).unwrap();
    }

    #[test]
    fn an_error_names_the_folder_that_cannot_be_created() {
        let parent = TempDir::new().unwrap();
        let file = parent.path().join("a-file");
        fs::write(&file, "").unwrap();
        let error = Data::open(Some(&file.join("data"))).unwrap_err();
        assert!(error.to_string().contains("a-file/data"), "{error}");
    }
}
