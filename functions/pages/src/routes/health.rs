//! GET /health

use contract::routes::{GetHealth, Health};
use runtime::ByAnyone;
use usecases::{Context, Outcome};

/// Tells that the service runs; asks nobody.
///
/// # Errors
/// None.
pub async fn handle(_: &Context, _: ByAnyone<GetHealth>) -> Outcome<GetHealth> {
    Ok(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
