//! The tables, by who may write them.

/// A DynamoDB table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    /// Organizations, members, applications. Nothing that serves partners' services may write it.
    Access,
    /// Used `jti`s and idempotency records; all of it expires.
    Replay,
    /// When credentials were last used, and refused requests; all of it expires.
    Usage,
    /// The audit history: append only.
    Audit,
    /// Customers and their activity.
    Customers,
    /// Beneficiaries and their activity.
    Beneficiaries,
    /// Support tickets and their messages.
    Support,
    /// Quotes and payments.
    Payments,
    /// What quotes are priced from. Nothing that serves partners' services may write it.
    Rates,
    /// What screening found, and what was decided of it.
    Screening,
    /// What there is to know of documents, but for their content, and how often each is attached. Uploads that are
    /// not confirmed expire.
    Documents,
}

/// How the items of a table are found and when they go.
#[derive(Clone, Copy, Debug)]
pub struct TableShape {
    /// Whether there is a sort key `sk` beside the partition key `pk`.
    pub sorted: bool,
    /// The attribute with the Unix second at which DynamoDB may delete an item.
    pub ttl: Option<&'static str>,
    /// Secondary indexes.
    pub indexes: &'static [Index],
}

/// A global secondary index that projects whole items.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its partition key, a string.
    pub partition: &'static str,
    /// Its sort key, a string.
    pub sort: &'static str,
}

/// Finds the audit history of an application.
pub const BY_APPLICATION: Index = Index { name: "by-application", partition: "applicationId", sort: "sk" };
/// Finds what a person did.
pub const BY_ACTOR: Index = Index { name: "by-actor", partition: "actorId", sort: "sk" };
/// Finds the audit history of all organizations. One partition: people make few entries, programs none.
pub const ALL_AUDIT: Index = Index { name: "all", partition: "scope", sort: "sk" };
/// Finds an area's records by their status.
pub const BY_STATUS: Index = Index { name: "by-status", partition: "statusPk", sort: "sk" };

/// Finds an area's records of all organizations by their status.
pub const BY_QUEUE: Index = Index { name: "by-queue", partition: "queue", sort: "sk" };

/// Finds an organization's payments by their customer.
pub const BY_CUSTOMER: Index = Index { name: "by-customer", partition: "customerPk", sort: "sk" };

/// Finds an organization's payments by their customer and status.
pub const BY_CUSTOMER_STATUS: Index = Index { name: "by-customer-status", partition: "customerStatusPk", sort: "sk" };

impl Table {
    /// All of them.
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

    /// The name, without the deployment's prefix.
    #[must_use]
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

    /// Keys, indexes and expiry.
    #[must_use]
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
