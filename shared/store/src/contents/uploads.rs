//! Uploaded files that are not documents yet: objects in S3, `uploads/<org>/<document>`.
//!
//! They have their own prefix, so no upload address can overwrite a document's content. A lifecycle rule of the bucket
//! removes abandoned files after a day.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, ServerSideEncryption};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use contract::document::MAX_FILE;
use contract::file::{Excerpt, JUDGED_BYTES};
use contract::id::{DocumentId, OrganizationId};
use contract::time::Timestamp;
use contract::upload::PendingUpload;

use super::{Contents, key, system_time, unavailable};
use crate::error::StoreError;

/// Statuses for a missing key. Without `s3:ListBucket`, S3 answers 403.
const MISSING: &[u16] = &[403, 404];
/// Statuses for a missing or changed object.
const CHANGED: &[u16] = &[404, 412];
const FORBIDDEN: u16 = 403;

/// Address for uploading a file, with its headers.
pub struct PutAddress {
    /// Address.
    pub url: String,
    /// Signed headers.
    pub headers: BTreeMap<String, String>,
}

/// Hides the address: anyone who has it can upload the file.
impl std::fmt::Debug for PutAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PutAddress")
    }
}

/// Uploaded file.
#[derive(Debug)]
pub struct Uploaded {
    /// Length in bytes.
    pub size: u64,
    /// Lower-case hex SHA-256, if S3 has one.
    pub sha256: Option<String>,
    /// Version of the object.
    e_tag: String,
}

/// Bytes of an uploaded file that are checked.
pub struct Ends {
    first: Bytes,
    last: Bytes,
    size: u64,
}

impl Ends {
    /// Excerpt for checking the file.
    pub fn excerpt(&self) -> Excerpt<'_> {
        Excerpt::ends(&self.first, &self.last, self.size)
    }
}

/// Hides the bytes, which may show a passport.
impl std::fmt::Debug for Ends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ends")
    }
}

impl Contents {
    /// Returns an address for uploading the declared file.
    ///
    /// Anyone can use it until the upload expires. S3 refuses other headers, and bytes with another length or SHA-256.
    ///
    /// # Errors
    /// [`StoreError`] if there are no credentials for signing.
    pub async fn put_address(&self, upload: &PendingUpload, now: Timestamp) -> Result<PutAddress, StoreError> {
        let left = upload.expires_at.seconds().saturating_sub(now.seconds()).max(1);
        let lifetime = Duration::from_secs(left.unsigned_abs());
        let lifetime = PresigningConfig::builder().start_time(system_time(now)).expires_in(lifetime).build();
        let declared = &upload.declared;
        let sha256 = hex::decode(declared.sha256.as_str()).map_err(StoreError::corrupt)?;
        let put = self.client.put_object().bucket(&self.bucket).key(upload_key(&upload.org_id, &upload.id));
        let put = put
            .content_length(i64::try_from(declared.size.get()).map_err(StoreError::corrupt)?)
            .content_type(declared.media_type.name())
            .checksum_sha256(STANDARD.encode(sha256))
            .server_side_encryption(ServerSideEncryption::Aes256);
        let signed = put.presigned(lifetime.map_err(StoreError::corrupt)?).await.map_err(unavailable)?;
        Ok(PutAddress { url: signed.uri().to_owned(), headers: super::presigned::signed_headers(&signed)? })
    }

    /// Returns S3's metadata of the uploaded file; `None` if there is none.
    pub async fn find_uploaded(&self, upload: &PendingUpload) -> Result<Option<Uploaded>, StoreError> {
        let head = self.client.head_object().bucket(&self.bucket).key(upload_key(&upload.org_id, &upload.id));
        let Some(found) = unless(MISSING, head.checksum_mode(ChecksumMode::Enabled).send().await)? else {
            return Ok(None);
        };
        let sha256 = found.checksum_sha256().map(|sha256| STANDARD.decode(sha256)).transpose();
        let (Some(size), Some(e_tag)) = (found.content_length(), found.e_tag()) else {
            return Err(StoreError::corrupt("S3: the object has no length or ETag"));
        };
        Ok(Some(Uploaded {
            size: u64::try_from(size).map_err(StoreError::corrupt)?,
            sha256: sha256.map_err(StoreError::corrupt)?.map(hex::encode),
            e_tag: e_tag.to_owned(),
        }))
    }

    /// Reads the bytes for checking a file; `None` if it no longer exists.
    ///
    /// They are all bytes up to [`MAX_FILE`], else the first and last [`JUDGED_BYTES`].
    pub async fn read_ends(&self, upload: &PendingUpload, uploaded: &Uploaded) -> Result<Option<Ends>, StoreError> {
        if uploaded.size <= MAX_FILE as u64 {
            let Some(whole) = self.range(upload, uploaded, 0..uploaded.size).await? else { return Ok(None) };
            return Ok(Some(Ends { first: whole.clone(), last: whole, size: uploaded.size }));
        }
        let length = JUDGED_BYTES as u64;
        let first = self.range(upload, uploaded, 0..length).await?;
        let last = self.range(upload, uploaded, uploaded.size - length..uploaded.size).await?;
        Ok(first.zip(last).map(|(first, last)| Ends { first, last, size: uploaded.size }))
    }

    async fn range(
        &self,
        upload: &PendingUpload,
        uploaded: &Uploaded,
        bytes: std::ops::Range<u64>,
    ) -> Result<Option<Bytes>, StoreError> {
        let get = self.client.get_object().bucket(&self.bucket).key(upload_key(&upload.org_id, &upload.id));
        // RFC 9110, 14.1.2: the last position is inclusive. An empty object has no range.
        let last = bytes.end.saturating_sub(1);
        let range = (bytes.end > 0).then(|| format!("bytes={}-{last}", bytes.start));
        let get = get.if_match(&uploaded.e_tag).set_range(range);
        let Some(found) = self.unless_changed(upload, get.send().await).await? else { return Ok(None) };
        let bytes = found.body.collect().await;
        bytes.map(|bytes| Some(bytes.into_bytes())).map_err(|error| StoreError::Unavailable(format!("S3: {error}")))
    }

    /// Copies a file to a document's content. Returns false if it no longer exists.
    pub async fn accept(&self, upload: &PendingUpload, uploaded: &Uploaded) -> Result<bool, StoreError> {
        let (organization, id) = (&upload.org_id, &upload.id);
        let copy = self.client.copy_object().bucket(&self.bucket).key(key(organization, id));
        let copy = copy
            // Bucket names and ids need no escape.
            .copy_source(format!("{}/{}", self.bucket, upload_key(organization, id)))
            .copy_source_if_match(&uploaded.e_tag)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .server_side_encryption(ServerSideEncryption::Aes256);
        Ok(self.unless_changed(upload, copy.send().await).await?.is_some())
    }

    /// Returns the answer about a file that was present before; `None` if it is missing or changed.
    ///
    /// 403 can mean a missing file or a missing permission. A second request for its metadata distinguishes them.
    async fn unless_changed<T, E>(
        &self,
        upload: &PendingUpload,
        outcome: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Option<T>, StoreError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        match outcome {
            Err(error) if status(&error) == Some(FORBIDDEN) => match self.find_uploaded(upload).await? {
                Some(_) => Err(unavailable(error)),
                None => Ok(None),
            },
            outcome => unless(CHANGED, outcome),
        }
    }

    /// Removes an uploaded file.
    pub async fn remove_upload(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.bucket).key(upload_key(organization, id));
        delete.send().await.map(drop).map_err(unavailable)
    }
}

fn upload_key(organization: &OrganizationId, id: &DocumentId) -> String {
    format!("uploads/{}", key(organization, id))
}

/// Returns the answer; `None` for the statuses `none`.
fn unless<T, E>(none: &[u16], outcome: Result<T, SdkError<E, HttpResponse>>) -> Result<Option<T>, StoreError>
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    outcome.map(Some).or_else(|error| {
        let is_none = status(&error).is_some_and(|status| none.contains(&status));
        if is_none { Ok(None) } else { Err(unavailable(error)) }
    })
}

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
