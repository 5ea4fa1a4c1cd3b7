//! `/api/v1/signature`

use super::routes;
use crate::diagnosis::Diagnosis;
use crate::query::AnyQuery;
use crate::route::{AnyBody, Grant, RouteSpec};
use crate::table::Table::Replay;

routes! {
    area diagnostics;

    signature DiagnoseSignature = RouteSpec::any("signature-diagnose", "/api/v1/signature/diagnose")
        .any_application()
        .summary("Checks the signature of this request and returns the result of each check. Does not use up the `jti`.")
        .grants(&[Grant::get(Replay)]),
        query: AnyQuery, body: AnyBody, output: Diagnosis;
}
