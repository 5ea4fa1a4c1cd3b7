//! Reasons for refusing a key, each with a command that helps.
//!
//! A test runs every command on a key in that form, in a shell with OpenSSL, OpenSSH, Perl and Node.

use std::fmt;

use crate::secrets::{PrivateForm, Secret};

/// Command that creates an acceptable key pair, and prints its public half.
macro_rules! new_pair {
    () => {
        "`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem && openssl pkey -in private.pem \
         -pubout`"
    };
}

/// Command that rewrites the armour lines.
macro_rules! new_armour {
    () => {
        "`sed -e 's/.*BEGIN.*/-----BEGIN PUBLIC KEY-----/' -e 's/.*END.*/-----END PUBLIC KEY-----/' key.pem`"
    };
}

/// Reason for refusing a key with a prime of a registered one. It does not name that key's owner.
pub const SHARED_PRIME: &str = concat!(
    "shares a prime with a key that is registered here, so its private key can be computed: its generator has too \
     little randomness. Create a new one on another machine: ",
    new_pair!()
);

/// Reason for refusing a key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RefusedKey {
    /// A private key.
    #[error(
        "is a private key ({0}). Nothing of it was stored. Send only its public half: `openssl pkey -in private.pem \
         -pubout`. If the private key was sent or stored anywhere else, treat it as leaked and create a new pair: {new}",
        new = new_pair!()
    )]
    PrivateKey(PrivateForm),
    /// API key or token.
    #[error("{0}. Send an RSA public key here: `openssl pkey -in private.pem -pubout`")]
    Secret(Secret),
    /// No text.
    #[error("is empty. Send an RSA public key: `openssl pkey -in private.pem -pubout`")]
    Empty,
    /// More text than any key needs.
    #[error(
        "has {0} bytes, more than the limit of 32768. Send only the block from `-----BEGIN PUBLIC KEY-----` to \
         `-----END PUBLIC KEY-----`: `sed -n '/BEGIN PUBLIC KEY/,/END PUBLIC KEY/p' key.pem`"
    )]
    TooMuchText(usize),
    /// Text without a known form of a key.
    #[error(
        "contains no public key. It must contain one block from `-----BEGIN PUBLIC KEY-----` to `-----END PUBLIC \
         KEY-----`: `openssl pkey -in private.pem -pubout`"
    )]
    NotPem,
    /// More than one key.
    #[error("contains {0} keys. Send only the one that verifies your requests")]
    Several(usize),
    /// A public key among other blocks or forms.
    #[error(
        "contains a public key and something else with a key in it. Send only the public key: \
         `sed -n '/BEGIN PUBLIC KEY/,/END PUBLIC KEY/p' key.pem`"
    )]
    Mixed,
    /// Typographic dashes, as from a word processor.
    #[error("has typographic dashes instead of hyphens in its armour lines. Correct them: {a}", a = new_armour!())]
    TypographicDashes,
    /// Other than five hyphens.
    #[error("has armour lines without exactly five hyphens on each side. Correct them: {a}", a = new_armour!())]
    ArmourDashes,
    /// Armour line without its counterpart.
    #[error(
        "is cut off: one of the lines `-----BEGIN PUBLIC KEY-----` and `-----END PUBLIC KEY-----` is missing. Copy all \
         of it: `openssl pkey -in private.pem -pubout`"
    )]
    HalfArmour,
    /// Character in the armour that is not base64.
    #[error(
        "contains `{0}` between its armour lines, where only base64 is allowed. Copy it again: `openssl pkey -in \
         private.pem -pubout`"
    )]
    NotBase64(String),
    /// Fewer bytes than the DER length says.
    #[error(
        "is cut off: its header declares {expected} bytes, but there are {received}. Copy all of it: \
             `openssl pkey -in private.pem -pubout`"
    )]
    Truncated {
        /// Bytes that the outer length declares.
        expected: usize,
        /// Received bytes.
        received: usize,
    },
    /// Public key that one command makes acceptable.
    #[error("is {}. Convert it: `{}`", .0.describe(.1), .0.command(.1))]
    Convertible(Convertible, Wrapping),
    /// An `ssh-rsa` line.
    #[error(
        "is an SSH public key (`ssh-rsa`). Convert it: `grep -o 'ssh-rsa AAAA[A-Za-z0-9+/=]*' key.txt > key.pub && \
         ssh-keygen -e -m PKCS8 -f key.pub`"
    )]
    SshLine,
    /// SSH public key as of RFC 4716.
    #[error(
        "is an SSH public key (RFC 4716, `BEGIN SSH2 PUBLIC KEY`). Convert it: `ssh-keygen -i -m RFC4716 -f key.txt > \
         key.pub && ssh-keygen -e -m PKCS8 -f key.pub`"
    )]
    Ssh2,
    /// JSON Web Key (RFC 7517).
    #[error(
        "is a JSON Web Key (JWK). Convert it: `node -p \"crypto.createPublicKey({{key: JSON.parse(fs.readFileSync(\
         'key.json')), format: 'jwk'}}).export({{type: 'spki', format: 'pem'}})\"`"
    )]
    Jwk,
    /// Set of one JSON Web Key.
    #[error(
        "is a JSON Web Key Set (JWKS). Convert its key: `node -p \"crypto.createPublicKey({{key: JSON.parse(\
         fs.readFileSync('key.json')).keys[0], format: 'jwk'}}).export({{type: 'spki', format: 'pem'}})\"`"
    )]
    Jwks,
    /// .NET's XML.
    #[error(
        "is a public key in .NET's XML (`RSAKeyValue`). Convert it (or call `ExportSubjectPublicKeyInfoPem`): `node -p \
         \"x = t => fs.readFileSync('key.xml', 'utf8').split('<' + t + '>')[1].split('<')[0].replace(/\\s/g, ''); \
         crypto.createPublicKey({{key: {{kty: 'RSA', n: x('Modulus'), e: x('Exponent')}}, format: \
         'jwk'}}).export({{type: 'spki', format: 'pem'}})\"`"
    )]
    Xml,
    /// Key printed as text.
    #[error(
        "is a public key printed as text, by an option like -text or -modulus. Convert it: `perl -0777 -ne 's/^\\s*Exponent.*//ms; \
         s/.*Modulus.*?[:=]//s; s/[^0-9A-Fa-f]//g; s/^(00)+//; print qq(asn1=SEQUENCE:k\\n[k]\\nn=INTEGER:0x$_\\ne=INTEGER:65537\\n)' \
         key.txt > key.cnf && openssl asn1parse -genconf key.cnf -noout -out key.der && openssl rsa -RSAPublicKey_in \
         -inform DER -in key.der -pubout`"
    )]
    Printed,
    /// An OpenPGP public key.
    #[error("is an OpenPGP public key, which is not supported. Create an RSA key pair: {new}", new = new_pair!())]
    Pgp,
    /// Something other than a SubjectPublicKeyInfo.
    #[error(
        "is not the DER of an RSA SubjectPublicKeyInfo (RFC 5280, 4.1; RFC 3279, 2.3.1). If OpenSSL can read it, write \
         it again with: `openssl pkey -pubin -in key.pem -pubout`"
    )]
    NotSpki,
    /// SubjectPublicKeyInfo with further bytes after it.
    #[error(
        "has more bytes after the public key, which is not allowed. Write it again: `openssl pkey -pubin -in key.pem \
         -pubout`"
    )]
    TrailingBytes,
    /// An elliptic curve key.
    #[error("is an elliptic curve key; an RSA key is required. Create one: {new}", new = new_pair!())]
    EllipticCurve,
    /// A key of RFC 8410.
    #[error("is an Ed25519, Ed448, X25519 or X448 key; an RSA key is required. Create one: {new}", new = new_pair!())]
    Edwards,
    /// A key bound to RSA-PSS.
    #[error("is an RSA-PSS key, which cannot sign RS256; a plain RSA key is required. Create one: {new}", new = new_pair!())]
    RsaPss,
    /// A key of some other algorithm.
    #[error("is not an RSA key, which is required. Create one: {new}", new = new_pair!())]
    OtherAlgorithm,
    /// A modulus that is too short.
    #[error("has {0} bits; at least 2048 are required. Create a longer one: {new}", new = new_pair!())]
    TooShort(usize),
    /// A modulus that is too long.
    #[error("has {0} bits; at most 8192 are accepted. Create a shorter one: {new}", new = new_pair!())]
    TooLong(usize),
    /// An unusual exponent.
    #[error("has an exponent other than 65537. Create a new key: {new}", new = new_pair!())]
    Exponent,
    /// A small prime factor.
    #[error(
        "has a modulus with a prime factor below 2^20, so its private key can be computed. Create a new one: {new}",
        new = new_pair!()
    )]
    SmallFactor,
    /// Modulus that is not the product of two large primes.
    #[error("has a modulus that is a prime or a power of one. Create a new key: {new}", new = new_pair!())]
    Modulus,
    /// Key from a generator with the ROCA flaw (CVE-2017-15361).
    #[error(
        "was created by a generator with a known flaw (ROCA, CVE-2017-15361), so its private key can be computed. Create \
         a new one: {new}",
        new = new_pair!()
    )]
    Roca,
    /// Primes so close that the modulus can be factored.
    #[error(
        "has primes so close together that its private key can be computed. Create a new one: {new}",
        new = new_pair!()
    )]
    ClosePrimes,
}

impl From<Secret> for RefusedKey {
    fn from(secret: Secret) -> Self {
        match secret {
            Secret::PrivateKey(form) => Self::PrivateKey(form),
            other => Self::Secret(other),
        }
    }
}

/// Container of a public key that OpenSSL or OpenSSH converts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convertible {
    /// SubjectPublicKeyInfo.
    Spki,
    /// PKCS#1 `RSAPublicKey`.
    Pkcs1,
    /// X.509 certificate.
    Certificate,
    /// PKCS#10 certification request.
    Request,
    /// PKCS#7 (CMS) of certificates.
    Pkcs7,
    /// SSH wire format of an RSA key (RFC 4253, 6.6).
    Ssh,
    /// PEM.
    Pem,
}

/// Encoding around a public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrapping {
    /// PEM with the right label.
    Armour,
    /// PEM with another label.
    Label,
    /// Base64 or base64url without armour.
    Base64,
    /// Hex.
    Hex,
    /// Base64 in the JSON member of this name.
    Json(String),
}

impl Convertible {
    fn describe(self, wrapping: &Wrapping) -> String {
        let what = match self {
            Self::Spki => "an RSA public key (SubjectPublicKeyInfo)",
            Self::Pkcs1 => "a PKCS#1 public key",
            Self::Certificate => "a certificate",
            Self::Request => "a certificate request",
            Self::Pkcs7 => "a PKCS#7 bundle of certificates",
            Self::Ssh => "an SSH public key without its `ssh-rsa`",
            Self::Pem => "a PEM public key",
        };
        match wrapping {
            Wrapping::Armour => what.to_owned(),
            Wrapping::Label => format!("{what} under a label that says otherwise"),
            Wrapping::Base64 => format!("{what} in base64 without armour lines"),
            Wrapping::Hex => format!("{what} in hex"),
            Wrapping::Json(member) => format!("{what} in base64, in the member `{member}` of a JSON object"),
        }
    }

    /// Returns the command that converts the sent form to the accepted one.
    fn command(self, wrapping: &Wrapping) -> String {
        match (self, wrapping) {
            (Self::Pkcs1, Wrapping::Armour) => "openssl rsa -RSAPublicKey_in -in key.pem -pubout".to_owned(),
            (Self::Certificate, Wrapping::Armour) => "openssl x509 -in key.pem -pubkey -noout".to_owned(),
            (Self::Request, Wrapping::Armour) => "openssl req -in key.pem -pubkey -noout".to_owned(),
            (Self::Pkcs7, Wrapping::Armour) => {
                "openssl pkcs7 -in key.pem -print_certs | openssl x509 -pubkey -noout".to_owned()
            }
            _ => format!("{}{}", wrapping.decode(), self.convert()),
        }
    }

    const fn convert(self) -> &'static str {
        match self {
            Self::Spki => " | openssl pkey -pubin -inform DER -pubout",
            Self::Pkcs1 => " | openssl rsa -RSAPublicKey_in -inform DER -pubout",
            Self::Certificate => " | openssl x509 -inform DER -pubkey -noout",
            Self::Request => " | openssl req -inform DER -pubkey -noout",
            Self::Pkcs7 => " | openssl pkcs7 -inform DER -print_certs | openssl x509 -pubkey -noout",
            Self::Ssh => {
                " | openssl base64 -A | (printf 'ssh-rsa '; cat) > key.pub && ssh-keygen -e -m PKCS8 -f key.pub"
            }
            Self::Pem => "",
        }
    }
}

impl Wrapping {
    /// Returns the command that prints the bytes.
    fn decode(&self) -> String {
        match self {
            Self::Armour | Self::Label => {
                r"sed 's/-----[^-]*-----//g' key.pem | tr -d '\r\n ' | openssl base64 -d -A".to_owned()
            }
            Self::Base64 => {
                r#"perl -0777 -ne 's/\\[nr]//g; s/^.*?(?=MI|AAAA|LS0t)//s; tr{-_}{+/}; s{[^A-Za-z0-9+/]}{}g; print $_, "=" x (-length() % 4)' key.txt | openssl base64 -d -A"#.to_owned()
            }
            Self::Hex => r#"perl -0777 -ne 's/0x|[^0-9A-Fa-f]//gi; print pack("H*", $_)' key.txt"#.to_owned(),
            Self::Json(member) => {
                format!(r#"sed -n 's/.*"{member}": *"\([^"]*\)".*/\1/p' key.json | openssl base64 -d -A"#)
            }
        }
    }
}

impl RefusedKey {
    /// Returns the last command that the reason names.
    pub fn command(&self) -> Option<String> {
        let text = self.to_string();
        let command = text.split('`').skip(1).step_by(2).find(|part| {
            ["openssl ", "sed ", "perl ", "grep ", "node ", "ssh-keygen "].iter().any(|tool| part.starts_with(tool))
        });
        command.map(str::to_owned)
    }
}

impl fmt::Display for Convertible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(&Wrapping::Armour))
    }
}
