//! POST /partner/v1/public-key/inspect

use contract::application::{AcceptedKey, InspectedKey};
use contract::routes::InspectPublicKey;
use contract::signing_key::SigningPublicKey;
use runtime::ByConsoleUser;
use usecases::{Context, Outcome};

/// Checks a pasted public key as its registration would.
///
/// # Errors
/// Never fails.
pub async fn handle(_: &Context, request: ByConsoleUser<InspectPublicKey>) -> Outcome<InspectPublicKey> {
    Ok(match request.input.body.public_key.as_str().parse::<SigningPublicKey>() {
        Ok(public_key) => InspectedKey {
            key: Some(AcceptedKey {
                bits: public_key.bits(),
                fingerprint: public_key.fingerprint().clone(),
                public_key,
            }),
            reason: None,
        },
        Err(refused) => InspectedKey { key: None, reason: Some(refused.to_string()) },
    })
}
