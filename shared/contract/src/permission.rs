//! Permissions, and the rule that WRITE requires READ.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json::{FromJson, Json, Reader, names};

names! {
    /// Permission that a REST route requires of the calling application.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Permission {
        CustomersRead = "CUSTOMERS_READ",
        CustomersWrite = "CUSTOMERS_WRITE",
        BeneficiariesRead = "BENEFICIARIES_READ",
        BeneficiariesWrite = "BENEFICIARIES_WRITE",
        DocumentsRead = "DOCUMENTS_READ",
        DocumentsWrite = "DOCUMENTS_WRITE",
        CryptoRead = "CRYPTO_READ",
        PaymentsRead = "PAYMENTS_READ",
        PaymentsWrite = "PAYMENTS_WRITE",
        ScreeningRead = "SCREENING_READ",
        SupportRead = "SUPPORT_READ",
        SupportWrite = "SUPPORT_WRITE",
    }
}

impl Permission {
    /// Returns the READ permission that this WRITE permission requires.
    pub const fn needs(self) -> Option<Self> {
        match self {
            Self::CustomersWrite => Some(Self::CustomersRead),
            Self::BeneficiariesWrite => Some(Self::BeneficiariesRead),
            Self::DocumentsWrite => Some(Self::DocumentsRead),
            Self::PaymentsWrite => Some(Self::PaymentsRead),
            Self::SupportWrite => Some(Self::SupportRead),
            Self::CustomersRead
            | Self::BeneficiariesRead
            | Self::DocumentsRead
            | Self::CryptoRead
            | Self::PaymentsRead
            | Self::ScreeningRead
            | Self::SupportRead => None,
        }
    }
}

/// Set of permissions in which each WRITE has its READ.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet(u16);

/// WRITE permission without its READ.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("{write} requires {read}")]
pub struct WriteWithoutRead {
    write: Permission,
    read: Permission,
}

impl PermissionSet {
    /// Creates the set of `permissions`.
    ///
    /// # Errors
    /// [`WriteWithoutRead`] if a WRITE permission lacks its READ.
    pub fn new(permissions: impl IntoIterator<Item = Permission>) -> Result<Self, WriteWithoutRead> {
        let set = permissions.into_iter().fold(Self(0), |set, permission| Self(set.0 | set.bit(permission)));
        for write in set.iter() {
            if let Some(read) = write.needs().filter(|read| !set.contains(*read)) {
                return Err(WriteWithoutRead { write, read });
            }
        }
        Ok(set)
    }

    const fn bit(self, permission: Permission) -> u16 {
        1 << permission as u16
    }

    /// Returns true if the set contains `permission`.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & self.bit(permission) != 0
    }

    /// Returns the permissions, in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for PermissionSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for PermissionSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::<Permission>::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl FromJson for PermissionSet {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let permissions = Vec::<Permission>::from_json(value, at)?;
        Self::new(permissions).map_err(|error| at.refuse(error)).ok()
    }
}

impl JsonSchema for PermissionSet {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PermissionSet".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let item = generator.subschema_for::<Permission>();
        schemars::json_schema!({
            "type": "array", "uniqueItems": true, "items": item,
            "description": "Each WRITE permission requires the matching READ permission.",
            "examples": [["CUSTOMERS_READ", "CUSTOMERS_WRITE"]],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn write_requires_read() {
        for write in Permission::ALL {
            let Some(read) = write.needs() else {
                assert!(PermissionSet::new([write]).is_ok());
                continue;
            };
            assert_eq!(PermissionSet::new([write]), Err(WriteWithoutRead { write, read }));
            let both = PermissionSet::new([write, read]).unwrap();
            assert!(both.contains(write) && both.contains(read));
            assert_eq!(both.iter().count(), 2);
        }
    }

    #[test]
    fn names_are_those_of_the_api() {
        for permission in Permission::ALL {
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.name());
            assert_eq!(permission.name().parse::<Permission>().unwrap(), permission);
        }
        let told = "customers_read".parse::<Permission>().unwrap_err().to_string();
        assert!(Permission::ALL.iter().all(|permission| told.contains(permission.name())), "{told}");
        assert!(told.ends_with("not \"customers_read\""), "{told}");
    }
}
