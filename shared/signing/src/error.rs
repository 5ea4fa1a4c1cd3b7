//! What can go wrong, said so that the reader can mend it. No message repeats a secret.

use thiserror::Error;

/// Why a signer, a key pair or a signed request could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The API key is the empty string.
    #[error("the API key is empty")]
    ApiKeyEmpty,
    /// The API key holds a character that no API key has and that a header could not carry unchanged.
    #[error(
        "the API key has a character at position {position} (counted from 0, in bytes) that does not belong there: \
         API keys are ASCII letters, digits and `_`. A line break at the end of a file must be cut off"
    )]
    ApiKeyCharacter {
        /// Offset of the first such character, in bytes from the start.
        position: usize,
    },
    /// There is no complete PEM block (RFC 7468) in the text.
    #[error(
        "no PEM block found: a private key file starts with `-----BEGIN PRIVATE KEY-----` and has the matching END line"
    )]
    NotPem,
    /// The private key is protected with a password (`BEGIN ENCRYPTED PRIVATE KEY`, or PKCS#1 with `Proc-Type`).
    #[error(
        "the private key is encrypted with a password: decrypt it with \
         `openssl pkey -in encrypted.pem -out private.pem` and keep the result in your secret store"
    )]
    EncryptedPrivateKey,
    /// A public key or a certificate was given where the private key belongs.
    #[error(
        "this is a public key or a certificate: the private key is needed to sign. The public key belongs into \
         Settings, Platform, API Applications"
    )]
    PublicKeyGiven,
    /// The private key is in the older RSA-only form (`BEGIN RSA PRIVATE KEY`, PKCS#1, RFC 8017 appendix A.1.2).
    #[error(
        "the private key is in PKCS#1 form (BEGIN RSA PRIVATE KEY), PKCS#8 is needed: convert it with \
         `openssl pkcs8 -topk8 -nocrypt -in pkcs1.pem -out private.pem`"
    )]
    Pkcs1PrivateKey,
    /// The private key is in OpenSSH's own form.
    #[error(
        "the private key is in OpenSSH form, PKCS#8 is needed: convert a copy in place with \
         `ssh-keygen -p -m PKCS8 -N '' -f copy-of-the-key`"
    )]
    OpenSshPrivateKey,
    /// The PEM text holds something else altogether.
    #[error("the PEM text holds `{label}`, where `PRIVATE KEY` (PKCS#8) is needed")]
    OtherPem {
        /// The label of the first block, cut at 64 characters.
        label: String,
    },
    /// The base64 between the PEM lines cannot be read.
    #[error(
        "the private key's PEM text is damaged: what stands between its BEGIN and END lines is not base64. Line breaks \
         written as a backslash and an n, as some secret stores do, must be made line breaks again"
    )]
    PemDamaged,
    /// PKCS#8 of another algorithm: elliptic curve, RSA-PSS, Ed25519, …
    #[error(
        "the private key is not a plain RSA key (rsaEncryption): RS256 needs one, for example from \
         `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem`"
    )]
    NotRsa,
    /// An RSA key that the cryptographic library refuses.
    #[error("the RSA private key was refused ({reason}): it must be intact and have 2048 to 8192 bits")]
    PrivateKeyRejected {
        /// The library's word for it.
        reason: String,
    },
    /// A key size other than the three on offer.
    #[error("{bits} bits is not on offer: choose 2048, 3072 or 4096")]
    KeySize {
        /// The size asked for.
        bits: u32,
    },
    /// A token lifetime outside 1 to 60 seconds.
    #[error("a token's lifetime is 1 to 60 seconds, not {seconds}")]
    Lifetime {
        /// The lifetime asked for, in seconds.
        seconds: u64,
    },
    /// The method is not one to sixteen upper-case ASCII letters. Methods are case-sensitive (RFC 9110 section 9.1).
    #[error("the HTTP method must be upper-case letters, as it is sent: `PATCH`, not `patch`")]
    Method,
    /// The path or query cannot be signed, or the URL not be understood.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// Header to be signed that occurs twice, or has a value that a header cannot carry unchanged.
    #[error(
        "the header `{name}` cannot be signed: it must be given once, and its value be visible ASCII characters with \
         spaces or tabs only between them"
    )]
    Header {
        /// The header's name.
        name: &'static str,
    },
    /// A `jti` of the wrong length or alphabet.
    #[error("the `jti` must be 16 to 128 characters out of A-Z a-z 0-9 . _ - and new for each request")]
    Jti,
    /// A time that cannot be a token's: before 1970, or so late that the expiry does not fit.
    #[error("the time is out of range: seconds since 1970-01-01T00:00:00Z are needed")]
    Time,
    /// The finished token is longer than the API accepts.
    #[error("the token would be {bytes} bytes long and the API accepts 8192: shorten the query")]
    TokenTooLong {
        /// The token's length in bytes.
        bytes: usize,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes could be had from the operating system")]
    Randomness,
    /// The cryptographic library failed to make a key or a signature.
    #[error("the cryptographic library failed")]
    Cryptography,
}

/// Why a URL's path and query cannot be signed.
///
/// API Gateway decodes a path before the API sees it, so only a path in which nothing needs decoding can be compared
/// with what was signed. The query is compared as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UriError {
    /// Not `http://` or `https://` followed by a host.
    #[error("the URL must be absolute: `https://`, a host, and the path")]
    NotAbsolute,
    /// A user name or password before the host (`https://user@host/`).
    #[error("the URL must not hold a user name or password before the host")]
    UserInfo,
    /// The path does not start with `/`.
    #[error("the path must start with `/`; scheme and host are not part of what is signed")]
    NotAPath,
    /// A character that a path here never needs.
    #[error(
        "the path has `{}` at position {position} (counted from 0, in bytes): only A-Z a-z 0-9 - . _ ~ and / are allowed, \
         and no percent-encoding", character.escape_default()
    )]
    PathCharacter {
        /// The first such character.
        character: char,
        /// Its offset in bytes from the start of the path.
        position: usize,
    },
    /// Two slashes in a row.
    #[error("the path has `//`: a segment is missing, probably an empty id")]
    EmptySegment,
    /// A segment `.` or `..`, which clients and servers resolve differently (RFC 3986 section 5.2.4).
    #[error("the path has a `.` or `..` segment: write it out")]
    DotSegment,
    /// A character in the query that must be percent-encoded.
    #[error(
        "the query has `{}` at position {position} (counted from 0, in bytes): it must be percent-encoded",
        character.escape_default()
    )]
    QueryCharacter {
        /// The first such character.
        character: char,
        /// Its offset in bytes from the `?`, which is at 0.
        position: usize,
    },
    /// A fragment (`#…`), which is never sent (RFC 9110 section 7.1).
    #[error("the URL has a `#`: what follows would not be sent. In a query it must be written `%23`")]
    Fragment,
}
