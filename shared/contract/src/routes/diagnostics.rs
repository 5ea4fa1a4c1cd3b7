//! `/api/v1/signature`

use super::routes;
use crate::diagnosis::Diagnosis;
use crate::query::AnyQuery;
use crate::route::{AnyBody, Grant, RouteSpec};
use crate::table::Table::Replay;

routes! {
    area diagnostics;

    /// ANY /api/v1/signature/diagnose
    signature DiagnoseSignature = RouteSpec::any("signature-diagnose", "/api/v1/signature/diagnose")
        .any_application()
        .summary("Makes every check on this very request and tells what each said; uses up no `jti`.")
        .grants(&[Grant::get(Replay)]),
        query: AnyQuery,
        body: AnyBody,
        output: Diagnosis;
}
