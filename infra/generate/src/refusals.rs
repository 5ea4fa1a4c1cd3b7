//! Which errors a route can answer with.

use contract::code::Code::{self, *};
use contract::route::{Access, Action, Grant, Idempotency, Method, RouteSpec};
use contract::table::BY_STATUS;

use super::inputs::Input;
use super::names;

/// What only a judged request of an application can meet.
const CREDENTIALS: [Code; 24] = [
    ApiKeyMissing,
    SignatureMissing,
    ApiKeyInvalid,
    TokenMalformed,
    TokenAlgorithm,
    TokenClaimMissing,
    TokenClaimInvalid,
    TokenDuplicateName,
    TokenCriticalHeader,
    TokenIssuer,
    TokenAudience,
    TokenSubjectMismatch,
    TokenExpired,
    TokenNotYetValid,
    TokenLifetimeTooLong,
    TokenMethodMismatch,
    TokenUriMismatch,
    TokenBodyHashMismatch,
    TokenHeaderMismatch,
    TokenHeaderUnsigned,
    SignatureInvalid,
    ApiKeyRevoked,
    ApiKeyExpired,
    ReplayDetected,
];

/// The codes that the route can answer with, in the order of [`Code::ALL`].
///
/// This is the one place that derives them; `query` and `body` are what the route reads.
pub(super) fn codes(spec: &RouteSpec, query: &Input, body: &Input) -> Vec<Code> {
    Code::ALL.iter().copied().filter(|code| can_answer(*code, spec, query, body)).collect()
}

fn can_answer(code: Code, spec: &RouteSpec, query: &Input, body: &Input) -> bool {
    let access = spec.access();
    let judged = access.is_of_services();
    let person = access.is_of_people();
    if names::is_default(spec) {
        return matches!(code, RequestPathInvalid | NotFound | MethodNotAllowed | RateLimited | InternalError);
    }
    // The route that any application may call reports what each check says, and refuses nothing.
    if access == Access::AnyApplication {
        return matches!(code, RateLimited | InternalError | DependencyUnavailable);
    }
    let writes = spec.method() != Some(Method::Get) && (judged || person);
    let record = !names::parameters(spec.path()).is_empty();
    let keeps_answers = spec.idempotency() != Idempotency::Ignored;
    match code {
        RequestPathInvalid => record,
        HeaderDuplicated | ContentEncodingUnsupported => judged,
        BodyTooLarge => judged || person,
        BodyInvalid => *body != Input::Unread,
        MediaTypeUnsupported | ValidationFailed => matches!(body, Input::Described(_)),
        ParameterInvalid => *query != Input::Unread || keeps_answers,
        AccessTokenMissing | AccessTokenInvalid | RoleDenied => person,
        // A person's organization can be disabled too, which holds back what it would change.
        ApplicationDisabled => judged || (person && writes),
        SourceIpNotAllowed | PermissionDenied => judged,
        NotFound => record,
        // The methods that a path does not take go to the route that takes what no other does.
        MethodNotAllowed => false,
        // A repeated request is told that what it made is gone.
        Conflict => writes && (person || record || keeps_answers),
        // What deletes a record asks what it is attached to, not where it stands.
        StateConflict if spec.method() == Some(Method::Delete) => false,
        StateConflict => {
            let standing = |action| touches_standing(spec, action);
            writes && (record && (judged || standing(Action::PutItem)) || standing(Action::ConditionCheckItem))
        }
        PreconditionFailed => spec.is_conditional(),
        IdempotencyKeyInUse | IdempotencyKeyReused => keeps_answers,
        RateLimited | InternalError => true,
        DependencyUnavailable => judged || person,
        credential => judged && CREDENTIALS.contains(&credential),
    }
}

/// Whether the route does this to records that have a status.
fn touches_standing(spec: &RouteSpec, action: Action) -> bool {
    spec.all_grants().into_iter().any(|grant| match grant {
        Grant::Table(table, granted) => {
            granted == action && table.shape().indexes.iter().any(|index| index.name == BY_STATUS.name)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs;
    use schemars::generate::Contract;

    fn of(id: &str) -> Vec<Code> {
        let entry = contract::routes::all().find(|entry| entry.spec.id() == id).unwrap();
        let mut generator = inputs::generator(Contract::Deserialize);
        let query = inputs::input(entry.schemas.query, &mut generator);
        let body = inputs::input(entry.schemas.body, &mut generator);
        codes(entry.spec, &query, &body)
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
    fn what_reads_nothing_refuses_little() {
        assert_eq!(of("not-found"), [RequestPathInvalid, NotFound, MethodNotAllowed, RateLimited, InternalError]);
        assert_eq!(of("signature-diagnose"), [RateLimited, InternalError, DependencyUnavailable]);
        assert_eq!(of("health"), [BodyInvalid, RateLimited, InternalError]);
    }

    #[test]
    fn every_code_has_a_route() {
        let all: Vec<Code> = contract::routes::all().flat_map(|entry| of(entry.spec.id())).collect();
        for code in Code::ALL {
            assert!(all.contains(code), "{code:?}");
        }
    }
}
