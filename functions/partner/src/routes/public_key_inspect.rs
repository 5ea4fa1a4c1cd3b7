//! POST /partner/v1/public-key/inspect

use contract::application::InspectedKey;
use contract::routes::InspectPublicKey;
use runtime::{ByConsoleUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::console_user::<InspectPublicKey, _>(handle)
}

/// Tells what was read of a pasted public key; reading the body judged it.
///
/// # Errors
/// None.
pub async fn handle(_: &Context, request: ByConsoleUser<InspectPublicKey>) -> Outcome<InspectPublicKey> {
    let public_key = request.input.body.public_key;
    Ok(InspectedKey { bits: public_key.bits(), fingerprint: public_key.fingerprint().clone(), public_key })
}
