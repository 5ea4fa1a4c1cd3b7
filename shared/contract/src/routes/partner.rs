//! `/partner/v1`

use super::routes;
use crate::application::{Application, ApplicationCreated, NewApplication};
use crate::id::ApplicationId;
use crate::member::Me;
use crate::page::{Page, PageQuery};
use crate::route::{Grant, RouteSpec};
use crate::table::Table::{Access, Audit, Usage};

routes! {
    area partner;

    /// GET /partner/v1/me
    me GetMe = RouteSpec::get("partner-me", "/partner/v1/me")
        .partner_user()
        .summary("Tells who is signed in, and for which organization."),
        output: Me;

    /// GET /partner/v1/api-applications
    applications_list ListApplications = RouteSpec::get("partner-applications-list", "/partner/v1/api-applications")
        .partner_user()
        .summary("Lists the organization's API applications, newest first.")
        .grants(&[Grant::query(Access), Grant::batch_get(Access), Grant::query(Usage)]),
        query: PageQuery,
        output: Page<Application>;

    /// POST /partner/v1/api-applications
    applications_create CreateApplication = RouteSpec::post("partner-applications-create", "/partner/v1/api-applications")
        .partner_user()
        .summary("Creates an API application; the answer bears its API key, this once.")
        .creates()
        .grants(&[
            Grant::put(Access),
            Grant::update(Access),
            Grant::put(Audit),
            Grant::HmacKey,
        ]),
        body: NewApplication,
        output: ApplicationCreated;

    /// GET /partner/v1/api-applications/{id}
    applications_get GetApplication = RouteSpec::get("partner-applications-get", "/partner/v1/api-applications/{id}")
        .partner_user()
        .summary("Reads an API application with its keys, never a secret.")
        .grants(&[Grant::query(Usage)]),
        path: ApplicationId,
        output: Application;
}
