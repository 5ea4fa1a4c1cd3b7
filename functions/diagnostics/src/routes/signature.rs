//! ANY /api/v1/signature/diagnose

use contract::routes::DiagnoseSignature;
use runtime::Diagnosed;
use usecases::{Context, Outcome};

/// Returns the outcome of each check for this request.
///
/// # Errors
/// Never fails by itself.
pub async fn handle(_: &Context, request: Diagnosed) -> Outcome<DiagnoseSignature> {
    Ok(request.0)
}
