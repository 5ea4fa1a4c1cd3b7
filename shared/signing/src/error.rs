//! Errors, each with the next step. No message repeats a secret.

use thiserror::Error;

/// Failure to create a signer, a key pair or a signed request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SigningError {
    /// Empty API key.
    #[error("the API key is empty")]
    ApiKeyEmpty,
    /// API key with a character that no API key has. A header could not carry it unchanged.
    #[error(
        "the API key has a character that is not allowed, at position {position} (counted from 0, in bytes): API keys are \
         ASCII letters, digits and `_`. Remove the line break at the end of the file, if there is one"
    )]
    ApiKeyCharacter {
        /// Offset of the first such character, in bytes from the start.
        position: usize,
    },
    /// Text without a complete PEM block (RFC 7468).
    #[error(
        "no PEM block found: a private key file starts with `-----BEGIN PRIVATE KEY-----` and has the matching END line"
    )]
    NotPem,
    /// Private key protected with a password. That is `BEGIN ENCRYPTED PRIVATE KEY`, or PKCS#1 with `Proc-Type`.
    #[error(
        "the private key is encrypted with a password: decrypt it with \
         `openssl pkey -in encrypted.pem -out private.pem` and keep the result in your secret store"
    )]
    EncryptedPrivateKey,
    /// Public key or certificate instead of the private key.
    #[error(
        "this is a public key or a certificate: signing requires the private key. Enter the public key in \
         Settings, Platform, API Applications"
    )]
    PublicKeyGiven,
    /// Private key in the older RSA-only form. That is `BEGIN RSA PRIVATE KEY`, PKCS#1 (RFC 8017 appendix A.1.2).
    #[error(
        "the private key is in PKCS#1 form (BEGIN RSA PRIVATE KEY), but PKCS#8 is required: convert it with \
         `openssl pkcs8 -topk8 -nocrypt -in pkcs1.pem -out private.pem`"
    )]
    Pkcs1PrivateKey,
    /// Private key in OpenSSH's own form.
    #[error(
        "the private key is in OpenSSH form, but PKCS#8 is required: convert a copy in place with \
         `ssh-keygen -p -m PKCS8 -N '' -f copy-of-the-key`"
    )]
    OpenSshPrivateKey,
    /// PEM text with another kind of block.
    #[error("the PEM text contains `{label}`, but `PRIVATE KEY` (PKCS#8) is required")]
    OtherPem {
        /// Label of the first block, cut at 64 characters.
        label: String,
    },
    /// PEM text with invalid base64.
    #[error(
        "the private key's PEM text is damaged: the text between its BEGIN and END lines is not base64. If your secret \
         store writes line breaks as a backslash and an n, replace them with line breaks"
    )]
    PemDamaged,
    /// PKCS#8 of another algorithm: elliptic curve, RSA-PSS, Ed25519, …
    #[error(
        "the private key is not a plain RSA key (rsaEncryption), which RS256 requires. Create one, for example with \
         `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem`"
    )]
    NotRsa,
    /// RSA key that the cryptographic library refuses.
    #[error("the RSA private key was refused ({reason}): it must be intact and have 2048 to 8192 bits")]
    PrivateKeyRejected {
        /// Reason from the library.
        reason: String,
    },
    /// Unsupported key size.
    #[error("{bits} bits is not supported: choose 2048, 3072 or 4096")]
    KeySize {
        /// Requested size.
        bits: u32,
    },
    /// Token lifetime outside 1 to 60 seconds.
    #[error("a token's lifetime must be 1 to 60 seconds, not {seconds}")]
    Lifetime {
        /// Requested lifetime, in seconds.
        seconds: u64,
    },
    /// Method that is not one to sixteen upper-case ASCII letters. Methods are case-sensitive (RFC 9110 section 9.1).
    #[error("the HTTP method must be in upper case, as it is sent: `PATCH`, not `patch`")]
    Method,
    /// Path or query that cannot be signed, or an invalid URL.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// Header that occurs twice, or has an unsuitable value. A header could not carry the value unchanged.
    #[error(
        "the header `{name}` cannot be signed: send it once, with a value of visible ASCII characters, and spaces or tabs \
         only between them"
    )]
    Header {
        /// Name of the header.
        name: &'static str,
    },
    /// `jti` of the wrong length or alphabet.
    #[error("the `jti` must have 16 to 128 characters of A-Z a-z 0-9 . _ - and be new for each request")]
    Jti,
    /// Time before 1970, or so late that the expiry does not fit.
    #[error("the time is out of range: it must be in seconds since 1970-01-01T00:00:00Z")]
    Time,
    /// Token longer than the API accepts.
    #[error("the token would have {bytes} bytes, but the API accepts at most 8192: shorten the query")]
    TokenTooLong {
        /// Length of the token in bytes.
        bytes: usize,
    },
    /// No random bytes from the operating system.
    #[error("the operating system returned no random bytes")]
    Randomness,
    /// Failure of the cryptographic library to create a key or a signature.
    #[error("the cryptographic library failed")]
    Cryptography,
}

/// Reason why a URL's path and query cannot be signed.
///
/// API Gateway decodes a path before the API sees it, so only a path that needs no decoding can be compared with the
/// signed one. The query is compared as sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UriError {
    /// URL without `http://` or `https://` and a host.
    #[error("the URL must be absolute: `https://`, a host, and the path")]
    NotAbsolute,
    /// User name or password before the host (`https://user@host/`).
    #[error("the URL must not contain a user name or password before the host")]
    UserInfo,
    /// Path without `/` at its start.
    #[error("the path must start with `/`; do not sign scheme and host")]
    NotAPath,
    /// Character that a path here never needs.
    #[error(
        "the path has `{}` at position {position} (counted from 0, in bytes): only A-Z a-z 0-9 - . _ ~ and / are allowed, \
         and no percent-encoding", character.escape_default()
    )]
    PathCharacter {
        /// First such character.
        character: char,
        /// Its offset in bytes from the start of the path.
        position: usize,
    },
    /// Two slashes in a row.
    #[error("the path has `//`: a segment is missing, probably an empty id")]
    EmptySegment,
    /// Segment `.` or `..`. Clients and servers resolve it differently (RFC 3986 section 5.2.4).
    #[error("the path has a `.` or `..` segment: send the resolved path")]
    DotSegment,
    /// Character in the query that must be percent-encoded.
    #[error(
        "the query has `{}` at position {position} (counted from 0, in bytes): it must be percent-encoded",
        character.escape_default()
    )]
    QueryCharacter {
        /// First such character.
        character: char,
        /// Its offset in bytes from the `?`, which is at 0.
        position: usize,
    },
    /// Fragment (`#…`), which is never sent (RFC 9110 section 7.1).
    #[error("the URL has a `#`: the text after it would not be sent. In a query, write `#` as `%23`")]
    Fragment,
}
