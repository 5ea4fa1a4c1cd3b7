//! GET /health

use contract::routes::{GetHealth, Health};
use runtime::ByAnyone;
use usecases::{Context, Outcome};

/// Reports that the function runs, without a call.
///
/// # Errors
/// Never fails.
pub async fn handle(_: &Context, _: ByAnyone<GetHealth>) -> Outcome<GetHealth> {
    Ok(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
