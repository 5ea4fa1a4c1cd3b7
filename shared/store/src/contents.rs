//! Contents of documents: objects in S3, `<org>/<document>`.
//!
//! An object is written before its document. No route reaches an object without a document. Its trace leads to its
//! removal (see [`crate::leftovers`]).

mod presigned;
mod uploads;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::{TimeoutConfig, TimeoutConfigBuilder};
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ServerSideEncryption;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use contract::document::Document;
use contract::file_name::content_disposition;
use contract::id::{DocumentId, OrganizationId};
use contract::time::Timestamp;

use crate::error::StoreError;

pub use uploads::{Ends, PutAddress, Uploaded};

/// Lifetime of a download address.
const ADDRESS_LIFETIME: Duration = Duration::from_secs(60);
/// Timeout of one attempt. Contents take longer than items.
const ATTEMPT: Duration = Duration::from_secs(4);
/// Timeout of all attempts: shorter than a function's.
const OPERATION: Duration = Duration::from_secs(9);

/// Bucket of documents' contents.
#[derive(Clone, Debug)]
pub struct Contents {
    client: Client,
    bucket: String,
}

impl Contents {
    /// Creates a client of the bucket with this name.
    pub fn new(service: &cloud::Service, bucket: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION);
        Self { client: client(service, timeouts), bucket: bucket.into() }
    }

    /// Stores a document's content. S3 refuses bytes with another SHA-256.
    pub async fn put(
        &self,
        organization: &OrganizationId,
        id: &DocumentId,
        content: Bytes,
        sha256: [u8; 32],
    ) -> Result<(), StoreError> {
        let put = self.client.put_object().bucket(&self.bucket).key(key(organization, id));
        let put = put.checksum_sha256(STANDARD.encode(sha256)).server_side_encryption(ServerSideEncryption::Aes256);
        put.body(ByteStream::from(content)).send().await.map(drop).map_err(unavailable)
    }

    /// Returns an address for downloading the content.
    ///
    /// Anyone can use it for a minute from `now`.
    ///
    /// # Errors
    /// [`StoreError`] if there are no credentials for signing.
    pub async fn address(&self, document: &Document, now: Timestamp) -> Result<String, StoreError> {
        let lifetime = PresigningConfig::builder().start_time(system_time(now)).expires_in(ADDRESS_LIFETIME).build();
        let get = self.client.get_object().bucket(&self.bucket).key(key(&document.org_id, &document.id));
        // The media type was judged from the content. A browser must save the file, never display it.
        let saved = content_disposition(document.file_name.as_ref(), &document.id, document.media_type);
        let get = get.response_content_type(document.media_type.name()).response_content_disposition(saved);
        let signed = get.presigned(lifetime.map_err(StoreError::corrupt)?).await.map_err(unavailable)?;
        presigned::bare_address(&signed)
    }

    /// Removes a document's content.
    pub async fn delete(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.bucket).key(key(organization, id));
        delete.send().await.map(drop).map_err(unavailable)
    }
}

/// Creates an S3 client.
pub(crate) fn client(service: &cloud::Service, mut timeouts: TimeoutConfigBuilder) -> Client {
    timeouts.set_connect_timeout(service.config().timeout_config().and_then(TimeoutConfig::connect_timeout));
    let config = aws_sdk_s3::config::Builder::from(service.config())
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .timeout_config(timeouts.build())
        // Only AWS has bucket names in host names.
        .force_path_style(service.config().endpoint_url().is_some())
        // Each upload has its SHA-256. Downloads do not pass through this process.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    Client::from_conf(config)
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(at.seconds()).unwrap_or_default())
}

fn key(organization: &OrganizationId, id: &DocumentId) -> String {
    format!("{organization}/{id}")
}

pub(crate) fn unavailable<E, R>(error: SdkError<E, R>) -> StoreError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    StoreError::of("S3", &error)
}
