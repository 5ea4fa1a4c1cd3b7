//! Whatever no other route takes.

use contract::route::Method;
use contract::routes::{NotFound, all};
use runtime::ByAnyone;
use usecases::{Context, Failure, Outcome};

/// Says that there is no such path, or under which methods there is.
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
