//! Request bodies that create and change applications.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{MAX_API_KEY_GRACE, MAX_SIGNING_KEY_GRACE, SourceBlocks};
use crate::json::{FromJson, Json, Members, PatchField, Reader, object, schema};
use crate::name::Name;
use crate::permission::PermissionSet;
use crate::secrets;
use crate::signing_key::{RefusedKey, SigningPublicKey};
use crate::time::Timestamp;

object! {
    /// Request body that creates an API application.
    pub struct NewApplication {
        /// Name of the service or deployment that holds the credential. It must not look like another application's
        /// name in the organization.
        #[schemars(example = &"Payments service")]
        pub name: Name,
        /// RSA public key as SPKI PEM, 2048 to 8192 bits.
        pub public_key: SigningPublicKey,
        /// Permissions of the application. Each WRITE permission requires the matching READ permission.
        pub permissions: PermissionSet,
        /// IP addresses that requests may come from. Omit it, or send an empty list, to allow any address.
        pub allowed_source_ips: Option<SourceBlocks>,
        /// Requires tokens to sign the headers that change a request's effect. These are `idempotency-key`, `if-match`
        /// and `content-type`, each if it is sent. Tokens sign them in the claim `headers`. Defaults to `false`.
        #[schemars(example = false)]
        pub require_signed_headers: Option<bool>,
        /// Time at which the first API key expires. Omit it for a key that does not expire.
        #[schemars(extend("x-example" = false))]
        pub key_expires_at: Option<Timestamp>,
    }
}

object! {
    /// Changes to an API application. Omitted fields keep their values. No field can be set to `null`.
    pub struct ApplicationPatch {
        /// Name of the service or deployment that holds the credential. It must not look like another application's
        /// name in the organization.
        #[serde(default)]
        #[schemars(example = &"Payments service")]
        pub name: PatchField<Name>,
        /// Permissions of the application. Each WRITE permission requires the matching READ permission.
        #[serde(default)]
        pub permissions: PatchField<PermissionSet>,
        /// `false` disables the application: its requests are refused from now on.
        #[serde(default)]
        #[schemars(example = true)]
        pub enabled: PatchField<bool>,
        /// IP addresses that requests may come from. An empty list allows any address.
        #[serde(default)]
        pub allowed_source_ips: PatchField<SourceBlocks>,
        /// Requires tokens to sign the headers that change a request's effect. These are `idempotency-key`, `if-match`
        /// and `content-type`, each if it is sent. Tokens sign them in the claim `headers`.
        #[serde(default)]
        #[schemars(example = true)]
        pub require_signed_headers: PatchField<bool>,
    }
}

object! {
    /// Request body that replaces the signing key.
    pub struct NewSigningKey {
        /// RSA public key as SPKI PEM, 2048 to 8192 bits. It must not belong to another application.
        pub public_key: SigningPublicKey,
        /// Seconds for which the replaced key stays valid: up to 604800 (7 days). Defaults to 0.
        #[schemars(example = 86_400)]
        pub grace_seconds: Option<Seconds<MAX_SIGNING_KEY_GRACE>>,
    }
}

object! {
    /// Text that contains a public key.
    pub struct PastedKey {
        /// Pasted text. A private key in it is refused and not stored.
        pub public_key: Pasted,
    }
}

/// Pasted text, not yet validated.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Pasted(#[schemars(example = &"-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----")] String);

impl Pasted {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Does not use [`Reader::parse_text`]: a secret gets the error of a registration.
impl FromJson for Pasted {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::String(text) => match secrets::find_in_key(&text) {
                Some(secret) => {
                    at.refuse(RefusedKey::from(secret));
                    None
                }
                None => Some(Self(text)),
            },
            other => at.wrong_kind("a string", &other),
        }
    }
}

/// Request body that creates an API key. The key can replace the others.
#[derive(Clone, Copy, Debug)]
pub struct NewApiKey {
    /// Seconds after which the other keys expire; `None` keeps them.
    pub replace_after: Option<u32>,
    /// Time at which the new key expires; `None` if it does not.
    pub expires_at: Option<Timestamp>,
}

impl FromJson for NewApiKey {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let mut members = Members::open(value, at)?;
        let replace: Option<Option<bool>> = members.take("replace", at);
        let grace: Option<Option<Seconds<MAX_API_KEY_GRACE>>> = members.take("grace_seconds", at);
        let expires_at = members.take("expires_at", at);
        members.close(at);
        let replace_after = match (replace?.unwrap_or(false), grace?) {
            (true, Some(grace)) => Some(grace.get()),
            (false, None) => None,
            (true, None) => {
                return at
                    .refuse_member("graceSeconds", "is required with replace; send 0 to revoke the other keys now");
            }
            (false, Some(_)) => {
                return at.refuse_member("graceSeconds", "is allowed only with \"replace\": true");
            }
        };
        Some(Self { replace_after, expires_at: expires_at? })
    }
}

impl JsonSchema for NewApiKey {
    fn schema_name() -> Cow<'static, str> {
        "NewApiKey".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Request body that creates an API key, which can replace the other keys.",
            "properties": {
                "replace": {
                    "type": ["boolean", "null"], "examples": [true],
                    "description": "If `true`, the new key replaces the other keys. Defaults to `false`.",
                },
                "graceSeconds": {
                    "type": ["integer", "null"], "minimum": 0, "maximum": MAX_API_KEY_GRACE, "examples": [86_400],
                    "description": "Seconds for which the other keys stay valid, up to 2592000 (30 days); 0 revokes them now. \
                        Required if `replace` is `true`, and allowed only then. It never extends a key's life.",
                },
                "expiresAt": generator.subschema_for::<Option<Timestamp>>(),
            },
        })
    }
}

/// Number of seconds from 0 to `MAX`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Seconds<const MAX: u32>(u32);

impl<const MAX: u32> Seconds<MAX> {
    /// Returns the number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<const MAX: u32> FromJson for Seconds<MAX> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let number = serde_json::Number::from_json(value, at)?;
        let seconds = number.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number <= MAX);
        if seconds.is_none() {
            at.refuse(format_args!("must be a whole number of seconds from 0 to {MAX}"));
        }
        seconds.map(Self)
    }
}

schema!(inline Seconds<const MAX: u32>, { "type": "integer", "minimum": 0, "maximum": MAX });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{BodyError, parse};

    fn pointers<T: FromJson + std::fmt::Debug>(text: &str) -> Vec<String> {
        match parse::<T>(text.as_bytes()) {
            Err(BodyError::Invalid(errors)) => errors.into_iter().map(|error| error.pointer).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_replacement_needs_a_grace_period() {
        let read = |text: &str| parse::<NewApiKey>(text.as_bytes()).unwrap();
        assert_eq!(read("{}").replace_after, None);
        assert_eq!(read(r#"{"replace":true,"graceSeconds":0}"#).replace_after, Some(0));
        assert_eq!(read(r#"{"replace":true,"graceSeconds":2592000}"#).replace_after, Some(2_592_000));
        for text in [
            r#"{"replace":true}"#,
            r#"{"graceSeconds":60}"#,
            r#"{"replace":true,"graceSeconds":2592001}"#,
            r#"{"replace":true,"graceSeconds":-1}"#,
            r#"{"replace":true,"graceSeconds":1.5}"#,
            r#"{"replace":true,"graceSeconds":"60"}"#,
        ] {
            assert_eq!(pointers::<NewApiKey>(text), ["/graceSeconds"], "{text}");
        }
    }

    #[test]
    fn a_patch_keeps_absent_members_and_refuses_null() {
        let patch: ApplicationPatch = parse(br#"{"enabled":false}"#).unwrap();
        assert!(patch.name.into_option().is_none() && patch.enabled.into_option() == Some(false));
        for field in ["name", "permissions", "enabled", "allowedSourceIps"] {
            assert_eq!(pointers::<ApplicationPatch>(&format!("{{\"{field}\":null}}")), [format!("/{field}")]);
        }
        assert_eq!(pointers::<ApplicationPatch>(r#"{"id":"x"}"#), ["/id"]);
    }
}
