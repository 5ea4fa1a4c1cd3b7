//! The audit history: who changed what, before and after.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{ApplicationId, AuditId, OrganizationId};
use crate::json::{names, object};
use crate::member::{Role, UserId};
use crate::page::{Limit, Position};
use crate::time::Timestamp;
use crate::value::Email;

names! {
    /// What was done.
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

/// Who did it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    /// The person.
    pub user_id: UserId,
    /// Their e-mail address then.
    pub email: Email,
    /// What they were then.
    pub role: Role,
}

/// One entry: written in the transaction of the change, and never changed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    #[schemars(example = &"PERMISSIONS_CHANGED")]
    pub action: AuditAction,
    /// Who did it.
    pub actor: AuditActor,
    /// To which organization; absent where it concerns the deployment.
    pub organization_id: Option<OrganizationId>,
    /// To which application.
    pub application_id: Option<ApplicationId>,
    /// Customer, beneficiary, payment, screening subject or rate table that the entry concerns.
    #[schemars(extend("x-example" = false))]
    pub record_id: Option<String>,
    /// What it was before; never a secret.
    #[schemars(example = serde_json::json!({ "permissions": ["CUSTOMERS_READ"] }))]
    pub before: Option<Value>,
    /// What it is since; never a secret.
    #[schemars(example = serde_json::json!({ "permissions": ["CUSTOMERS_READ", "CUSTOMERS_WRITE"] }))]
    pub after: Option<Value>,
    /// From which address.
    #[schemars(example = &"203.0.113.7")]
    pub source_ip: String,
    /// In which request.
    #[schemars(example = &"JKJaXmPLvHcESHA=")]
    pub request_id: String,
}

object! {
    /// Which part of an organization's audit history.
    pub struct AuditQuery {
        /// Only what concerns this application, deleted ones included.
        pub application_id: Option<ApplicationId>,
        /// Only what this person did.
        pub actor_id: Option<UserId>,
        /// Only what is of this kind.
        pub action: Option<AuditAction>,
        /// Only what was done at or after this time.
        pub from: Option<Timestamp>,
        /// Only what was done before this time.
        pub to: Option<Timestamp>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}

object! {
    /// Which part of the audit history of all organizations.
    pub struct AdminAuditQuery {
        /// Only what concerns this organization.
        pub organization_id: Option<OrganizationId>,
        /// Only what concerns this application, deleted ones included.
        pub application_id: Option<ApplicationId>,
        /// Only what this person did.
        pub actor_id: Option<UserId>,
        /// Only what is of this kind.
        pub action: Option<AuditAction>,
        /// Only what was done at or after this time.
        pub from: Option<Timestamp>,
        /// Only what was done before this time.
        pub to: Option<Timestamp>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}

impl AdminAuditQuery {
    /// The organization asked for, if one is, and the rest of the query.
    #[must_use]
    pub fn split(self) -> (Option<OrganizationId>, AuditQuery) {
        let Self { organization_id, application_id, actor_id, action, from, to, cursor, limit } = self;
        (organization_id, AuditQuery { application_id, actor_id, action, from, to, cursor, limit })
    }
}
