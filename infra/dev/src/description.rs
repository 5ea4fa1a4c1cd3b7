//! Description of a running system: `dev.json` for scripts, and text for people.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use local::Endpoints;
use serde::{Deserialize, Serialize};

use super::demo::Demo;
use provision::DemoUser;
use tools::say;

/// Contents of `dev.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Base URL of the API.
    pub base_url: String,
    /// Issuer of access tokens.
    pub issuer: String,
    /// URL of the issuer's public keys.
    pub jwks_uri: String,
    /// Endpoints of the local AWS.
    pub aws: Aws,
    /// Sign-ins of the demo users.
    pub users: BTreeMap<String, SignIn>,
    /// Demo organizations.
    pub organizations: BTreeMap<String, String>,
}

/// Endpoints of the local AWS.
#[derive(Debug, Serialize, Deserialize)]
pub struct Aws {
    /// DynamoDB
    pub dynamodb: String,
    /// KMS
    pub kms: String,
    /// S3
    pub s3: String,
}

/// Sign-in of a demo user.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// Username for the sign-in page.
    pub username: String,
    /// Password for the sign-in page.
    pub password: String,
}

impl Description {
    pub(super) fn new(base_url: &str, endpoints: &Endpoints) -> Self {
        let users = DemoUser::ALL.map(|user| {
            let sign_in = user.sign_in();
            (user.name().to_owned(), SignIn { username: sign_in.username, password: sign_in.password })
        });
        let organizations = DemoUser::ALL
            .into_iter()
            .filter_map(|user| Some((user.name().to_owned(), user.organization()?.to_string())));
        Self {
            base_url: base_url.to_owned(),
            issuer: endpoints.issuer.clone(),
            jwks_uri: endpoints.jwks_uri.clone(),
            aws: Aws { dynamodb: endpoints.dynamodb.clone(), kms: endpoints.kms.clone(), s3: endpoints.s3.clone() },
            users: BTreeMap::from(users),
            organizations: organizations.collect(),
        }
    }

    fn path(data: &Path) -> PathBuf {
        data.join("dev.json")
    }

    /// Reads the description of the `dev` with this data folder.
    ///
    /// # Errors
    /// If there is none.
    pub fn read(data: &Path) -> Result<Self> {
        let path = Self::path(data);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("{} cannot be read; is `cargo xtask dev` running with this data folder?", path.display())
        })?;
        serde_json::from_str(&text).with_context(|| format!("{} cannot be read", path.display()))
    }

    pub(super) fn write(&self, data: &Path) -> Result<()> {
        let path = Self::path(data);
        // The rename makes the file appear complete to waiting processes.
        let partial = data.join("dev.json.partial");
        std::fs::write(&partial, serde_json::to_string_pretty(self)?)?;
        std::fs::rename(&partial, &path).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Removes the file, which is outdated or premature.
    pub(super) fn remove(data: &Path) {
        // The file may not exist.
        let _ = std::fs::remove_file(Self::path(data));
    }

    pub(super) fn print(&self, data: &Path, demo: &Demo) {
        say(&format!("\nThe API runs at {}; people sign in at {}.", self.base_url, self.issuer));
        say(&format!("The console is at {}/console.\n", self.base_url));
        say("Demo users:");
        for (name, user) in &self.users {
            say(&format!("  {name:<13} {:<24} {}", user.username, user.password));
        }
        say(&format!(
            "\nAn access token of one of them:\n  cargo xtask token --as partner --data {}\n",
            data.display()
        ));
        say(&format!(
            "A signed call, from the folder of this project:\n  cargo run --quiet --bin nuvera-sign -- --api-key-file {} --private-key {} '{}/api/v1/customers?limit=5'\n",
            demo.api_key.display(),
            demo.private_key.display(),
            self.base_url
        ));
        say(&format!(
            "Refusals of the gateway and the local AWS: {}\nLogs of the functions, and compiler errors after a change: {}",
            data.join("local.log").display(),
            data.join("watch.log").display()
        ));
        say("Ctrl-C stops everything; data are kept.");
    }
}
