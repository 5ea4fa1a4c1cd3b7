//! Requests that match no other route.

use contract::route::Method;
use contract::routes::{NotFound, all};
use runtime::ByAnyone;
use usecases::{Context, Failure, Outcome};

/// Refuses an unknown path, or an unknown method with the allowed ones.
///
/// # Errors
/// Always: `method_not_allowed` for a known path, else `not_found`.
pub async fn handle(_: &Context, request: ByAnyone<NotFound>) -> Outcome<NotFound> {
    let methods: Vec<&str> = all()
        .filter(|entry| entry.spec.match_path(&request.address).is_some())
        .filter_map(|entry| entry.spec.method().map(Method::name))
        .collect();
    if methods.is_empty() { Err(Failure::NOT_FOUND) } else { Err(Failure::MethodNotAllowed(methods.join(", "))) }
}
