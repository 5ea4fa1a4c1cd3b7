//! Error codes, each with its status, title and documentation.

/// Declares the codes.
///
/// The error reference is made from this table, so the texts address the caller.
macro_rules! codes {
    ($($variant:ident = $status:literal $name:literal, $title:literal, $documentation:literal;)+) => {
        /// Error code: stable name for programs.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Code { $(#[doc = $documentation] $variant,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Returns the title: a few words for people.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// Returns the documentation: the cause, and the caller's next step.
            pub const fn documentation(self) -> &'static str {
                match self { $(Self::$variant => $documentation,)+ }
            }
        }
    };
}

codes! {
    RequestPathInvalid = 400 "request_path_invalid", "Path not canonical",
        "The path contains a character other than letters, digits, `-`, `.`, `_`, `~` and `/`, or an empty, `.` or `..` segment. Send the path without escapes.";
    HeaderDuplicated = 400 "header_duplicated", "Header repeated",
        "`x-api-key` or `Authorization` was sent more than once, or contains a comma or white space that is not allowed. Send each header once.";
    ContentEncodingUnsupported = 400 "content_encoding_unsupported", "Content encoding not supported",
        "The body is compressed. Send it uncompressed, without `Content-Encoding`.";
    BodyInvalid = 400 "body_invalid", "Body not readable",
        "The body is not valid JSON (or not a valid form, where the route takes one), names a member twice, or could not be decoded. Send a valid body.";
    ParameterInvalid = 400 "parameter_invalid", "Parameter invalid",
        "A query parameter is unknown, repeated or invalid, or the `Idempotency-Key` is invalid or missing. `errors` names each parameter with its rule.";
    ApiKeyMissing = 401 "api_key_missing", "API key missing",
        "The request has no `x-api-key` header. Send the API key in it.";
    SignatureMissing = 401 "signature_missing", "Signature missing",
        "The request has no `Authorization: Bearer <JWT>` header. Sign the request and send the JWT in this header.";
    ApiKeyInvalid = 401 "api_key_invalid", "API key invalid",
        "The API key is malformed, unknown or wrong. Compare it with the key that you stored at its creation.";
    TokenMalformed = 401 "token_malformed", "Token malformed",
        "The JWT is not three parts of unpadded base64url, is over 8 KiB, or its header or claims are not JSON objects. Create it with a JWT library.";
    TokenAlgorithm = 401 "token_algorithm", "Token algorithm not accepted",
        "The JWT's header must have `\"alg\":\"RS256\"` and, if it has a `typ`, `\"typ\":\"JWT\"`.";
    TokenClaimMissing = 401 "token_claim_missing", "Token claim missing",
        "The JWT lacks a claim. Required are `iss`, `aud`, `sub`, `method`, `uri`, `bodyHash`, `iat`, `exp` and `jti`.";
    TokenClaimInvalid = 401 "token_claim_invalid", "Token claim invalid",
        "A claim has the wrong type or format; `expected` and `received` name it. Times are numbers of Unix seconds.";
    TokenDuplicateName = 401 "token_duplicate_name", "Name repeated in token",
        "A name occurs twice in the JWT's header or claims. Use each name once.";
    TokenCriticalHeader = 401 "token_critical_header", "Token header not supported",
        "The JWT's header has `crit`, `b64`, `zip`, `enc` or `cty`, which this API does not support. Remove it.";
    TokenIssuer = 401 "token_issuer", "Token issuer wrong",
        "The claim `iss` must be `nuvera-api`.";
    TokenAudience = 401 "token_audience", "Token audience wrong",
        "The claim `aud` must be `nuvera-rest-api`: the string, or an array of it alone.";
    TokenSubjectMismatch = 401 "token_subject_mismatch", "Token is for another API key",
        "The claim `sub` must be exactly the value of `x-api-key`.";
    TokenExpired = 401 "token_expired", "Token expired",
        "The claim `exp` is in the past. Sign each request just before you send it, and check your clock.";
    TokenNotYetValid = 401 "token_not_yet_valid", "Token not yet valid",
        "The claim `iat` or `nbf` is more than 10 seconds in the future; `expected` names the claim. Check your clock, and that the claim is in seconds, not milliseconds.";
    TokenLifetimeTooLong = 401 "token_lifetime_too_long", "Token lifetime not accepted",
        "The claim `exp` must be later than `iat`, by at most 60 seconds.";
    TokenMethodMismatch = 401 "token_method_mismatch", "Token is for another method",
        "The claim `method` must be the request's HTTP method in upper case.";
    TokenUriMismatch = 401 "token_uri_mismatch", "Token is for another URI",
        "The claim `uri` must be the path and, if there is one, `?` and the query, exactly as sent. Leave out `?` if the query is empty.";
    TokenBodyHashMismatch = 401 "token_body_hash_mismatch", "Token is for another body",
        "The claim `bodyHash` must be the lower-case hex SHA-256 of the exact bytes sent as the body.";
    TokenHeaderMismatch = 401 "token_header_mismatch", "Token is for another header value",
        "A header that the claim `headers` names is missing, was sent more than once, or has another value; `expected` has the value that was sent. Sign the exact value, and check that your HTTP client does not change it.";
    TokenHeaderUnsigned = 401 "token_header_unsigned", "Header not signed",
        "The application requires signed headers, and the request has a header that the claim `headers` does not name. Sign `idempotency-key`, `if-match` and `content-type` with their values whenever you send them.";
    SignatureInvalid = 401 "signature_invalid", "Signature does not verify",
        "The API key is correct, but no signing key of the application verifies the JWT's signature, or `kid` names none of them. Sign with the private key that belongs to one of the fingerprints in `expected`. Set `kid` to that fingerprint, or leave `kid` out.";
    ApiKeyRevoked = 401 "api_key_revoked", "API key revoked",
        "The API key was revoked. This is final: use another key, or have one created.";
    ApiKeyExpired = 401 "api_key_expired", "API key expired",
        "The API key has expired. Use its replacement, or have one created.";
    ReplayDetected = 401 "replay_detected", "Token already used",
        "This `jti` was used before. Sign again with a new `jti`; each retry needs a new token.";
    AccessTokenMissing = 401 "access_token_missing", "Not signed in",
        "The request has no `Authorization: Bearer <access token>` header. Sign in, and send the access token in it.";
    AccessTokenInvalid = 401 "access_token_invalid", "Access token not accepted",
        "The access token is malformed, expired, not signed by the sign-in service, or issued for another application. Sign in again.";
    ApplicationDisabled = 403 "application_disabled", "Application disabled",
        "The API application or its organization is disabled. Enable the application, or contact support if the organization is disabled.";
    SourceIpNotAllowed = 403 "source_ip_not_allowed", "Source address not allowed",
        "The request came from an address outside the application's allow-list; `received` has the address. Add it to the allow-list, or send from an allowed address.";
    PermissionDenied = 403 "permission_denied", "Permission missing",
        "The application lacks the permission that this route requires; `expected` names it. Add it to the application.";
    RoleDenied = 403 "role_denied", "Not allowed for this user",
        "Your role does not allow this request. For a decision that needs another person, `detail` says so.";
    NotFound = 404 "not_found", "Not found",
        "The route or record does not exist, or belongs to another organization. Check the path and the id.";
    MethodNotAllowed = 405 "method_not_allowed", "Method not allowed",
        "The path does not support this method. Use one of the methods in `Allow`.";
    Conflict = 409 "conflict", "Conflict",
        "The change conflicts with an existing record, or with a change made at the same time. Read the record again before you repeat the change.";
    StateConflict = 409 "state_conflict", "Not allowed in this status",
        "The status of the record, or of one that it depends on, does not allow this; `received` has that status and `expected` the allowed ones.";
    IdempotencyKeyInUse = 409 "idempotency_key_in_use", "Request still running",
        "A request with this `Idempotency-Key` is still running. Retry after the seconds in `Retry-After`.";
    PreconditionFailed = 412 "precondition_failed", "Changed in the meantime",
        "`If-Match` is not the record's current `ETag`. Read the record again and repeat the change.";
    BodyTooLarge = 413 "body_too_large", "Body too large",
        "The body exceeds the route's limit; `expected` has the limit. Send a smaller body.";
    MediaTypeUnsupported = 415 "media_type_unsupported", "Media type not supported",
        "The route does not accept this `Content-Type` or type of file; `expected` lists the accepted ones.";
    ValidationFailed = 422 "validation_failed", "Validation failed",
        "Fields are invalid; `errors` lists each with its JSON pointer. Correct them and send the request again.";
    IdempotencyKeyReused = 422 "idempotency_key_reused", "Idempotency key used for another request",
        "This `Idempotency-Key` was used with another body or path. Use a new key for each new request.";
    RateLimited = 429 "rate_limited", "Too many requests",
        "You sent too many requests. Retry after the seconds in `Retry-After`.";
    InternalError = 500 "internal_error", "Internal error",
        "An error occurred on our side and was recorded under `requestId`. Send the `requestId` when you contact support.";
    DependencyUnavailable = 503 "dependency_unavailable", "Temporarily unavailable",
        "A service that the request needs did not answer. Retry after the seconds in `Retry-After`, with a new token.";
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
