//! Whatever no other route takes.

use contract::route::Method;
use contract::routes::{NotFound, all};
use runtime::ByAnyone;
use usecases::{Context, Failure, Outcome};

/// Says that there is no such path, or under which methods there is.
///
/// # Errors
/// Always: 400 for a path that can be read in two ways, 405 for a known one, else 404.
pub async fn handle(_: &Context, request: ByAnyone<NotFound>) -> Outcome<NotFound> {
    verify::check_path(&request.address).map_err(Failure::Refused)?;
    let methods: Vec<&str> = all()
        .filter(|entry| entry.spec.match_path(&request.address).is_some())
        .filter_map(|entry| entry.spec.method().map(Method::name))
        .collect();
    if methods.is_empty() { Err(Failure::NOT_FOUND) } else { Err(Failure::MethodNotAllowed(methods.join(", "))) }
}
