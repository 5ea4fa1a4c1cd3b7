//! `/admin/v1`

use super::partner::{CHANGE, CHANGE_NAMES, CHANGE_SIGNING_KEY, CHANGE_WITH_KEY, CREATE, DELETE, LIST};
use super::routes;
use crate::api_key::ApiKeyId;
use crate::application::{Application, ApplicationPatch, ApplicationWithKey, NewApiKey, NewApplication, NewSigningKey};
use crate::audit::{AdminAuditQuery, AuditEntry};
use crate::code::Code;
use crate::id::{ApplicationId, OrganizationId};
use crate::member::{Membership, NewMember, UserId};
use crate::organization::{NewOrganization, Organization, OrganizationPatch, OrganizationQuery};
use crate::page::{Page, PageQuery};
use crate::refused_request::RefusedRequest;
use crate::route::{Grant, NoContent, RouteSpec};
use crate::table::Table::{Access, Audit, Usage};
use crate::table::{ALL_AUDIT, BY_ACTOR, BY_APPLICATION};

routes! {
    area admin;

    organizations_list AdminListOrganizations = RouteSpec::get("admin-organizations-list", "/admin/v1/organizations")
        .nuvera_admin()
        .summary("Lists partner organizations, newest first.")
        .grants(&[Grant::query(Access), Grant::batch_get(Access)]),
        query: OrganizationQuery, output: Page<Organization>;

    organizations_create AdminCreateOrganization = RouteSpec::post("admin-organizations-create", "/admin/v1/organizations")
        .nuvera_admin()
        .summary("Creates a partner organization.")
        .creates()
        .idempotent()
        .grants(&[Grant::put(Access), Grant::put(Audit)]),
        body: NewOrganization, output: Organization;

    organizations_get AdminGetOrganization = RouteSpec::get("admin-organizations-get", "/admin/v1/organizations/{org}")
        .nuvera_admin()
        .summary("Gets a partner organization."),
        path: OrganizationId, output: Organization;

    organizations_update AdminUpdateOrganization = RouteSpec::patch("admin-organizations-update", "/admin/v1/organizations/{org}")
        .nuvera_admin()
        .summary("Renames, disables or enables a partner organization. While it is disabled, all its applications are refused.")
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(&[Grant::query(Access), Grant::batch_get(Access), Grant::update(Access), Grant::check(Access), Grant::put(Audit)]),
        path: OrganizationId, body: OrganizationPatch, output: Organization;

    members_list AdminListMembers = RouteSpec::get("admin-members-list", "/admin/v1/organizations/{org}/members")
        .nuvera_admin()
        .summary("Lists an organization's members, newest first.")
        .grants(&[Grant::query(Access), Grant::batch_get(Access)]),
        path: OrganizationId, query: PageQuery, output: Page<Membership>;

    members_put AdminPutMember = RouteSpec::put("admin-members-put", "/admin/v1/organizations/{org}/members/{userId}")
        .nuvera_admin()
        .summary("Makes a user a member of an organization.")
        .refuses(&[Code::Conflict])
        .grants(&[Grant::put(Access), Grant::check(Access), Grant::put(Audit)]),
        path: (OrganizationId, UserId), body: NewMember, output: Membership;

    members_delete AdminDeleteMember = RouteSpec::delete("admin-members-delete", "/admin/v1/organizations/{org}/members/{userId}")
        .nuvera_admin()
        .summary("Removes a member. Their requests are refused from now on.")
        .no_content()
        .refuses(&[Code::Conflict])
        .grants(&[Grant::delete(Access), Grant::put(Audit)]),
        path: (OrganizationId, UserId), output: NoContent;

    applications_list AdminListApplications = RouteSpec::get("admin-applications-list", "/admin/v1/organizations/{org}/api-applications")
        .nuvera_admin()
        .summary("Lists an organization's API applications, newest first.")
        .grants(LIST),
        path: OrganizationId, query: PageQuery, output: Page<Application>;

    applications_create AdminCreateApplication = RouteSpec::post("admin-applications-create", "/admin/v1/organizations/{org}/api-applications")
        .nuvera_admin()
        .summary("Creates an API application for an organization. The answer shows its API key, only this once, for handing over.")
        .creates()
        .idempotent()
        .refuses(&[Code::Conflict, Code::ApplicationDisabled])
        .grants(CREATE),
        path: OrganizationId, body: NewApplication, output: ApplicationWithKey;

    applications_get AdminGetApplication = RouteSpec::get("admin-applications-get", "/admin/v1/organizations/{org}/api-applications/{id}")
        .nuvera_admin()
        .summary("Gets an organization's API application with its keys, without secrets.")
        .grants(&[Grant::query(Usage)]),
        path: (OrganizationId, ApplicationId), output: Application;

    applications_update AdminUpdateApplication = RouteSpec::patch("admin-applications-update", "/admin/v1/organizations/{org}/api-applications/{id}")
        .nuvera_admin()
        .summary("Changes the name, permissions or source addresses of an organization's API application, or enables or disables it.")
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_NAMES),
        path: (OrganizationId, ApplicationId), body: ApplicationPatch, output: Application;

    applications_delete AdminDeleteApplication = RouteSpec::delete("admin-applications-delete", "/admin/v1/organizations/{org}/api-applications/{id}")
        .nuvera_admin()
        .summary("Deletes an organization's API application. Its keys are refused from now on.")
        .no_content()
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(DELETE),
        path: (OrganizationId, ApplicationId), output: NoContent;

    signing_key_replace AdminReplaceSigningKey = RouteSpec::put("admin-signing-key-replace", "/admin/v1/organizations/{org}/api-applications/{id}/signing-key")
        .nuvera_admin()
        .summary("Replaces the signing key of an organization's API application.")
        .conditional()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_SIGNING_KEY),
        path: (OrganizationId, ApplicationId), body: NewSigningKey, output: Application;

    api_keys_create AdminCreateApiKey = RouteSpec::post("admin-api-keys-create", "/admin/v1/organizations/{org}/api-applications/{id}/api-keys")
        .nuvera_admin()
        .summary("Creates an API key for an organization's application. The answer shows it, only this once, for handing over.")
        .creates()
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict])
        .grants(CHANGE_WITH_KEY),
        path: (OrganizationId, ApplicationId), body: NewApiKey, output: ApplicationWithKey;

    api_keys_revoke AdminRevokeApiKey = RouteSpec::post("admin-api-keys-revoke", "/admin/v1/organizations/{org}/api-applications/{id}/api-keys/{keyId}/revoke")
        .nuvera_admin()
        .summary("Revokes an API key of an organization's application for good.")
        .conditional()
        .idempotent()
        .refuses(&[Code::Conflict])
        .grants(CHANGE),
        path: (OrganizationId, ApplicationId, ApiKeyId), output: Application;

    refusals AdminListRefusals = RouteSpec::get("admin-refusals", "/admin/v1/organizations/{org}/api-applications/{id}/refusals")
        .nuvera_admin()
        .summary("Lists refused requests of the last 7 days that named an organization's application, newest first.")
        .grants(&[Grant::query(Usage)]),
        path: (OrganizationId, ApplicationId), query: PageQuery, output: Page<RefusedRequest>;

    audit AdminListAudit = RouteSpec::get("admin-audit", "/admin/v1/audit")
        .nuvera_admin()
        .summary("Lists the audit history of all organizations, or of one, newest first.")
        .grants(&[
            Grant::query(Audit), Grant::index(Audit, BY_APPLICATION), Grant::index(Audit, BY_ACTOR),
            Grant::index(Audit, ALL_AUDIT),
        ]),
        query: AdminAuditQuery, output: Page<AuditEntry>;
}
