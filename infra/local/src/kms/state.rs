//! File that stores the keys across restarts.

use std::future::Future;
use std::path::{Path, PathBuf};

use winterbaume_core::{MockResponse, StatefulService};
use winterbaume_kms::{KmsService, KmsStateView};

use super::Refusal;
use crate::data::{read_secret, write_secret};
use crate::{ACCOUNT_ID, REGION, StartError};

pub(super) async fn restore(service: &KmsService, file: &Path) -> Result<(), StartError> {
    let Some(content) = read_secret(file)? else {
        return Ok(());
    };
    let damaged = |reason: String| StartError::Damaged { path: file.to_owned(), reason };
    let view: KmsStateView = serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
    service.restore(ACCOUNT_ID, REGION, view).await.map_err(|error| damaged(error.to_string()))
}

/// Makes a change and writes it to the file. Undoes and refuses a change that cannot be written.
pub(super) async fn change_and_save(
    service: &KmsService,
    file: &Path,
    change: impl Future<Output = MockResponse>,
) -> Result<MockResponse, Refusal> {
    let before = service.snapshot(ACCOUNT_ID, REGION).await;
    let answer = change.await;
    let after = service.snapshot(ACCOUNT_ID, REGION).await;
    if let Err(reason) = save(file.to_owned(), after).await {
        tracing::error!(%reason, file = %file.display(), "cannot store a change of KMS");
        let taken_back = service.restore(ACCOUNT_ID, REGION, before).await;
        let reason = match taken_back {
            Ok(()) => reason,
            Err(error) => format!("{reason}; undoing it failed too: {error}"),
        };
        return Err(Refusal {
            code: 500,
            error_type: "KMSInternalException",
            message: format!("cannot store the change: {reason}"),
        });
    }
    Ok(answer)
}

async fn save(file: PathBuf, view: KmsStateView) -> Result<(), String> {
    let written = tokio::task::spawn_blocking(move || {
        let content = serde_json::to_vec_pretty(&view)?;
        write_secret(&file, &content)
    });
    match written.await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
