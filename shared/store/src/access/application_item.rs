//! Item of an application with its keys.

use contract::api_key::ApiKeyId;
use contract::application::{ApplicationName, SourceBlock};
use contract::id::{ApplicationId, OrganizationId};
use contract::member::UserId;
use contract::permission::PermissionSet;
use contract::signing_key::SigningPublicKey;
use contract::time::Timestamp;
use domain::application::{ApiKeyRecord, ApplicationRecord, HmacKeyArn, Mac, SigningKeyRecord};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use crate::error::StoreError;
use crate::item::{Item, read, write};

/// Sort key of an application's item.
pub(super) const SORT: &str = "APPLICATION";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApplicationItem {
    pk: ApplicationId,
    sk: String,
    organization_id: OrganizationId,
    name: ApplicationName,
    permissions: PermissionSet,
    enabled: bool,
    organization_enabled: bool,
    allowed_source_ips: Vec<SourceBlock>,
    /// Absent in items older than this rule.
    #[serde(default)]
    require_signed_headers: bool,
    api_keys: Vec<ApiKeyItem>,
    signing_keys: Vec<SigningKeyItem>,
    created_at: i64,
    created_by: UserId,
    updated_at: i64,
    revision: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiKeyItem {
    id: ApiKeyId,
    prefix: String,
    last_four: String,
    mac: ByteArray<32>,
    hmac_key: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SigningKeyItem {
    spki: ByteBuf,
    bits: u32,
    installed_at: i64,
    retires_at: Option<i64>,
}

pub(super) fn to_item(record: &ApplicationRecord) -> Result<Item, StoreError> {
    let api_key = |key: &ApiKeyRecord| ApiKeyItem {
        id: key.id.clone(),
        prefix: key.prefix.clone(),
        last_four: key.last_four.clone(),
        mac: ByteArray::new(key.mac.0),
        hmac_key: key.hmac_key.as_str().to_owned(),
        created_at: key.created_at.millis(),
        expires_at: key.expires_at.map(Timestamp::millis),
        revoked_at: key.revoked_at.map(Timestamp::millis),
    };
    let signing_key = |key: &SigningKeyRecord| SigningKeyItem {
        spki: ByteBuf::from(key.key.spki_der()),
        bits: key.key.bits(),
        installed_at: key.installed_at.millis(),
        retires_at: key.retires_at.map(Timestamp::millis),
    };
    write(&ApplicationItem {
        pk: record.id.clone(),
        sk: SORT.to_owned(),
        organization_id: record.organization.clone(),
        name: record.name.clone(),
        permissions: record.permissions,
        enabled: record.enabled,
        organization_enabled: record.organization_enabled,
        allowed_source_ips: record.allowed_source_ips.clone(),
        require_signed_headers: record.require_signed_headers,
        api_keys: record.api_keys.iter().map(api_key).collect(),
        signing_keys: record.signing_keys.iter().map(signing_key).collect(),
        created_at: record.created_at.millis(),
        created_by: record.created_by.clone(),
        updated_at: record.updated_at.millis(),
        revision: record.revision,
    })
}

pub(super) fn from_item(item: Item) -> Result<ApplicationRecord, StoreError> {
    let item: ApplicationItem = read(item)?;
    let api_key = |key: ApiKeyItem| {
        let hmac_key: HmacKeyArn = key.hmac_key.parse().map_err(StoreError::corrupt)?;
        Ok(ApiKeyRecord {
            id: key.id,
            prefix: key.prefix,
            last_four: key.last_four,
            mac: Mac(key.mac.into_array()),
            hmac_key,
            created_at: Timestamp::from_millis(key.created_at),
            expires_at: key.expires_at.map(Timestamp::from_millis),
            revoked_at: key.revoked_at.map(Timestamp::from_millis),
        })
    };
    let signing_key = |key: SigningKeyItem| SigningKeyRecord {
        key: SigningPublicKey::from_store(key.spki.into_vec(), key.bits),
        installed_at: Timestamp::from_millis(key.installed_at),
        retires_at: key.retires_at.map(Timestamp::from_millis),
    };
    Ok(ApplicationRecord {
        id: item.pk,
        organization: item.organization_id,
        name: item.name,
        permissions: item.permissions,
        enabled: item.enabled,
        organization_enabled: item.organization_enabled,
        allowed_source_ips: item.allowed_source_ips,
        require_signed_headers: item.require_signed_headers,
        api_keys: item.api_keys.into_iter().map(api_key).collect::<Result<_, StoreError>>()?,
        signing_keys: item.signing_keys.into_iter().map(signing_key).collect(),
        created_at: Timestamp::from_millis(item.created_at),
        created_by: item.created_by,
        updated_at: Timestamp::from_millis(item.updated_at),
        revision: item.revision,
    })
}
