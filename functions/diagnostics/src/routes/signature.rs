//! ANY /api/v1/signature/diagnose

use contract::routes::DiagnoseSignature;
use runtime::{Context, Diagnosed, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::diagnosis::<DiagnoseSignature, _>(handle)
}

/// Tells what each check said of this very request.
///
/// # Errors
/// None of its own.
pub async fn handle(_: &Context, request: Diagnosed) -> Outcome<DiagnoseSignature> {
    Ok(request.0)
}
