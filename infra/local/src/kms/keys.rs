//! HMAC keys and their aliases, and the operations on them.

use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Builder;

use crate::account::{ACCOUNT_ID, REGION};
use crate::front::Refusal;
use crate::{machine_time, random};

const LONGEST_MESSAGE: usize = 4096;
/// The only spec, usage and algorithm of keys here.
const SPEC: &str = "HMAC_256";
const USAGE: &str = "GENERATE_VERIFY_MAC";
const ALGORITHM: &str = "HMAC_SHA_256";

/// All keys, in the format of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    keys: BTreeMap<String, Key>,
    /// Key ids by alias (`alias/…`).
    aliases: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Key {
    /// Secret in Base64.
    secret: String,
    description: String,
    policy: String,
    enabled: bool,
    /// Creation time in Unix seconds.
    created: u64,
}

/// Operations that change state.
pub(super) const CHANGES: [&str; 4] = ["CreateAlias", "CreateKey", "DisableKey", "EnableKey"];

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct NewKey {
    key_spec: String,
    key_usage: String,
    description: String,
    policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NewAlias {
    alias_name: String,
    target_key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NewMac {
    key_id: String,
    message: String,
    mac_algorithm: String,
}

/// Returns an internal failure of KMS.
pub(super) fn internal(message: impl Into<String>) -> Refusal {
    Refusal { code: 500, ..Refusal::new("KMSInternalException", message) }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::new("SerializationException", error.to_string()))
}

impl Keys {
    /// Executes an operation; `Null` is an answer without a body.
    pub(super) fn call(&mut self, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
        match operation {
            "CreateAlias" => self.create_alias(read(body)?),
            "CreateKey" => self.create(read(body)?),
            "DescribeKey" => {
                let id = self.named(body)?;
                Ok(json!({ "KeyMetadata": self.metadata(&id)? }))
            }
            "DisableKey" | "EnableKey" => {
                let id = self.named(body)?;
                self.enable(&id, operation == "EnableKey");
                Ok(Value::Null)
            }
            "GenerateMac" => self.generate_mac(&read(body)?),
            "GetKeyPolicy" => {
                let id = self.named(body)?;
                Ok(json!({ "Policy": self.key(&id)?.policy, "PolicyName": "default" }))
            }
            "ListKeys" => Ok(self.list()),
            _ => Err(Refusal::new("UnknownOperationException", format!("the local KMS has no {operation}"))),
        }
    }

    fn create(&mut self, new: NewKey) -> Result<Value, Refusal> {
        if new.key_spec != SPEC || new.key_usage != USAGE {
            let message = format!("the local KMS only makes keys with KeySpec {SPEC} and KeyUsage {USAGE}");
            return Err(Refusal::new("UnsupportedOperationException", message));
        }
        let no_randomness = |error: getrandom::Error| internal(error.to_string());
        let id = Builder::from_random_bytes(random::bytes().map_err(no_randomness)?).into_uuid().to_string();
        let key = Key {
            secret: STANDARD.encode(random::bytes::<32>().map_err(no_randomness)?),
            description: new.description,
            policy: new.policy.unwrap_or_else(default_policy),
            enabled: true,
            created: machine_time::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        };
        self.keys.insert(id.clone(), key);
        Ok(json!({ "KeyMetadata": self.metadata(&id)? }))
    }

    fn create_alias(&mut self, new: NewAlias) -> Result<Value, Refusal> {
        let NewAlias { alias_name: name, target_key_id: target } = new;
        if !name.starts_with("alias/") || name.starts_with("alias/aws/") {
            return Err(Refusal::new("InvalidAliasNameException", format!("{name} cannot be the name of an alias")));
        }
        if self.aliases.contains_key(&name) {
            return Err(Refusal::new(
                "AlreadyExistsException",
                format!("An alias with the name {name} already exists"),
            ));
        }
        let id = self.resolve(&target)?;
        self.aliases.insert(name, id);
        Ok(Value::Null)
    }

    /// Enables or disables the key with this id.
    pub(super) fn enable(&mut self, id: &str, enabled: bool) {
        if let Some(key) = self.keys.get_mut(id) {
            key.enabled = enabled;
        }
    }

    /// Lists all keys on one page: there are only a few.
    fn list(&self) -> Value {
        let keys: Vec<_> = self.keys.keys().map(|id| json!({ "KeyId": id, "KeyArn": arn(id) })).collect();
        json!({ "Keys": keys, "Truncated": false })
    }

    fn generate_mac(&self, request: &NewMac) -> Result<Value, Refusal> {
        let not_base64 = |_| Refusal::new("SerializationException", "message is not Base64");
        let message = STANDARD.decode(&request.message).map_err(not_base64)?;
        if message.is_empty() || message.len() > LONGEST_MESSAGE {
            let length = if message.is_empty() { "greater than or equal to 1" } else { "less than or equal to 4096" };
            return Err(Refusal::new(
                "ValidationException",
                format!(
                    "1 validation error detected: Value at 'message' failed to satisfy constraint: \
                 Member must have length {length}"
                ),
            ));
        }
        let id = self.resolve(&request.key_id)?;
        let key = self.key(&id)?;
        if request.mac_algorithm != ALGORITHM {
            let (arn, asked) = (arn(&id), &request.mac_algorithm);
            let message = format!("{arn} key spec {SPEC} does not support the MAC algorithm {asked}.");
            return Err(Refusal::new("InvalidKeyUsageException", message));
        }
        if !key.enabled {
            return Err(Refusal::new("DisabledException", format!("{} is disabled.", arn(&id))));
        }
        let secret = STANDARD.decode(&key.secret).map_err(|_| internal("the key's secret is damaged"))?;
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), &message);
        Ok(json!({ "KeyId": arn(&id), "Mac": STANDARD.encode(mac), "MacAlgorithm": ALGORITHM }))
    }

    /// Returns the id of the key that a request names.
    pub(super) fn named(&self, body: &[u8]) -> Result<String, Refusal> {
        self.resolve(&read::<Named>(body)?.key_id)
    }

    /// Returns the id of a key. The name is an id, ARN, alias or alias ARN.
    fn resolve(&self, name: &str) -> Result<String, Refusal> {
        let own = format!("arn:aws:kms:{REGION}:{ACCOUNT_ID}:");
        let short = name.strip_prefix(&own).unwrap_or(name);
        if short.starts_with("alias/") {
            let not_found = || Refusal::new("NotFoundException", format!("Alias {own}{short} is not found."));
            return self.aliases.get(short).cloned().ok_or_else(not_found);
        }
        let id = short.strip_prefix("key/").unwrap_or(short);
        self.key(id).map(|_| id.to_owned())
    }

    fn key(&self, id: &str) -> Result<&Key, Refusal> {
        self.keys.get(id).ok_or_else(|| Refusal::new("NotFoundException", format!("Key '{}' does not exist", arn(id))))
    }

    fn metadata(&self, id: &str) -> Result<Value, Refusal> {
        let key = self.key(id)?;
        Ok(json!({
            "AWSAccountId": ACCOUNT_ID,
            "Arn": arn(id),
            "CreationDate": key.created,
            "Description": key.description,
            "Enabled": key.enabled,
            "KeyId": id,
            "KeyManager": "CUSTOMER",
            "KeySpec": SPEC,
            "KeyState": if key.enabled { "Enabled" } else { "Disabled" },
            "KeyUsage": USAGE,
            "MacAlgorithms": [ALGORITHM],
            "MultiRegion": false,
            "Origin": "AWS_KMS",
        }))
    }
}

fn arn(id: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/{id}")
}

/// Returns the default policy of a key. Source: "Default key policy", Developer Guide.
fn default_policy() -> String {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root") },
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(keys: &mut Keys, operation: &str, body: &Value) -> Result<Value, &'static str> {
        keys.call(operation, body.to_string().as_bytes()).map_err(|refusal| refusal.error_type)
    }

    fn with_secret(secret: &[u8]) -> Keys {
        let mut keys = Keys::default();
        call(&mut keys, "CreateKey", &json!({ "KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC" })).unwrap();
        keys.keys.first_entry().unwrap().get_mut().secret = STANDARD.encode(secret);
        keys
    }

    /// RFC 4231, test case 2.
    #[test]
    fn a_mac_is_that_of_the_standard() {
        let mut keys = with_secret(b"Jefe");
        let id = keys.keys.keys().next().unwrap().clone();
        let message = STANDARD.encode("what do ya want for nothing?");
        let request = json!({ "KeyId": id, "Message": message, "MacAlgorithm": "HMAC_SHA_256" });
        let answer = call(&mut keys, "GenerateMac", &request).unwrap();
        let expected = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00,
            0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43,
        ];
        assert_eq!(answer["Mac"], STANDARD.encode(expected));
    }

    #[test]
    fn what_the_local_kms_has_not_is_refused() {
        let mut keys = Keys::default();
        assert_eq!(call(&mut keys, "Encrypt", &json!({})), Err("UnknownOperationException"));
        assert_eq!(call(&mut keys, "CreateKey", &json!({})), Err("UnsupportedOperationException"));
        let other_use = json!({ "KeySpec": "HMAC_256", "KeyUsage": "SIGN_VERIFY" });
        assert_eq!(call(&mut keys, "CreateKey", &other_use), Err("UnsupportedOperationException"));
        assert_eq!(call(&mut keys, "DescribeKey", &json!({})), Err("SerializationException"));
        assert_eq!(call(&mut keys, "DescribeKey", &json!({ "KeyId": "alias/a" })), Err("NotFoundException"));
    }

    #[test]
    fn an_alias_leads_to_one_key() {
        let mut keys = with_secret(b"a");
        let id = keys.keys.keys().next().unwrap().clone();
        let mut alias =
            |name: &str| call(&mut keys, "CreateAlias", &json!({ "AliasName": name, "TargetKeyId": arn(&id) }));
        assert_eq!(alias("api-keys"), Err("InvalidAliasNameException"));
        assert_eq!(alias("alias/api-keys"), Ok(Value::Null));
        assert_eq!(alias("alias/api-keys"), Err("AlreadyExistsException"));
        for name in [
            id.clone(),
            arn(&id),
            "alias/api-keys".to_owned(),
            format!("arn:aws:kms:{REGION}:{ACCOUNT_ID}:alias/api-keys"),
        ] {
            assert_eq!(keys.resolve(&name), Ok(id.clone()), "{name}");
        }
    }
}
