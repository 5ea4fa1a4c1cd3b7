//! `/api/v1/signature`

use super::routes;
use crate::diagnosis::Diagnosis;
use crate::query::AnyQuery;
use crate::route::{AnyBody, RouteSpec};

routes! {
    area signature;

    /// ANY /api/v1/signature/diagnose
    diagnose DiagnoseSignature = RouteSpec::any("signature-diagnose", "/api/v1/signature/diagnose")
        .any_application()
        .summary("Makes every check on this very request and tells what each said; uses up no `jti`."),
        query: AnyQuery,
        body: AnyBody,
        output: Diagnosis;
}
