//! The codes an error bears, each with its status, title and documentation.

/// A page reads the table below to document what a caller sees and does.
macro_rules! codes {
    ($($variant:ident = $status:literal $name:literal, $title:literal, $documentation:literal;)+) => {
        /// Stable name of an error, for programs.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Code { $(#[doc = $documentation] $variant,)+ }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status it comes with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Its meaning in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// When it occurs and what the caller does about it.
            #[must_use]
            pub const fn documentation(self) -> &'static str {
                match self { $(Self::$variant => $documentation,)+ }
            }
        }
    };
}

codes! {
    RequestPathInvalid = 400 "request_path_invalid", "Path not canonical",
        "The path holds something other than letters, digits, `-`, `.`, `_`, `~` and `/`, or an empty, `.` or `..` segment. Send the path without escapes.";
    HeaderDuplicated = 400 "header_duplicated", "Header repeated",
        "`x-api-key` or `Authorization` was sent more than once, or holds a comma or white space where none belongs. Send each once.";
    ContentEncodingUnsupported = 400 "content_encoding_unsupported", "Content encoding not supported",
        "The body is compressed. Send it as it is, without `Content-Encoding`.";
    BodyInvalid = 400 "body_invalid", "Body not readable",
        "The body is not JSON (where the route takes a form: no form), names a member twice, or could not be decoded.";
    ParameterInvalid = 400 "parameter_invalid", "Parameter invalid",
        "A query parameter is unknown, repeated, or breaks the rule that `errors` names; or so does the `Idempotency-Key`, or it is missing where the route needs one.";
    ApiKeyMissing = 401 "api_key_missing", "API key missing",
        "The request has no `x-api-key` header.";
    SignatureMissing = 401 "signature_missing", "Signature missing",
        "The request has no `Authorization: Bearer <JWT>` header.";
    ApiKeyInvalid = 401 "api_key_invalid", "API key invalid",
        "The API key is malformed, unknown or wrong. Compare it with the one you stored when it was created.";
    TokenMalformed = 401 "token_malformed", "Token malformed",
        "The JWT is not three parts of unpadded base64url, is over 8 KiB, or its header or claims are not JSON objects.";
    TokenAlgorithm = 401 "token_algorithm", "Token algorithm not accepted",
        "The JWT's header must say `\"alg\":\"RS256\"` and, if it has a `typ`, `\"typ\":\"JWT\"`.";
    TokenClaimMissing = 401 "token_claim_missing", "Token claim missing",
        "The JWT lacks a claim: `iss`, `aud`, `sub`, `method`, `uri`, `bodyHash`, `iat`, `exp` and `jti` are all needed.";
    TokenClaimInvalid = 401 "token_claim_invalid", "Token claim invalid",
        "A claim has the wrong type or form; `expected` and `received` name it. Times are numbers of Unix seconds.";
    TokenDuplicateName = 401 "token_duplicate_name", "Name twice in token",
        "A name occurs twice in the JWT's header or claims.";
    TokenCriticalHeader = 401 "token_critical_header", "Token header not supported",
        "The JWT's header has `crit`, `b64`, `zip`, `enc` or `cty`, none of which is understood here.";
    TokenIssuer = 401 "token_issuer", "Token issuer wrong",
        "The claim `iss` must be `nuvera-api`.";
    TokenAudience = 401 "token_audience", "Token audience wrong",
        "The claim `aud` must be `nuvera-rest-api`: the string, or an array of it alone.";
    TokenSubjectMismatch = 401 "token_subject_mismatch", "Token is for another API key",
        "The claim `sub` must be exactly the value of `x-api-key`.";
    TokenExpired = 401 "token_expired", "Token expired",
        "The claim `exp` lies in the past. Sign each request just before you send it, and check your clock.";
    TokenNotYetValid = 401 "token_not_yet_valid", "Token not yet valid",
        "The claim `iat` or `nbf` lies more than 10 seconds in the future; `expected` names which. Check your clock, and that the claim is in seconds, not milliseconds.";
    TokenLifetimeTooLong = 401 "token_lifetime_too_long", "Token lifetime not accepted",
        "The claim `exp` must be later than `iat`, by at most 60 seconds.";
    TokenMethodMismatch = 401 "token_method_mismatch", "Token is for another method",
        "The claim `method` must be the request's HTTP method in upper case.";
    TokenUriMismatch = 401 "token_uri_mismatch", "Token is for another URI",
        "The claim `uri` must be the path and, if there is one, `?` and the query, exactly as sent. An empty query is no query.";
    TokenBodyHashMismatch = 401 "token_body_hash_mismatch", "Token is for another body",
        "The claim `bodyHash` must be the lower-case hex SHA-256 of the exact bytes sent as the body.";
    TokenHeaderMismatch = 401 "token_header_mismatch", "Token is for another header value",
        "A header that the claim `headers` names is absent, was sent more than once, or has another value; `expected` has the one sent. Sign the exact value, and check that your HTTP client does not change it.";
    TokenHeaderUnsigned = 401 "token_header_unsigned", "Header not signed",
        "The application requires signed headers, and the request has one that the claim `headers` does not name. Name `idempotency-key`, `if-match` and `content-type` with their values, each where you send it.";
    SignatureInvalid = 401 "signature_invalid", "Signature does not verify",
        "The API key is right, but no signing key of the application verifies the JWT's signature, or the `kid` names none. Sign with the private key that belongs to one of the fingerprints in `expected`; name that one in `kid`, or leave `kid` out.";
    ApiKeyRevoked = 401 "api_key_revoked", "API key revoked",
        "The API key was revoked and stays so. Use another, or have one created.";
    ApiKeyExpired = 401 "api_key_expired", "API key expired",
        "The API key's time is over. Use its replacement, or have one created.";
    ReplayDetected = 401 "replay_detected", "Token used already",
        "This `jti` was used before. Sign again with a new one; a retry needs a new token.";
    AccessTokenMissing = 401 "access_token_missing", "Not signed in",
        "The request has no `Authorization: Bearer <access token>` header.";
    AccessTokenInvalid = 401 "access_token_invalid", "Access token not accepted",
        "The access token is malformed, expired, not signed by the sign-in service, or meant for another application. Sign in again.";
    ApplicationDisabled = 403 "application_disabled", "Application disabled",
        "The API application, or its organization, is disabled.";
    SourceIpNotAllowed = 403 "source_ip_not_allowed", "Source address not allowed",
        "The request came from an address outside the application's allow-list.";
    PermissionDenied = 403 "permission_denied", "Permission missing",
        "The application lacks the permission that this route needs; `expected` names it.";
    RoleDenied = 403 "role_denied", "Not allowed for this person",
        "The signed-in person may not do this: the route is for another role, or, as `detail` then says, another person has to decide.";
    NotFound = 404 "not_found", "Not found",
        "There is no such route or record, or it belongs to another organization.";
    MethodNotAllowed = 405 "method_not_allowed", "Method not allowed",
        "The path exists under other methods; `Allow` lists them.";
    Conflict = 409 "conflict", "Conflict",
        "The change collides with something that exists, or with another change made at the same time.";
    StateConflict = 409 "state_conflict", "State does not allow this",
        "The status of the record, or of one that it depends on, does not allow this; `received` names the status and `expected` those that do.";
    IdempotencyKeyInUse = 409 "idempotency_key_in_use", "Request still running",
        "A request with this `Idempotency-Key` is being carried out. Try again after `Retry-After` seconds.";
    PreconditionFailed = 412 "precondition_failed", "Changed in the meantime",
        "`If-Match` does not name the record's present `ETag`. Read it again and repeat the change.";
    BodyTooLarge = 413 "body_too_large", "Body too large",
        "The body exceeds the route's limit; `expected` names it.";
    MediaTypeUnsupported = 415 "media_type_unsupported", "Media type not supported",
        "The `Content-Type`, or the kind of file that was sent, is not one that this route takes; `expected` names those.";
    ValidationFailed = 422 "validation_failed", "Validation failed",
        "Fields break a rule; `errors` lists each with its JSON pointer.";
    IdempotencyKeyReused = 422 "idempotency_key_reused", "Idempotency key used for another request",
        "This `Idempotency-Key` was used with another body or path. Use a new key for a new request.";
    RateLimited = 429 "rate_limited", "Too many requests",
        "Slow down, and try again after `Retry-After` seconds.";
    InternalError = 500 "internal_error", "Internal error",
        "Something broke on our side; it was recorded under `requestId`.";
    DependencyUnavailable = 503 "dependency_unavailable", "Temporarily unavailable",
        "A service behind this one did not answer, so the request was refused. Try again after `Retry-After` seconds, with a new token.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
