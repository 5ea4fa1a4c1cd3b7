//! Watch list, which an operator stores in S3 as `targets.simple.csv`.
//!
//! Each screening requests it, so a new list applies at once. S3 sends it only if it differs from the cached one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use watchlist::WatchList;

use crate::contents::{client, unavailable};
use crate::error::StoreError;

/// Key of the object.
pub const WATCH_LIST_KEY: &str = "targets.simple.csv";
/// Timeout of one attempt. A list has some ten megabytes.
const ATTEMPT: Duration = Duration::from_secs(6);
/// Timeout of all attempts: shorter than a function's.
const OPERATION: Duration = Duration::from_secs(13);

/// Bucket of the watch list.
#[derive(Debug)]
pub struct WatchLists {
    client: Client,
    bucket: String,
    cache: Mutex<Option<Cached>>,
}

/// List that was read last.
#[derive(Clone, Debug)]
struct Cached {
    etag: String,
    list: Arc<WatchList>,
}

impl WatchLists {
    /// Creates a client of the bucket with this name.
    pub fn new(service: &cloud::Service, bucket: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION);
        Self { client: client(service, timeouts), bucket: bucket.into(), cache: Mutex::default() }
    }

    /// Returns the installed list; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] if S3 does not answer, or the object is not a watch list. A broken list stops screening.
    pub async fn current(&self) -> Result<Option<Arc<WatchList>>, StoreError> {
        let cached = self.cache.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let get = self.client.get_object().bucket(&self.bucket).key(WATCH_LIST_KEY);
        match get.set_if_none_match(cached.as_ref().map(|cached| cached.etag.clone())).send().await {
            Ok(found) => match (cached, &found.e_tag) {
                (Some(cached), Some(etag)) if cached.etag == *etag => Ok(Some(cached.list)),
                _ => self.read(found).await.map(Some),
            },
            Err(error) if error.raw_response().is_some_and(|answer| answer.status().as_u16() == 304) => {
                Ok(cached.map(|cached| cached.list))
            }
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn read(&self, found: GetObjectOutput) -> Result<Arc<WatchList>, StoreError> {
        let etag = found.e_tag.unwrap_or_default();
        let bytes = found.body.collect().await;
        let bytes = bytes.map_err(|error| StoreError::Unavailable(format!("S3: {error}")))?.into_bytes();
        let list = WatchList::read(&bytes).map_err(|error| StoreError::Unavailable(format!("watch list: {error}")))?;
        let list = Arc::new(list);
        if !etag.is_empty() {
            *self.cache.lock().unwrap_or_else(PoisonError::into_inner) = Some(Cached { etag, list: Arc::clone(&list) });
        }
        Ok(list)
    }
}
