//! DynamoDB tables, separated by who may write them.

use crate::json::named;

named! {
    /// DynamoDB table, by its name without the deployment's prefix.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Table {
        /// Organizations, members, applications. No function of the partner API may write it.
        Access = "access",
        /// Used `jti`s and idempotency records. All of them expire.
        Replay = "replay",
        /// Last use of credentials, and refused requests. All of them expire.
        Usage = "usage",
        /// Append-only audit history.
        Audit = "audit",
        /// Customers and their activity.
        Customers = "customers",
        /// Beneficiaries and their activity.
        Beneficiaries = "beneficiaries",
        /// Support tickets and their messages.
        Support = "support",
        /// Quotes and payments.
        Payments = "payments",
        /// Rate tables and prices for quotes. No function of the partner API may write it.
        Rates = "rates",
        /// Screening results and decisions.
        Screening = "screening",
        /// Document metadata and attachment counts. Unconfirmed uploads expire.
        Documents = "documents",
    }
}

/// Key schema, indexes and time to live of a table.
#[derive(Clone, Copy, Debug)]
pub struct TableShape {
    /// True if the table has a sort key `sk`.
    pub sorted: bool,
    /// Attribute with the Unix second after which DynamoDB may delete an item.
    pub ttl: Option<&'static str>,
    /// Secondary indexes.
    pub indexes: &'static [Index],
}

/// A global secondary index that projects whole items.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Name of the index.
    pub name: &'static str,
    /// Partition key, a string.
    pub partition: &'static str,
    /// Sort key, a string.
    pub sort: &'static str,
}

/// Audit history of an application.
pub const BY_APPLICATION: Index = Index { name: "by-application", partition: "applicationId", sort: "sk" };
/// Audit history of an actor.
pub const BY_ACTOR: Index = Index { name: "by-actor", partition: "actorId", sort: "sk" };
/// Audit history of all organizations. One partition suffices: it holds only people's actions.
pub const ALL_AUDIT: Index = Index { name: "all", partition: "scope", sort: "sk" };
/// An area's records of one organization by status.
pub const BY_STATUS: Index = Index { name: "by-status", partition: "statusPk", sort: "sk" };

/// An area's records of all organizations by status.
pub const BY_QUEUE: Index = Index { name: "by-queue", partition: "queue", sort: "sk" };

/// An organization's payments by customer.
pub const BY_CUSTOMER: Index = Index { name: "by-customer", partition: "customerPk", sort: "sk" };

/// An organization's payments by customer and status.
pub const BY_CUSTOMER_STATUS: Index = Index { name: "by-customer-status", partition: "customerStatusPk", sort: "sk" };

impl Table {
    /// Returns keys, indexes and time to live.
    pub const fn shape(self) -> TableShape {
        match self {
            Self::Access | Self::Rates => TableShape { sorted: true, ttl: None, indexes: &[] },
            Self::Audit => TableShape { sorted: true, ttl: None, indexes: &[BY_APPLICATION, BY_ACTOR, ALL_AUDIT] },
            Self::Replay => TableShape { sorted: false, ttl: Some("ttl"), indexes: &[] },
            Self::Usage | Self::Documents => TableShape { sorted: true, ttl: Some("ttl"), indexes: &[] },
            Self::Customers | Self::Beneficiaries | Self::Support | Self::Screening => {
                TableShape { sorted: true, ttl: None, indexes: &[BY_STATUS, BY_QUEUE] }
            }
            Self::Payments => {
                TableShape { sorted: true, ttl: None, indexes: &[BY_STATUS, BY_QUEUE, BY_CUSTOMER, BY_CUSTOMER_STATUS] }
            }
        }
    }
}
