//! The watch list that an operator keeps in S3 as `targets.simple.csv`.
//!
//! It is asked for with each screening, so that a new one holds at once, and fetched only where it is another than the one
//! that this process has read.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use watchlist::WatchList;

use crate::contents::{client, unavailable};
use crate::error::StoreError;

/// The object's key.
pub const WATCH_LIST_KEY: &str = "targets.simple.csv";
/// A list has some ten megabytes. With both attempts less than a function may run.
const ATTEMPT: Duration = Duration::from_secs(6);
const OPERATION: Duration = Duration::from_secs(13);

/// The bucket that holds the watch list.
#[derive(Debug)]
pub struct WatchLists {
    client: Client,
    bucket: String,
    known: Mutex<Option<Known>>,
}

/// The list that was read last.
#[derive(Clone, Debug)]
struct Known {
    etag: String,
    list: Arc<WatchList>,
}

impl WatchLists {
    /// The bucket of this name, in the S3 that `service` leads to.
    #[must_use]
    pub fn new(service: &cloud::Service, bucket: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION);
        Self { client: client(service, timeouts), bucket: bucket.into(), known: Mutex::default() }
    }

    /// The list that is installed now; `None` where there is none.
    ///
    /// # Errors
    /// Where S3 does not answer, or what is there is no watch list: nobody is let through because a list was spoiled.
    pub async fn current(&self) -> Result<Option<Arc<WatchList>>, StoreError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let get = self.client.get_object().bucket(&self.bucket).key(WATCH_LIST_KEY);
        match get.set_if_none_match(known.as_ref().map(|known| known.etag.clone())).send().await {
            Ok(found) => match (known, &found.e_tag) {
                (Some(known), Some(etag)) if known.etag == *etag => Ok(Some(known.list)),
                _ => self.read(found).await.map(Some),
            },
            Err(error) if error.raw_response().is_some_and(|answer| answer.status().as_u16() == 304) => {
                Ok(known.map(|known| known.list))
            }
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn read(&self, found: GetObjectOutput) -> Result<Arc<WatchList>, StoreError> {
        let etag = found.e_tag.unwrap_or_default();
        let bytes = found.body.collect().await;
        let bytes = bytes.map_err(|error| StoreError::Unavailable(format!("S3: {error}")))?.into_bytes();
        let list =
            WatchList::read(&bytes).map_err(|error| StoreError::Unavailable(format!("the watch list: {error}")))?;
        let list = Arc::new(list);
        if !etag.is_empty() {
            *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Known { etag, list: Arc::clone(&list) });
        }
        Ok(list)
    }
}
