//! Indexes that lag behind their tables, as DynamoDB's do ("Eventually consistent reads", Developer Guide).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse as _;
use dynoxide::Database;
use serde_json::Value;

use crate::front::Chance;
use crate::temporary::Temporary;

/// Control of the indexes' lag behind their tables, for tests.
#[derive(Clone)]
pub struct Indexes {
    database: Database,
    lag: Arc<Mutex<Option<Lag>>>,
}

struct Lag {
    old: Database,
    chance: Chance,
}

impl Indexes {
    pub(super) fn new(database: Database) -> Self {
        Self { database, lag: Arc::default() }
    }

    /// Lets this percentage of later reads, drawn from `seed`, see the present state of the indexes.
    ///
    /// # Errors
    /// Fails if the tables cannot be copied.
    pub fn lag(&self, percent: u8, seed: u64) -> Result<()> {
        let folder = Temporary::new()?;
        let file = folder.path().join("old.sqlite").display().to_string();
        self.database.vacuum_into(&file)?;
        let old = Database::memory()?;
        old.restore_from(&file)?;
        *self.lag.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Lag { old, chance: Chance::new(percent, seed) });
        Ok(())
    }

    /// Ends the lag: every read sees the current indexes.
    pub fn catch_up(&self) {
        *self.lag.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Returns the outdated answer to a read of an index, if it is drawn.
    pub(super) fn answer(&self, operation: &str, body: &[u8]) -> Option<Response<Body>> {
        if operation != "Query" && operation != "Scan" {
            return None;
        }
        let old = self.drawn(body)?;
        // The database itself refuses an invalid body.
        let answer = match operation {
            "Query" => serde_json::to_vec(&old.query(serde_json::from_slice(body).ok()?).ok()?),
            _ => serde_json::to_vec(&old.scan(serde_json::from_slice(body).ok()?).ok()?),
        };
        Some(([(header::CONTENT_TYPE, "application/x-amz-json-1.0")], answer.ok()?).into_response())
    }

    fn drawn(&self, body: &[u8]) -> Option<Database> {
        let mut lag = self.lag.lock().unwrap_or_else(PoisonError::into_inner);
        let Lag { old, chance } = lag.as_mut()?;
        let reads_index = serde_json::from_slice::<Value>(body).is_ok_and(|request| request.get("IndexName").is_some());
        (reads_index && chance.draw()).then(|| old.clone())
    }
}

impl fmt::Debug for Indexes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Indexes").finish_non_exhaustive()
    }
}
