//! Audit history: changes with their authors, before and after.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{ApplicationId, AuditId, OrganizationId};
use crate::json::{list_query, names};
use crate::member::{Role, UserId};
use crate::time::Timestamp;
use crate::value::Email;

names! {
    /// Type of change.
    pub enum AuditAction {
        OrganizationCreated = "ORGANIZATION_CREATED",
        OrganizationRenamed = "ORGANIZATION_RENAMED",
        OrganizationDisabled = "ORGANIZATION_DISABLED",
        OrganizationEnabled = "ORGANIZATION_ENABLED",
        MemberAdded = "MEMBER_ADDED",
        MemberRemoved = "MEMBER_REMOVED",
        ApplicationCreated = "APPLICATION_CREATED",
        ApplicationRenamed = "APPLICATION_RENAMED",
        PermissionsChanged = "PERMISSIONS_CHANGED",
        SourceIpsChanged = "SOURCE_IPS_CHANGED",
        HeaderRulesChanged = "HEADER_RULES_CHANGED",
        ApplicationEnabled = "APPLICATION_ENABLED",
        ApplicationDisabled = "APPLICATION_DISABLED",
        ApplicationDeleted = "APPLICATION_DELETED",
        SigningKeyReplaced = "SIGNING_KEY_REPLACED",
        ApiKeyCreated = "API_KEY_CREATED",
        ApiKeyExpiring = "API_KEY_EXPIRING",
        ApiKeyRevoked = "API_KEY_REVOKED",
        HmacKeyRotated = "HMAC_KEY_ROTATED",
        CustomerReviewed = "CUSTOMER_REVIEWED",
        BeneficiaryReviewed = "BENEFICIARY_REVIEWED",
        PaymentReviewed = "PAYMENT_REVIEWED",
        ScreeningDecided = "SCREENING_DECIDED",
        ScreeningRepeated = "SCREENING_REPEATED",
        RatesReplaced = "RATES_REPLACED",
    }
}

/// User who made a change.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    /// User id.
    pub user_id: UserId,
    /// E-mail address at the time of the change.
    pub email: Email,
    /// Role at the time of the change.
    pub role: Role,
}

/// Audit entry. It is written in the transaction of the change, and never changed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Audit entry id.
    pub id: AuditId,
    /// Time of the change.
    pub at: Timestamp,
    /// Type of the change.
    #[schemars(example = &"PERMISSIONS_CHANGED")]
    pub action: AuditAction,
    /// User who made the change.
    pub actor: AuditActor,
    /// Organization concerned; `null` if the change concerns the whole deployment.
    pub organization_id: Option<OrganizationId>,
    /// API application concerned.
    pub application_id: Option<ApplicationId>,
    /// Id of the customer, beneficiary, payment, screening subject or rate table concerned.
    #[schemars(extend("x-example" = false))]
    pub record_id: Option<String>,
    /// Values before the change. They contain no secret.
    #[schemars(example = serde_json::json!({ "permissions": ["CUSTOMERS_READ"] }))]
    pub before: Option<Value>,
    /// Values after the change. They contain no secret.
    #[schemars(example = serde_json::json!({ "permissions": ["CUSTOMERS_READ", "CUSTOMERS_WRITE"] }))]
    pub after: Option<Value>,
    /// IP address of the request.
    #[schemars(example = &"203.0.113.7")]
    pub source_ip: String,
    /// Id of the request.
    #[schemars(example = &"JKJaXmPLvHcESHA=")]
    pub request_id: String,
}

list_query! {
    /// Filters of an organization's audit history.
    pub struct AuditQuery {
        /// Application to filter by. You can name a deleted one.
        pub application_id: Option<ApplicationId>,
        /// User to filter by: the author of the changes.
        pub actor_id: Option<UserId>,
        /// Type of change to filter by.
        pub action: Option<AuditAction>,
        /// Earliest time of the changes, inclusive.
        pub from: Option<Timestamp>,
        /// Latest time of the changes, exclusive.
        pub to: Option<Timestamp>,
    }
}

list_query! {
    /// Filters of the audit history of all organizations.
    pub struct AdminAuditQuery {
        /// Organization to filter by.
        pub organization_id: Option<OrganizationId>,
        /// Application to filter by. You can name a deleted one.
        pub application_id: Option<ApplicationId>,
        /// User to filter by: the author of the changes.
        pub actor_id: Option<UserId>,
        /// Type of change to filter by.
        pub action: Option<AuditAction>,
        /// Earliest time of the changes, inclusive.
        pub from: Option<Timestamp>,
        /// Latest time of the changes, exclusive.
        pub to: Option<Timestamp>,
    }
}

impl AdminAuditQuery {
    /// Splits the query into its organization and the other filters.
    pub fn split(self) -> (Option<OrganizationId>, AuditQuery) {
        let Self { organization_id, application_id, actor_id, action, from, to, cursor, limit } = self;
        (organization_id, AuditQuery { application_id, actor_id, action, from, to, cursor, limit })
    }
}
