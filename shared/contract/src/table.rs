//! DynamoDB tables, separated by who may write them.

/// A DynamoDB table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    /// Organizations, members, applications. No function of the partner API may write it.
    Access,
    /// Used `jti`s and idempotency records. All of them expire.
    Replay,
    /// Last use of credentials, and refused requests. All of them expire.
    Usage,
    /// Append-only audit history.
    Audit,
    /// Customers and their activity.
    Customers,
    /// Beneficiaries and their activity.
    Beneficiaries,
    /// Support tickets and their messages.
    Support,
    /// Quotes and payments.
    Payments,
    /// Rate tables and prices for quotes. No function of the partner API may write it.
    Rates,
    /// Screening results and decisions.
    Screening,
    /// Document metadata and attachment counts. Unconfirmed uploads expire.
    Documents,
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
    /// All tables.
    pub const ALL: [Self; 11] = [
        Self::Access,
        Self::Replay,
        Self::Usage,
        Self::Audit,
        Self::Customers,
        Self::Beneficiaries,
        Self::Support,
        Self::Payments,
        Self::Rates,
        Self::Screening,
        Self::Documents,
    ];

    /// Returns the name without the deployment's prefix.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Replay => "replay",
            Self::Usage => "usage",
            Self::Audit => "audit",
            Self::Customers => "customers",
            Self::Beneficiaries => "beneficiaries",
            Self::Support => "support",
            Self::Payments => "payments",
            Self::Rates => "rates",
            Self::Screening => "screening",
            Self::Documents => "documents",
        }
    }

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
