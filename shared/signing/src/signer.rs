//! Signer of requests.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::keys::{self, PublicHalf};
use crate::secret::{ApiKeySecret, BearerSecret};
use crate::{SigningError, uri};

/// `iss` claim (RFC 7519 section 4.1.1) of every request token.
pub const ISSUER: &str = "nuvera-api";

/// `aud` claim (RFC 7519 section 4.1.3).
pub const AUDIENCE: &str = "nuvera-rest-api";

/// Longest time between `iat` and `exp`, in seconds; also the default.
pub const MAX_LIFETIME_SECONDS: u64 = 60;

/// Longest token that the API accepts, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Headers that a token can name, with their values. Each changes the effect of a request.
pub const SIGNABLE_HEADERS: [&str; 3] = ["idempotency-key", "if-match", "content-type"];

/// Random bytes in a `jti` of [`Signer::sign_now`]; their hex has 32 characters.
const JTI_BYTES: usize = 16;

/// Longest method that can be signed, in characters.
const MAX_METHOD: usize = 16;

/// Request to sign. It must equal the request that will be sent.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case: `GET`, `POST`, `PUT`, `PATCH`, `DELETE`.
    pub method: &'a str,
    /// Path and, if there is one, `?` and the query; no scheme, no host. [`uri_of`](crate::uri_of) takes it from a URL.
    pub uri: &'a str,
    /// Bytes of the body exactly as sent, also for multipart; empty without a body.
    pub body: &'a [u8],
}

impl fmt::Debug for Request<'_> {
    /// Shows the method and the body's length. A path, query or body can contain personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Two headers of a signed request.
#[derive(Debug, Clone)]
pub struct SignedHeaders {
    /// Value of `x-api-key`.
    pub x_api_key: ApiKeySecret,
    /// Value of `Authorization`: `Bearer ` and the token.
    pub authorization: BearerSecret,
}

impl SignedHeaders {
    /// Returns both headers as lower-case name and value, for any HTTP client.
    pub fn pairs(&self) -> [(&'static str, &str); 2] {
        [("x-api-key", self.x_api_key.expose()), ("authorization", self.authorization.expose())]
    }
}

/// Signer with one API key and one RSA private key.
///
/// Create it once and share it: it is `Send` and `Sync`, and signing takes `&self`.
pub struct Signer {
    api_key: ApiKeySecret,
    key: RsaKeyPair,
    public: PublicHalf,
    lifetime: u64,
    kid: bool,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

/// JOSE header (RFC 7515 section 4.1).
#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
}

/// Claims: registered ones (RFC 7519 section 4.1), and those that bind the token to the request.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claims<'a> {
    iss: &'static str,
    aud: &'static str,
    sub: &'a str,
    method: &'a str,
    uri: &'a str,
    body_hash: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'static str, &'a str>,
    iat: u64,
    exp: u64,
    jti: &'a str,
}

impl Signer {
    /// Creates a signer for an API key and a private key. Both must belong to the same application. The private key is
    /// a PKCS#8 PEM (`BEGIN PRIVATE KEY`).
    ///
    /// # Errors
    /// One error per mistake, each with the next step: [`SigningError::EncryptedPrivateKey`],
    /// [`SigningError::PublicKeyGiven`], [`SigningError::Pkcs1PrivateKey`], [`SigningError::OpenSshPrivateKey`],
    /// [`SigningError::OtherPem`], [`SigningError::NotPem`], [`SigningError::PemDamaged`], [`SigningError::NotRsa`],
    /// [`SigningError::PrivateKeyRejected`] (inconsistent, or outside 2048 to 8192 bits).
    pub fn new(api_key: ApiKeySecret, pkcs8_pem: &str) -> Result<Self, SigningError> {
        let key = keys::read_private(pkcs8_pem)?;
        let public = PublicHalf::of(&key)?;
        Ok(Self { api_key, key, public, lifetime: MAX_LIFETIME_SECONDS, kid: false })
    }

    /// Sets the time between a token's `iat` and `exp`, in seconds: 1 to 60, by default 60.
    ///
    /// # Errors
    /// [`SigningError::Lifetime`] outside that range.
    pub fn with_lifetime(mut self, seconds: u64) -> Result<Self, SigningError> {
        if !(1..=MAX_LIFETIME_SECONDS).contains(&seconds) {
            return Err(SigningError::Lifetime { seconds });
        }
        self.lifetime = seconds;
        Ok(self)
    }

    /// Names the signing key in each token's `kid` header. It uses the key's fingerprint (RFC 7515 section 4.1.4).
    ///
    /// The API then tries only this key, not the application's current and replaced ones.
    #[must_use]
    pub fn with_kid(mut self) -> Self {
        self.kid = true;
        self
    }

    /// Returns the signing key's fingerprint: lower-case hex SHA-256 of the public key's DER SPKI. The console shows
    /// the same.
    pub fn fingerprint(&self) -> &str {
        &self.public.fingerprint
    }

    /// Returns the public key, as SPKI PEM (`BEGIN PUBLIC KEY`).
    pub fn public_key_pem(&self) -> &str {
        &self.public.pem
    }

    /// Signs a request at a given time with a given `jti`. The same input results in the same headers.
    ///
    /// `issued_at` is in Unix seconds. `jti` (RFC 7519 section 4.1.7) has 16 to 128 characters of `A-Z a-z 0-9 . _ -`.
    /// The API accepts each one once, so use a cryptographic random source.
    ///
    /// # Errors
    /// [`SigningError::Method`], [`SigningError::Uri`], [`SigningError::Jti`], [`SigningError::Time`] and
    /// [`SigningError::TokenTooLong`] for input that the API would refuse; [`SigningError::Cryptography`] if signing
    /// failed.
    pub fn sign(&self, request: &Request<'_>, issued_at: u64, jti: &str) -> Result<SignedHeaders, SigningError> {
        self.sign_with(request, &[], issued_at, jti)
    }

    /// Signs a request like [`sign`](Self::sign), with its signable `headers`.
    ///
    /// `headers` are names, in any case, and values of all headers to be sent. [`SIGNABLE_HEADERS`] among them are
    /// signed and must be sent with exactly these values. An application that requires signed headers refuses such a
    /// header if the token does not name it.
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign), and [`SigningError::Header`].
    pub fn sign_with(
        &self,
        request: &Request<'_>,
        headers: &[(&str, &str)],
        issued_at: u64,
        jti: &str,
    ) -> Result<SignedHeaders, SigningError> {
        check_method(request.method)?;
        let uri = uri::without_empty_query(request.uri);
        uri::check(uri)?;
        check_jti(jti)?;
        let header = Header { alg: "RS256", typ: "JWT", kid: self.kid.then_some(self.public.fingerprint.as_str()) };
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: self.api_key.expose(),
            method: request.method,
            uri,
            body_hash: &hex::encode(digest(&SHA256, request.body)),
            headers: signable(headers)?,
            iat: issued_at,
            exp: issued_at.checked_add(self.lifetime).ok_or(SigningError::Time)?,
            jti,
        };
        let token = self.token(&header, &claims)?;
        if token.len() > MAX_TOKEN_BYTES {
            return Err(SigningError::TokenTooLong { bytes: token.len() });
        }
        Ok(SignedHeaders { x_api_key: self.api_key.clone(), authorization: BearerSecret::new(&token) })
    }

    /// Signs a request with the system's clock and a random `jti`. The `jti` has 128 bits.
    ///
    /// The clock may be 10 seconds fast and, with a lifetime of 60 seconds, about a minute slow. A synchronized clock
    /// is neither.
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign), and [`SigningError::Randomness`].
    pub fn sign_now(&self, request: &Request<'_>) -> Result<SignedHeaders, SigningError> {
        self.sign_now_with(request, &[])
    }

    /// Signs a request with its headers, system's clock and a random `jti`. It works like
    /// [`sign_with`](Self::sign_with).
    ///
    /// # Errors
    /// Those of [`sign_with`](Self::sign_with), and [`SigningError::Randomness`].
    pub fn sign_now_with(
        &self,
        request: &Request<'_>,
        headers: &[(&str, &str)],
    ) -> Result<SignedHeaders, SigningError> {
        let mut random = [0; JTI_BYTES];
        rand::fill(&mut random).map_err(|_| SigningError::Randomness)?;
        self.sign_with(request, headers, unix_now()?, &hex::encode(random))
    }

    /// Creates the JWS compact serialization. It has RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7515 section 7.1).
    fn token(&self, header: &Header<'_>, claims: &Claims<'_>) -> Result<Zeroizing<String>, SigningError> {
        let header = serde_json::to_vec(header).map_err(|_| SigningError::Cryptography)?;
        let claims = Zeroizing::new(serde_json::to_vec(claims).map_err(|_| SigningError::Cryptography)?);
        let mut token = Zeroizing::new(URL_SAFE_NO_PAD.encode(header));
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&*claims, &mut token);
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &rand::SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|_| SigningError::Cryptography)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&signature, &mut token);
        Ok(token)
    }
}

fn check_method(method: &str) -> Result<(), SigningError> {
    let letters = method.bytes().all(|byte| byte.is_ascii_uppercase());
    if letters && (1..=MAX_METHOD).contains(&method.len()) { Ok(()) } else { Err(SigningError::Method) }
}

/// Returns the `headers` that a token can name.
fn signable<'a>(headers: &[(&str, &'a str)]) -> Result<BTreeMap<&'static str, &'a str>, SigningError> {
    let mut signed = BTreeMap::new();
    for (name, value) in headers {
        let Some(name) = SIGNABLE_HEADERS.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else { continue };
        let visible = value.bytes().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t'));
        // White space around a value is not part of it (RFC 9110 section 5.5).
        let bare = value.trim_matches([' ', '\t']) == *value;
        if !visible || !bare || signed.insert(name, *value).is_some() {
            return Err(SigningError::Header { name });
        }
    }
    Ok(signed)
}

fn check_jti(jti: &str) -> Result<(), SigningError> {
    let alphabet = jti.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if alphabet && (16..=128).contains(&jti.len()) { Ok(()) } else { Err(SigningError::Jti) }
}

// Only use of the clock: `sign` gets the time passed in.
#[allow(clippy::disallowed_methods)]
fn unix_now() -> Result<u64, SigningError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| SigningError::Time)?;
    Ok(since.as_secs())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::HashSet;
    use std::sync::LazyLock;

    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use serde_json::{Value, json};

    use super::*;
    use crate::{KeyPair, KeySize, UriError, generate};

    const API_KEY: &str = "nuv_test_0123456789abcdefghijABCDEFGHIJ";
    const NOW: u64 = 1_800_000_000;
    const JTI: &str = "0123456789abcdef";
    const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    static PAIR: LazyLock<KeyPair> = LazyLock::new(|| generate(KeySize::Rsa2048).unwrap());

    fn signer() -> Signer {
        Signer::new(ApiKeySecret::new(API_KEY).unwrap(), PAIR.private_pem.expose()).unwrap()
    }

    fn get(uri: &str) -> Request<'_> {
        Request { method: "GET", uri, body: b"" }
    }

    /// Returns header and claims after another library has verified the signature.
    fn verified(headers: &SignedHeaders) -> (Value, Value) {
        let token = headers.authorization.expose().strip_prefix("Bearer ").unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        let key = DecodingKey::from_rsa_pem(PAIR.public_pem.as_bytes()).unwrap();
        let data = jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        (serde_json::from_slice(&header).unwrap(), data.claims)
    }

    #[test]
    fn the_token_verifies_in_another_library_and_has_exactly_the_sent_values() {
        let request = Request {
            method: "PATCH",
            uri: "/api/v1/customers/cus_1?a=%2f&a",
            body: "{\"city\":\"Köln\"}\n".as_bytes(),
        };
        let headers = signer().sign(&request, NOW, JTI).unwrap();
        assert_eq!(headers.x_api_key.expose(), API_KEY);
        let (header, claims) = verified(&headers);
        assert_eq!(header, json!({ "alg": "RS256", "typ": "JWT" }));
        assert_eq!(
            claims,
            json!({
                "iss": "nuvera-api",
                "aud": "nuvera-rest-api",
                "sub": API_KEY,
                "method": "PATCH",
                "uri": "/api/v1/customers/cus_1?a=%2f&a",
                // From sha256sum.
                "bodyHash": "ac8aa7dca5f92ae171d88f0a6d8230e16257a28e821445b39092707dc797e15b",
                "iat": NOW,
                "exp": NOW + 60,
                "jti": JTI,
            })
        );
    }

    #[test]
    fn an_empty_query_counts_as_none() {
        for (uri, signed) in [("/a?", "/a"), ("/a??", "/a??"), ("/a?b?", "/a?b?")] {
            let (_, claims) = verified(&signer().sign(&get(uri), NOW, JTI).unwrap());
            assert_eq!(claims["uri"], signed);
        }
    }

    #[test]
    fn signable_headers_are_named_with_their_values() {
        let headers = [
            ("Content-Type", "multipart/form-data; boundary=\"a, b\""),
            ("Idempotency-Key", "key-1"),
            ("accept", "*/*"),
        ];
        let (_, claims) = verified(&signer().sign_with(&get("/a"), &headers, NOW, JTI).unwrap());
        let expected = json!({ "content-type": headers[0].1, "idempotency-key": "key-1" });
        assert_eq!(claims["headers"], expected);
        let (_, claims) = verified(&signer().sign_with(&get("/a"), &headers[2..], NOW, JTI).unwrap());
        assert_eq!(claims.get("headers"), None, "as before there were signed headers");
        let twice = [("if-match", "\"1\""), ("If-Match", "\"1\"")];
        let wrong =
            [[("if-match", " \"1\"")], [("if-match", "\"1\"\t")], [("if-match", "\"\n\"")], [("if-match", "ä")]];
        for headers in wrong.iter().map(|headers| &headers[..]).chain([&twice[..]]) {
            let error = signer().sign_with(&get("/a"), headers, NOW, JTI).unwrap_err();
            assert_eq!(error, SigningError::Header { name: "if-match" }, "{headers:?}");
        }
    }

    #[test]
    fn the_hash_is_of_any_body_or_of_zero_bytes() {
        let every_byte: Vec<u8> = (0..=255).collect();
        // From `printf` of the 256 bytes and sha256sum.
        let hash = "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880";
        for (body, hash) in [(&b""[..], EMPTY_SHA256), (&every_byte, hash)] {
            let request = Request { method: "POST", uri: "/api/v1/documents", body };
            let (_, claims) = verified(&signer().sign(&request, NOW, JTI).unwrap());
            assert_eq!(claims["bodyHash"], hash, "{} bytes", body.len());
        }
    }

    #[test]
    fn the_token_is_three_parts_of_unpadded_base64url() {
        let headers = signer().sign(&get("/a"), NOW, JTI).unwrap();
        let token = headers.authorization.expose().strip_prefix("Bearer ").unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        for part in parts {
            assert!(part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        }
    }

    #[test]
    fn a_changed_token_or_another_key_does_not_verify() {
        let headers = signer().sign(&get("/a"), NOW, JTI).unwrap();
        let token = headers.authorization.expose().strip_prefix("Bearer ").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let other = generate(KeySize::Rsa2048).unwrap();
        for (pem, signed, verifies) in [
            (&PAIR.public_pem, signed.to_owned(), true),
            (&PAIR.public_pem, format!("{signed}A"), false),
            (&other.public_pem, signed.to_owned(), false),
        ] {
            let key = DecodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
            let outcome = jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, Algorithm::RS256);
            assert_eq!(outcome.unwrap(), verifies);
        }
    }

    #[test]
    fn signing_is_pure() {
        let signer = signer();
        let once = signer.sign(&get("/a"), NOW, JTI).unwrap();
        let again = signer.sign(&get("/a"), NOW, JTI).unwrap();
        assert_eq!(once.authorization.expose(), again.authorization.expose());
    }

    #[test]
    fn sign_now_uses_the_clock_and_a_new_jti_each_time() {
        let signer = signer();
        let mut seen = HashSet::new();
        for _ in 0..50 {
            let before = unix_now().unwrap();
            let (_, claims) = verified(&signer.sign_now(&get("/a")).unwrap());
            let after = unix_now().unwrap();
            let issued = claims["iat"].as_u64().unwrap();
            assert!((before..=after).contains(&issued));
            assert_eq!(claims["exp"].as_u64().unwrap() - issued, 60);
            let jti = claims["jti"].as_str().unwrap().to_owned();
            assert_eq!(jti.len(), 32);
            assert!(seen.insert(jti));
        }
    }

    #[test]
    fn the_lifetime_is_1_to_60_seconds() {
        for seconds in [1, 30, 60] {
            let signer = signer().with_lifetime(seconds).unwrap();
            let (_, claims) = verified(&signer.sign(&get("/a"), NOW, JTI).unwrap());
            assert_eq!(claims["exp"], NOW + seconds);
        }
        for seconds in [0, 61, u64::MAX] {
            let error = signer().with_lifetime(seconds).unwrap_err();
            assert_eq!(error, SigningError::Lifetime { seconds });
        }
    }

    #[test]
    fn kid_is_the_fingerprint_and_optional() {
        let signer = signer().with_kid();
        assert_eq!(signer.fingerprint(), PAIR.fingerprint);
        assert_eq!(signer.public_key_pem(), PAIR.public_pem);
        let (header, _) = verified(&signer.sign(&get("/a"), NOW, JTI).unwrap());
        assert_eq!(header, json!({ "alg": "RS256", "typ": "JWT", "kid": PAIR.fingerprint }));
    }

    #[test]
    fn invalid_input_is_not_signed() {
        use SigningError as E;
        let signer = signer();
        for method in ["", "get", "Get", "GET ", "G T", "GET\r\n", "ABCDEFGHIJKLMNOPQ"] {
            let request = Request { method, ..get("/a") };
            assert_eq!(signer.sign(&request, NOW, JTI).unwrap_err(), E::Method, "{method:?}");
        }
        for (uri, error) in [
            ("https://h/a", UriError::NotAPath),
            ("/a//b", UriError::EmptySegment),
            ("/a/%2e%2e", UriError::PathCharacter { character: '%', position: 3 }),
        ] {
            assert_eq!(signer.sign(&get(uri), NOW, JTI).unwrap_err(), E::Uri(error), "{uri}");
        }
        let (short, long) = ("a".repeat(15), "a".repeat(129));
        for jti in ["", &short, &long, "0123456789abcde/", "0123456789abcdeé", "0123456789 abcdef"] {
            assert_eq!(signer.sign(&get("/a"), NOW, jti).unwrap_err(), E::Jti, "{jti}");
        }
        for jti in [&"a".repeat(16), &"Z".repeat(128), "0123456789._-abc"] {
            assert!(signer.sign(&get("/a"), NOW, jti).is_ok(), "{jti}");
        }
        assert_eq!(signer.sign(&get("/a"), u64::MAX - 59, JTI).unwrap_err(), E::Time);
    }

    #[test]
    fn a_token_over_8_kib_is_refused_and_one_just_below_is_not() {
        let signer = signer();
        let uri = |length: usize| format!("/a?{}", "q".repeat(length));
        let mut longest = 0;
        for length in 4000..7000 {
            match signer.sign(&get(&uri(length)), NOW, JTI) {
                Ok(headers) => longest = headers.authorization.expose().len() - "Bearer ".len(),
                Err(error) => {
                    assert!(matches!(error, SigningError::TokenTooLong { bytes } if bytes > 8192));
                    break;
                }
            }
        }
        assert!((8190..=MAX_TOKEN_BYTES).contains(&longest), "{longest}");
    }

    #[test]
    fn no_debug_output_has_a_secret() {
        let signer = signer();
        let request = Request { method: "POST", uri: "/a?name=hush", body: b"hush" };
        let headers = signer.sign(&request, NOW, JTI).unwrap();
        assert_eq!(format!("{signer:?}"), "Signer");
        assert_eq!(format!("{headers:?}"), "SignedHeaders { x_api_key: ApiKeySecret, authorization: BearerSecret }");
        assert_eq!(format!("{request:?}"), "Request { method: \"POST\", body_bytes: 4, .. }");
    }

    #[test]
    fn the_pairs_are_the_two_headers() {
        let headers = signer().sign(&get("/a"), NOW, JTI).unwrap();
        let [(key_name, key), (token_name, token)] = headers.pairs();
        assert_eq!((key_name, key), ("x-api-key", API_KEY));
        assert_eq!((token_name, token), ("authorization", headers.authorization.expose()));
    }

    #[test]
    fn a_signer_is_shared_between_threads() {
        fn shareable<T: Send + Sync + 'static>() {}
        shareable::<Signer>();
        shareable::<SignedHeaders>();
        shareable::<KeyPair>();
    }
}
