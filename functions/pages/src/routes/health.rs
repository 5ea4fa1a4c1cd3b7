//! GET /health

use contract::routes::{GetHealth, Health};
use runtime::{Context, Endpoint, Open, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::open::<GetHealth, _>(handle)
}

/// Tells that the service runs; asks nobody.
///
/// # Errors
/// None.
pub async fn handle(_: &Context, _: Open<GetHealth>) -> Outcome<GetHealth> {
    Ok(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
