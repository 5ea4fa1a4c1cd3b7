//! Files on their way to become documents: objects in S3, `uploads/<org>/<document>`.
//!
//! They lie apart from contents, so that no address that takes a file ever leads to the content of a document. What is
//! left there is removed by a rule of the bucket, a day later.

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

/// Statuses of what is not there. To who may not list a bucket, S3 says 403 of it.
const GONE: &[u16] = &[403, 404];
/// Statuses of what is not there, or no longer what it was.
const CHANGED: &[u16] = &[404, 412];
const FORBIDDEN: u16 = 403;

/// Where a file can be put, and with which headers.
pub struct PutAddress {
    /// The address.
    pub url: String,
    /// What it is signed with.
    pub headers: BTreeMap<String, String>,
}

/// Whoever has the address can put the file.
impl std::fmt::Debug for PutAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PutAddress")
    }
}

/// A file that was put.
#[derive(Debug)]
pub struct Uploaded {
    /// Its length in bytes.
    pub size: u64,
    /// Lower-case hex SHA-256, if S3 judged one.
    pub sha256: Option<String>,
    /// Tells it from another file at its place.
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
    #[must_use]
    pub fn excerpt(&self) -> Excerpt<'_> {
        Excerpt::ends(&self.first, &self.last, self.size)
    }
}

/// Hides the bytes: they can be of a passport.
impl std::fmt::Debug for Ends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ends")
    }
}

impl Contents {
    /// An address at which anybody can put the file that was declared, and no other, until the upload expires: S3
    /// refuses other headers than these, and bytes with another length or SHA-256.
    ///
    /// # Errors
    /// Where there are no credentials to sign it with.
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

    /// What S3 knows of the file that was put; `None`, if there is none.
    ///
    /// # Errors
    /// Where S3 does not answer.
    pub async fn uploaded(&self, upload: &PendingUpload) -> Result<Option<Uploaded>, StoreError> {
        let head = self.client.head_object().bucket(&self.bucket).key(upload_key(&upload.org_id, &upload.id));
        let Some(found) = unless(GONE, head.checksum_mode(ChecksumMode::Enabled).send().await)? else {
            return Ok(None);
        };
        let sha256 = found.checksum_sha256().map(|sha256| STANDARD.decode(sha256)).transpose();
        let (Some(size), Some(e_tag)) = (found.content_length(), found.e_tag()) else {
            return Err(StoreError::corrupt("S3: an object without length or ETag"));
        };
        Ok(Some(Uploaded {
            size: u64::try_from(size).map_err(StoreError::corrupt)?,
            sha256: sha256.map_err(StoreError::corrupt)?.map(hex::encode),
            e_tag: e_tag.to_owned(),
        }))
    }

    /// Reads the bytes for checking a file: all of a short one, the first and last of any other; `None` if it no longer
    /// exists.
    ///
    /// # Errors
    /// Where S3 does not answer, or refuses.
    pub async fn ends(&self, upload: &PendingUpload, uploaded: &Uploaded) -> Result<Option<Ends>, StoreError> {
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
        // RFC 9110, 14.1.2: the last position is part of it. Of an empty object there is no range.
        let last = bytes.end.saturating_sub(1);
        let range = (bytes.end > 0).then(|| format!("bytes={}-{last}", bytes.start));
        let get = get.if_match(&uploaded.e_tag).set_range(range);
        let Some(found) = self.unless_changed(upload, get.send().await).await? else { return Ok(None) };
        let bytes = found.body.collect().await;
        bytes.map(|bytes| Some(bytes.into_bytes())).map_err(|error| StoreError::Unavailable(format!("S3: {error}")))
    }

    /// Copies this file to its place as a document's content; whether it was still there.
    ///
    /// # Errors
    /// Where S3 does not answer, or refuses.
    pub async fn accept(&self, upload: &PendingUpload, uploaded: &Uploaded) -> Result<bool, StoreError> {
        let (organization, id) = (&upload.org_id, &upload.id);
        let copy = self.client.copy_object().bucket(&self.bucket).key(key(organization, id));
        let copy = copy
            // Neither names of buckets nor ids hold what would need an escape.
            .copy_source(format!("{}/{}", self.bucket, upload_key(organization, id)))
            .copy_source_if_match(&uploaded.e_tag)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .server_side_encryption(ServerSideEncryption::Aes256);
        Ok(self.unless_changed(upload, copy.send().await).await?.is_some())
    }

    /// Returns the answer about a file that was there a moment ago; `None` if it is gone, or no longer what it was. 403 can
    /// mean that it is gone, and that it must not be read: which, is told by asking for it once more.
    async fn unless_changed<T, E>(
        &self,
        upload: &PendingUpload,
        outcome: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Option<T>, StoreError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        match outcome {
            Err(error) if status(&error) == Some(FORBIDDEN) => match self.uploaded(upload).await? {
                Some(_) => Err(unavailable(error)),
                None => Ok(None),
            },
            outcome => unless(CHANGED, outcome),
        }
    }

    /// Removes a file that was put.
    ///
    /// # Errors
    /// Where S3 does not answer, or refuses.
    pub async fn remove_upload(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.bucket).key(upload_key(organization, id));
        delete.send().await.map(drop).map_err(unavailable)
    }
}

fn upload_key(organization: &OrganizationId, id: &DocumentId) -> String {
    format!("uploads/{}", key(organization, id))
}

/// What was answered; `None`, where the status is one of `none`.
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
