//! ANY /api/v1/signature/diagnose

use contract::routes::DiagnoseSignature;
use runtime::Diagnosed;
use usecases::{Context, Outcome};

/// Tells what each check said of this very request.
///
/// # Errors
/// None of its own.
pub async fn handle(_: &Context, request: Diagnosed) -> Outcome<DiagnoseSignature> {
    Ok(request.0)
}
