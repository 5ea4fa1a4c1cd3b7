//! Codes with which a route refuses requests: declared by it, or following from its declaration.

use super::{Access, Idempotency, Media, RouteSpec};
use crate::code::Code::{self, *};

/// Codes of a partner's credentials.
const CREDENTIALS: [Code; 24] = [
    ApiKeyMissing, SignatureMissing, ApiKeyInvalid, TokenMalformed, TokenAlgorithm, TokenClaimMissing,
    TokenClaimInvalid, TokenDuplicateName, TokenCriticalHeader, TokenIssuer, TokenAudience, TokenSubjectMismatch,
    TokenExpired, TokenNotYetValid, TokenLifetimeTooLong, TokenMethodMismatch, TokenUriMismatch, TokenBodyHashMismatch,
    TokenHeaderMismatch, TokenHeaderUnsigned, SignatureInvalid, ApiKeyRevoked, ApiKeyExpired, ReplayDetected,
];

/// Returns the codes with which a route refuses requests, in the order of [`Code::ALL`].
///
/// `media` is that of its body; `ignores_query` is true for a route that reads no query and refuses none.
#[must_use]
pub fn codes(spec: &RouteSpec, media: Media, ignores_query: bool) -> Vec<Code> {
    let can_refuse = |code: &Code| spec.refuses.contains(code) || follows(*code, spec, media, ignores_query);
    Code::ALL.iter().copied().filter(can_refuse).collect()
}

/// Returns true for a code that every route of such a declaration has.
fn follows(code: Code, spec: &RouteSpec, media: Media, ignores_query: bool) -> bool {
    let access = spec.access();
    let judged = access.is_for_services();
    let person = access.is_for_people();
    // The route of any application reports the result of each check, and refuses nothing.
    if access == Access::AnyApplication {
        return matches!(code, RateLimited | InternalError | DependencyUnavailable);
    }
    let has_parameters = spec.paths().any(|path| path.contains('{'));
    let keeps_answers = spec.idempotency() != Idempotency::Ignored;
    match code {
        RequestPathInvalid => has_parameters,
        HeaderDuplicated => judged,
        BodyTooLarge | ContentEncodingUnsupported => judged || person,
        BodyInvalid => media != Media::Any,
        MediaTypeUnsupported | ValidationFailed => matches!(media, Media::Json | Media::Form),
        ParameterInvalid => !ignores_query || keeps_answers,
        AccessTokenMissing | AccessTokenInvalid | RoleDenied => person,
        ApplicationDisabled | SourceIpNotAllowed | PermissionDenied => judged,
        NotFound => has_parameters,
        // A repeated request learns that its record is gone.
        Conflict => keeps_answers,
        PreconditionFailed => spec.is_conditional(),
        IdempotencyKeyInUse | IdempotencyKeyReused => keeps_answers,
        RateLimited | InternalError => true,
        DependencyUnavailable => judged || person,
        // Another route answers for methods that a path does not take.
        MethodNotAllowed | StateConflict => false,
        credential => judged && CREDENTIALS.contains(&credential),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> Vec<Code> {
        crate::routes::all().find(|entry| entry.spec.id() == id).unwrap().codes()
    }

    #[test]
    fn a_judged_route_can_refuse_credentials() {
        let get = of("customers-get");
        assert!(CREDENTIALS.iter().all(|code| get.contains(code)));
        assert!([NotFound, PermissionDenied, DependencyUnavailable].iter().all(|code| get.contains(code)));
        for code in [Conflict, ValidationFailed, PreconditionFailed, AccessTokenMissing, IdempotencyKeyInUse] {
            assert!(!get.contains(&code), "{code:?}");
        }
    }

    #[test]
    fn a_change_can_collide() {
        let update = of("customers-update");
        for code in [StateConflict, PreconditionFailed, MediaTypeUnsupported, ValidationFailed] {
            assert!(update.contains(&code), "{code:?}");
        }
        assert!(of("customers-create").contains(&IdempotencyKeyReused));
        let delete = of("documents-delete");
        assert!(delete.contains(&Conflict) && !delete.contains(&StateConflict));
        // A payment depends on where its customer stands.
        assert!(of("payments-create").contains(&StateConflict) && !of("customers-create").contains(&StateConflict));
        for id in ["admin-customers-review", "admin-payments-review"] {
            assert!(of(id).contains(&StateConflict), "{id}");
        }
        assert!(of("customers-submit").contains(&PreconditionFailed));
        assert!(!of("customers-create").contains(&PreconditionFailed));
    }

    #[test]
    fn a_person_has_no_api_key() {
        let me = of("partner-me");
        assert!(me.contains(&AccessTokenInvalid) && me.contains(&RoleDenied));
        assert!(!CREDENTIALS.iter().any(|code| me.contains(code)));
    }

    #[test]
    fn a_route_that_reads_nothing_refuses_little() {
        assert_eq!(of("not-found"), [RequestPathInvalid, NotFound, MethodNotAllowed, RateLimited, InternalError]);
        assert_eq!(of("signature-diagnose"), [RateLimited, InternalError, DependencyUnavailable]);
        assert_eq!(of("health"), [BodyInvalid, RateLimited, InternalError]);
    }

    #[test]
    fn every_code_has_a_route() {
        let all: Vec<Code> = crate::routes::all().flat_map(|entry| of(entry.spec.id())).collect();
        for code in Code::ALL {
            assert!(all.contains(code), "{code:?}");
        }
    }
}
