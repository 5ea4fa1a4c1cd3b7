//! `/partner/v1`

use super::routes;
use crate::api_key::ApiKeyId;
use crate::application::{
    Application, ApplicationPatch, ApplicationWithKey, InspectedKey, NewApiKey, NewApplication, NewSigningKey,
    PastedKey,
};
use crate::audit::{AuditEntry, AuditQuery};
use crate::code::Code;
use crate::id::ApplicationId;
use crate::member::Me;
use crate::page::{Page, PageQuery};
use crate::refused_request::RefusedRequest;
use crate::route::{Grant, NoContent, RouteSpec};
use crate::table::Table::{Access, Audit, Usage};

/// Grants for changing an application, with its audit history.
pub(super) const CHANGE: &[Grant] = &[Grant::put(Access), Grant::query(Usage), Grant::put(Audit)];
/// Grants for a change that may rename the application.
pub(super) const CHANGE_NAMES: &[Grant] =
    &[Grant::put(Access), Grant::delete(Access), Grant::query(Usage), Grant::put(Audit)];
/// Grants for replacing a signing key. It is compared with all registered keys.
pub(super) const CHANGE_SIGNING_KEY: &[Grant] = &[
    Grant::query(Access),
    Grant::put(Access),
    Grant::update(Access),
    Grant::delete(Access),
    Grant::query(Usage),
    Grant::put(Audit),
];
/// Further grants for a new API key, besides those for a change.
pub(super) const CHANGE_WITH_KEY: &[Grant] =
    &[Grant::put(Access), Grant::query(Usage), Grant::put(Audit), Grant::HmacKey];
/// Grants for creating an application.
pub(super) const CREATE: &[Grant] =
    &[Grant::query(Access), Grant::put(Access), Grant::update(Access), Grant::put(Audit), Grant::HmacKey];
/// Grants for deleting an application.
pub(super) const DELETE: &[Grant] = &[Grant::update(Access), Grant::delete(Access), Grant::put(Audit)];
/// Grants for listing applications.
pub(super) const LIST: &[Grant] = &[Grant::query(Access), Grant::batch_get(Access), Grant::query(Usage)];

routes! {
    area partner;

    me GetMe = RouteSpec::get("partner-me", "/partner/v1/me")
        .console_user()
        .summary("Gets the signed-in user: a partner user with the organization, or a Nuvera admin."),
        output: Me;

    public_key_inspect InspectPublicKey = RouteSpec::post("partner-public-key-inspect", "/partner/v1/public-key/inspect")
        .console_user()
        .summary("Checks a public key like a registration would, and returns its form, size and fingerprint. The key is not stored.")
        .idempotent(),
        body: PastedKey, output: InspectedKey;

    applications_list ListApplications = RouteSpec::get("partner-applications-list", "/partner/v1/api-applications")
        .partner_user()
        .summary("Lists the organization's API applications, newest first.")
        .grants(LIST),
        query: PageQuery, output: Page<Application>;

    applications_create CreateApplication = RouteSpec::post("partner-applications-create", "/partner/v1/api-applications")
        .partner_user()
        .summary("Creates an API application. The answer shows its API key, only this once.")
        .creates()
        .idempotent()
        .refuses(&[Code::Conflict, Code::ApplicationDisabled])
        .grants(CREATE),
        body: NewApplication, output: ApplicationWithKey;

    applications_get GetApplication = RouteSpec::get("partner-applications-get", "/partner/v1/api-applications/{id}")
        .partner_user()
        .summary("Gets an API application with its keys, without secrets.")
        .grants(&[Grant::query(Usage)]),
        path: ApplicationId, output: Application;

    applications_update UpdateApplication = RouteSpec::patch("partner-applications-update", "/partner/v1/api-applications/{id}")
        .partner_user()
        .summary("Changes an API application's name, permissions or source addresses, or enables or disables it.")
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_NAMES),
        path: ApplicationId, body: ApplicationPatch, output: Application;

    applications_delete DeleteApplication = RouteSpec::delete("partner-applications-delete", "/partner/v1/api-applications/{id}")
        .partner_user()
        .summary("Deletes an API application. Its keys are refused from now on. Its audit history is kept.")
        .no_content()
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(DELETE),
        path: ApplicationId, output: NoContent;

    signing_key_replace ReplaceSigningKey = RouteSpec::put("partner-signing-key-replace", "/partner/v1/api-applications/{id}/signing-key")
        .partner_user()
        .summary("Replaces the signing key. The replaced key stays valid during the grace period.")
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_SIGNING_KEY),
        path: ApplicationId, body: NewSigningKey, output: Application;

    api_keys_create CreateApiKey = RouteSpec::post("partner-api-keys-create", "/partner/v1/api-applications/{id}/api-keys")
        .partner_user()
        .summary("Creates an API key, in addition to the others or to replace them. The answer shows it, only this once.")
        .creates()
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_WITH_KEY),
        path: ApplicationId, body: NewApiKey, output: ApplicationWithKey;

    api_keys_revoke RevokeApiKey = RouteSpec::post("partner-api-keys-revoke", "/partner/v1/api-applications/{id}/api-keys/{keyId}/revoke")
        .partner_user()
        .summary("Revokes an API key for good. It is refused from now on.")
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict])
        .grants(CHANGE),
        path: (ApplicationId, ApiKeyId), output: Application;

    refusals ListRefusals = RouteSpec::get("partner-refusals", "/partner/v1/api-applications/{id}/refusals")
        .partner_user()
        .summary("Lists refused requests of the last 7 days that named the application, newest first.")
        .grants(&[Grant::query(Usage)]),
        path: ApplicationId, query: PageQuery, output: Page<RefusedRequest>;

    audit ListAudit = RouteSpec::get("partner-audit", "/partner/v1/audit")
        .partner_user()
        .summary("Lists the organization's audit history, newest first.")
        .grants(&[Grant::query(Audit)]),
        query: AuditQuery, output: Page<AuditEntry>;
}
