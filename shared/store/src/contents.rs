//! What documents hold: objects in S3, `<org>/<document>`.
//!
//! An object is written before its document. No route reaches one without a document; it is found and removed by its
//! trace (see [`crate::leftovers`]).

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

/// How long an address of a content is good.
const ADDRESS_LIFETIME: Duration = Duration::from_secs(60);
/// Contents are larger than items, and may take longer; with all attempts still less than a function may run.
const ATTEMPT: Duration = Duration::from_secs(4);
const OPERATION: Duration = Duration::from_secs(9);

/// The bucket that holds the contents of documents.
#[derive(Clone, Debug)]
pub struct Contents {
    client: Client,
    bucket: String,
}

impl Contents {
    /// The bucket of this name, in the S3 that `service` leads to.
    #[must_use]
    pub fn new(service: &cloud::Service, bucket: impl Into<String>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION);
        Self { client: client(service, timeouts), bucket: bucket.into() }
    }

    /// Keeps what a document holds. S3 refuses bytes with another SHA-256.
    ///
    /// # Errors
    /// Where S3 does not answer, or refuses.
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

    /// An address at which anybody can fetch a document's content until a minute from `now`.
    ///
    /// # Errors
    /// Where there are no credentials to sign it with.
    pub async fn address(&self, document: &Document, now: Timestamp) -> Result<String, StoreError> {
        let lifetime = PresigningConfig::builder().start_time(system_time(now)).expires_in(ADDRESS_LIFETIME).build();
        let get = self.client.get_object().bucket(&self.bucket).key(key(&document.org_id, &document.id));
        // What it is was judged by its content; a browser must save it and not show it, whatever it may find in it.
        let saved = content_disposition(document.file_name.as_ref(), &document.id, document.media_type);
        let get = get.response_content_type(document.media_type.name()).response_content_disposition(saved);
        let signed = get.presigned(lifetime.map_err(StoreError::corrupt)?).await.map_err(unavailable)?;
        presigned::bare_address(&signed)
    }

    /// Removes what a document held.
    ///
    /// # Errors
    /// Where S3 does not answer, or refuses.
    pub async fn delete(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.bucket).key(key(organization, id));
        delete.send().await.map(drop).map_err(unavailable)
    }
}

/// A client of the S3 that `service` leads to.
pub(crate) fn client(service: &cloud::Service, mut timeouts: TimeoutConfigBuilder) -> Client {
    timeouts.set_connect_timeout(service.config().timeout_config().and_then(TimeoutConfig::connect_timeout));
    let config = aws_sdk_s3::config::Builder::from(service.config())
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .timeout_config(timeouts.build())
        // Bucket names are part of host names at AWS only.
        .force_path_style(service.config().endpoint_url().is_some())
        // SHA-256 is sent with each object; what a caller fetches, this process never sees.
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
