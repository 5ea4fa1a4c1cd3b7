#!/usr/bin/env python3
"""Writes pasted_keys.json: texts that people paste as a public key, each with the expected result.

    python3 pasted_keys.py > pasted_keys.json

Needs openssl, ssh-keygen, gpg, node and java, because each form comes from its own tool. Generates new key pairs, which
are not used elsewhere. `result` is `accepted`, or the reason's name in Rust.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

os.chdir(tempfile.mkdtemp())


def sh(command, **more):
    done = subprocess.run(["bash", "-c", command], capture_output=True, **more)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr.decode()}")
    return done.stdout


def text(command):
    return sh(command).decode()


def write(name, content):
    with open(name, "w") as file:
        file.write(content)
    os.chmod(name, 0o600)


def b64(data):
    return base64.b64encode(data).decode()


def wrapped(base, width=64, end="\n"):
    return "".join(base[i : i + width] + end for i in range(0, len(base), width))


def armour(label, data):
    return f"-----BEGIN {label}-----\n{wrapped(b64(data))}-----END {label}-----\n"


sh("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem && chmod 600 rsa.pem")
sh("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out other.pem")
sh("openssl ecparam -name prime256v1 -genkey -out sec1.pem && openssl pkcs8 -topk8 -nocrypt -in sec1.pem -out ec.pem")
sh("openssl genpkey -algorithm ED25519 -out ed.pem && openssl genpkey -algorithm RSA-PSS -out pss.pem")
sh("openssl genpkey -algorithm X25519 -out x.pem && openssl dsaparam 1024 2>/dev/null | openssl gendsa -out dsa.pem /dev/stdin")
PUBLIC = text("openssl pkey -in rsa.pem -pubout")
OTHER = text("openssl pkey -in other.pem -pubout")
DER = sh("openssl pkey -in rsa.pem -pubout -outform DER")
PKCS8 = sh("openssl pkey -in rsa.pem -outform DER")
PKCS1 = sh("openssl rsa -in rsa.pem -traditional -outform DER")
PUBLIC1 = sh("openssl rsa -in rsa.pem -RSAPublicKey_out -outform DER")
EC8 = sh("openssl pkey -in ec.pem -outform DER")
SEC1 = sh("openssl ec -in sec1.pem -outform DER 2>/dev/null")
SSH = text("ssh-keygen -y -f rsa.pem").strip()
write("key.pub", SSH + " ada@laptop\n")
SSH2 = text("ssh-keygen -e -m RFC4716 -f key.pub")
sh("openssl req -new -key rsa.pem -subj /CN=acme.example -out csr.pem")
sh("openssl x509 -req -in csr.pem -signkey rsa.pem -days 3650 -out cert.pem")
sh("openssl crl2pkcs7 -nocrl -certfile cert.pem -out bundle.p7b")
sh("openssl pkcs12 -export -inkey rsa.pem -in cert.pem -passout pass:x -out key.p12")
CERT = text("cat cert.pem")
JWK = json.loads(text("node -p \"JSON.stringify(crypto.createPublicKey(fs.readFileSync('rsa.pem')).export({format: 'jwk'}))\""))
SECRET_JWK = json.loads(text("node -p \"JSON.stringify(crypto.createPrivateKey(fs.readFileSync('rsa.pem')).export({format: 'jwk'}))\""))
EC_JWK = json.loads(text("node -p \"JSON.stringify(crypto.createPrivateKey(fs.readFileSync('ec.pem')).export({format: 'jwk'}))\""))
LINES = PUBLIC.strip().split("\n")
BASE = "".join(LINES[1:-1])


def xml(jwk, names, break_lines=False):
    def value(member):
        standard = base64.b64encode(base64.urlsafe_b64decode(jwk[member] + "==")).decode()
        return standard

    inside = [f"<{name}>{value(member)}</{name}>" for name, member in names]
    sep = "\n  " if break_lines else ""
    return "<RSAKeyValue>" + "".join(sep + one for one in inside) + ("\n" if break_lines else "") + "</RSAKeyValue>"


PUBLIC_XML = [("Modulus", "n"), ("Exponent", "e")]
PRIVATE_XML = PUBLIC_XML + [("P", "p"), ("Q", "q"), ("DP", "dp"), ("DQ", "dq"), ("InverseQ", "qi"), ("D", "d")]


def java():
    """Returns X509EncodedKeySpec's bytes in the forms of Java's encoders, and a PKCS#8 key."""
    write(
        "Keys.java",
        """
import java.nio.file.*; import java.security.*; import java.security.spec.*; import java.util.*;
public class Keys { public static void main(String[] a) throws Exception {
  byte[] der = Files.readAllBytes(Path.of("pub.der"));
  PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
  System.out.println(Base64.getEncoder().encodeToString(key.getEncoded()));
  System.out.println("--");
  System.out.println(Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  System.out.println("--");
  System.out.println(Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded()));
}}""",
    )
    with open("pub.der", "wb") as file:
        file.write(DER)
    return [part.strip("\n") for part in text("java Keys.java").split("--\n")]


def ppk():
    """Returns PuTTY's format, version 2, without a passphrase. The MAC is not checked."""
    public = wrapped(SSH.split()[1])
    private = wrapped(b64(PKCS1[40:600]))
    return (
        "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\nComment: rsa-key-20261128\r\n"
        f"Public-Lines: {public.count(chr(10))}\r\n{public}Private-Lines: {private.count(chr(10))}\r\n{private}"
        "Private-MAC: 8cfc6bf5ae6d7b1b2ce1f0a5e1c6d2b6e27f5c1d\r\n"
    )


def accepted():
    yield "as openssl writes it", PUBLIC
    yield "without the last line end", PUBLIC.strip()
    yield "byte order mark", "\ufeff" + PUBLIC
    yield "CR LF", PUBLIC.replace("\n", "\r\n")
    yield "CR alone", PUBLIC.replace("\n", "\r")
    yield "byte order mark and CR LF", "\ufeff" + PUBLIC.replace("\n", "\r\n")
    yield "in one line", PUBLIC.replace("\n", "")
    yield "in one line, with spaces", PUBLIC.replace("\n", " ")
    yield "the two characters \\n", PUBLIC.replace("\n", "\\n")
    yield "the four characters \\r\\n", PUBLIC.replace("\n", "\\r\\n")
    yield "\\n escaped twice", PUBLIC.replace("\n", "\\\\n")
    yield "a JSON string", json.dumps(PUBLIC)
    yield "a JSON object", json.dumps({"id": 7, "publicKey": PUBLIC})
    yield "a JSON string of System.Text.Json", json.dumps(PUBLIC).replace("+", "\\u002B")
    yield "single quotes", f"'{PUBLIC.strip()}'"
    yield "an .env file", 'PUBLIC_KEY="' + PUBLIC.replace("\n", "\\n") + '"\n'
    yield "each line quoted", "\n".join(f'"{line}"' for line in LINES)
    yield "a Java literal", " +\n  ".join(f'"{line}\\n"' for line in LINES) + ";"
    yield "a C literal", "\n".join(f'"{line}\\n"' for line in LINES)
    yield "a Python list", ",\n".join(f"'{line}'" for line in LINES)
    yield "a JavaScript template", f"`{PUBLIC}`"
    yield "indented by spaces", "\n".join("    " + line for line in LINES)
    yield "indented by tabs", "\n".join("\t" + line for line in LINES)
    yield "a YAML block", "signing:\n  publicKey: |\n" + "".join(f"    {line}\n" for line in LINES)
    yield "spaces at the ends of lines", "\n".join(line + "  " for line in LINES)
    yield "no-break spaces", "\n".join("\u00a0" + line for line in LINES)
    yield "zero-width spaces", PUBLIC.replace("\n", "\u200b\n")
    yield "blank lines between", PUBLIC.replace("\n", "\n\n")
    yield "quoted mail", "\n".join("> " + line for line in LINES)
    yield "lines of 76", f"{LINES[0]}\n{wrapped(BASE, 76)}{LINES[-1]}\n"
    yield "one line of base64", f"{LINES[0]}\n{BASE}\n{LINES[-1]}\n"
    yield "without its padding", PUBLIC.replace("==\n", "\n").replace("=\n", "\n")
    yield "Bag Attributes", "Bag Attributes\n    friendlyName: acme\n    localKeyID: 54 69 6D\nKey Attributes: <No Attributes>\n" + PUBLIC
    yield "a sentence before", "Dear Nuvera, our key (the private key stays on our HSM):\n\n" + PUBLIC
    yield "a sentence behind", PUBLIC + "\nBest regards,\nAda — Acme\n"
    yield "openssl pkey -text", text("openssl pkey -in rsa.pem -pubout -text_pub")
    yield "a code fence", f"```pem\n{PUBLIC}```\n"
    yield "HTML", f"<pre>{PUBLIC}</pre>"
    yield "form encoding", PUBLIC.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D").replace("\n", "%0A").replace(" ", "%20")
    yield "a shell's here-document", f"cat > key.pem <<EOF\n{PUBLIC}EOF\n"


def refused():
    one, mime, url = java()
    yield "nothing", "Empty", ""
    yield "white space", "Empty", " \r\n\t\u00a0\ufeff"
    yield "a word", "NotPem", "x"
    yield "a sentence", "NotPem", "We will send the key tomorrow."
    yield "a fingerprint", "NotPem", "2a73cee3176c6bad21ff369574ec2023d516d7d93f2bfe8cd63ba4ba0d3f73ee"
    yield "a path", "NotPem", "/etc/ssl/keys/public.pem"
    yield "an address", "NotPem", "https://acme.example/.well-known/jwks.json"

    yield "Java's Base64.getEncoder", "Convertible(Spki, Base64)", one
    yield "Java's MIME encoder", "Convertible(Spki, Base64)", mime
    yield "Java's URL encoder", "Convertible(Spki, Base64)", url
    yield ".NET's ExportSubjectPublicKeyInfo", "Convertible(Spki, Base64)", b64(DER)
    yield "base64 in lines of 64", "Convertible(Spki, Base64)", "\n".join(LINES[1:-1])
    yield "base64 in quotes", "Convertible(Spki, Base64)", f'"{BASE}"'
    yield "base64 behind a name", "Convertible(Spki, Base64)", f"PUBLIC_KEY={BASE}"
    yield "base64 with a byte order mark", "Convertible(Spki, Base64)", "\ufeff" + BASE + "\r\n"
    kms = {"KeyId": "arn:aws:kms:eu-central-1:111122223333:key/1", "PublicKey": BASE, "CustomerMasterKeySpec": "RSA_2048",
           "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": ["RSASSA_PKCS1_V1_5_SHA_256"]}
    yield "aws kms get-public-key", 'Convertible(Spki, Json("PublicKey"))', json.dumps(kms, indent=4)
    yield "aws kms get-public-key, in one line", 'Convertible(Spki, Json("PublicKey"))', json.dumps({"PublicKey": BASE})
    yield "hex", "Convertible(Spki, Hex)", DER.hex()
    yield "hex with colons", "Convertible(Spki, Hex)", DER.hex(":").upper()
    yield "hex as xxd -p writes it", "Convertible(Spki, Hex)", wrapped(DER.hex(), 60)
    yield "hex as 0x", "Convertible(Spki, Hex)", "0x" + DER.hex()
    yield "a C array", "Convertible(Spki, Hex)", "{ " + ", ".join(f"0x{b:02x}" for b in DER) + " };"
    yield "base64 of the PEM", "Convertible(Pem, Base64)", b64(PUBLIC.encode())

    yield "ssh-keygen -y", "SshLine", SSH
    yield "authorized_keys", "SshLine", SSH + " ada@laptop\n"
    yield "authorized_keys with options", "SshLine", f'no-pty,command="/bin/true" {SSH} ada@laptop'
    yield "GitHub's page of a user's keys", "Several(2)", f"{SSH}\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7\n"
    yield "an ssh-rsa key without its name", "Convertible(Ssh, Base64)", SSH.split()[1]
    yield "RFC 4716", "Ssh2", SSH2
    sh("ssh-keygen -q -t ed25519 -N '' -f sshed && ssh-keygen -q -t ecdsa -N '' -f sshec")
    yield "ssh-ed25519", "Edwards", text("cat sshed.pub")
    yield "ecdsa-sha2-nistp256", "EllipticCurve", text("cat sshec.pub")
    yield "JWK", "Jwk", json.dumps(JWK)
    yield "JWK with use and kid", "Jwk", json.dumps({"use": "sig", "alg": "RS256", "kid": "2026-11", **JWK}, indent=2)
    yield "JWKS", "Jwks", json.dumps({"keys": [{"kid": "a", "x5c": [], **JWK}]})
    yield "JWKS of two", "Several(2)", json.dumps({"keys": [JWK, JWK]})
    yield "JWK of an elliptic curve", "EllipticCurve", json.dumps({k: v for k, v in EC_JWK.items() if k != "d"})
    yield "JWK of Ed25519", "Edwards", json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    yield "RSA.ToXmlString(false)", "Xml", xml(JWK, PUBLIC_XML)
    yield ".NET XML in lines", "Xml", xml(JWK, PUBLIC_XML, True)
    yield "openssl rsa -text", "Printed", text("openssl rsa -pubin -text -noout <<< '" + PUBLIC + "'")
    yield "openssl rsa -modulus", "Printed", text("openssl rsa -in rsa.pem -modulus -noout")

    yield "em dashes", "TypographicDashes", PUBLIC.replace("-----", "—–")
    yield "en dashes", "TypographicDashes", PUBLIC.replace("-", "–")
    yield "em dashes and a hyphen", "TypographicDashes", PUBLIC.replace("-----", "——-")
    yield "four hyphens", "ArmourDashes", PUBLIC.replace("-----", "----")
    yield "a space in the armour", "ArmourDashes", PUBLIC.replace("-----BEGIN", "----- BEGIN")
    yield "PKCS#1", "Convertible(Pkcs1, Armour)", armour("RSA PUBLIC KEY", PUBLIC1)
    yield "PKCS#1 labelled PUBLIC KEY", "Convertible(Pkcs1, Label)", armour("PUBLIC KEY", PUBLIC1)
    yield "PKCS#1 without armour", "Convertible(Pkcs1, Base64)", b64(PUBLIC1)
    yield "PKCS#1 in hex", "Convertible(Pkcs1, Hex)", PUBLIC1.hex()
    yield "SPKI labelled RSA PUBLIC KEY", "Convertible(Spki, Label)", PUBLIC.replace("PUBLIC", "RSA PUBLIC")
    yield "SPKI in one line, labelled RSA PUBLIC KEY", "Convertible(Spki, Label)", PUBLIC.replace("PUBLIC", "RSA PUBLIC").replace("\n", "")
    yield "a label in lower case", "Convertible(Spki, Label)", PUBLIC.replace("PUBLIC KEY", "public key")
    yield "a certificate", "Convertible(Certificate, Armour)", CERT
    yield "a trusted certificate", "Convertible(Certificate, Armour)", text("openssl x509 -in cert.pem -trustout")
    yield "a chain of certificates", "Convertible(Certificate, Armour)", CERT + CERT
    yield "openssl s_client", "Convertible(Certificate, Armour)", "CONNECTED(00000003)\n---\nServer certificate\n" + CERT + "subject=CN = acme.example\n"
    yield "a certificate without armour", "Convertible(Certificate, Base64)", "".join(CERT.strip().split("\n")[1:-1])
    yield "a certificate labelled PUBLIC KEY", "Convertible(Certificate, Label)", CERT.replace("CERTIFICATE", "PUBLIC KEY")
    yield "a certificate request", "Convertible(Request, Armour)", text("cat csr.pem")
    yield "a new certificate request", "Convertible(Request, Armour)", text("cat csr.pem").replace("CERTIFICATE", "NEW CERTIFICATE")
    yield "a certificate request without armour", "Convertible(Request, Base64)", "".join(text("cat csr.pem").strip().split("\n")[1:-1])
    yield "PKCS#7", "Convertible(Pkcs7, Armour)", text("cat bundle.p7b")
    yield "openssl x509 -pubkey", "Mixed", PUBLIC + CERT
    yield "an SSH line and the PEM", "Mixed", f"{SSH}\n{PUBLIC}"
    yield "two keys", "Several(2)", PUBLIC + OTHER
    yield "the same key twice", "Several(2)", PUBLIC + PUBLIC
    sh("gpg --batch --homedir . --passphrase '' --quick-gen-key ada@acme.example rsa2048 sign never 2>/dev/null")
    yield "gpg --export --armor", "Pgp", text("gpg --homedir . --export --armor 2>/dev/null")
    yield "without its end", "HalfArmour", "\n".join(LINES[:-1])
    yield "without its beginning", "HalfArmour", "\n".join(LINES[1:])
    yield "another end", "HalfArmour", PUBLIC.replace("END PUBLIC", "END RSA PUBLIC")
    yield "a line missing", "Truncated", "\n".join(LINES[:4] + LINES[5:])
    yield "the last line of base64 missing", "Truncated", "\n".join(LINES[:-2] + LINES[-1:])
    yield "base64 cut off", "Truncated", BASE[:300]
    yield "an ellipsis in the middle", 'NotBase64("...")', PUBLIC.replace(LINES[3], LINES[3][:20] + "..." + LINES[3][30:])
    yield "asterisks", 'NotBase64("*")', PUBLIC.replace(LINES[3], "*" * 64)
    yield "elliptic curve", "EllipticCurve", text("openssl pkey -in ec.pem -pubout")
    yield "elliptic curve without armour", "EllipticCurve", b64(sh("openssl pkey -in ec.pem -pubout -outform DER"))
    yield "Ed25519", "Edwards", text("openssl pkey -in ed.pem -pubout")
    yield "X25519", "Edwards", text("openssl pkey -in x.pem -pubout")
    yield "RSA-PSS", "RsaPss", text("openssl pkey -in pss.pem -pubout")
    yield "DSA", "OtherAlgorithm", text("openssl pkey -in dsa.pem -pubout")
    yield "no NULL parameters", "NotSpki", armour("PUBLIC KEY", DER[:2] + (len(DER) - 6).to_bytes(2, "big") + b"\x30\x0b" + DER[6:17] + DER[19:])
    yield "a key behind the key", "TrailingBytes", armour("PUBLIC KEY", DER + DER)
    yield "1024 bits", "TooShort(1024)", text("openssl genrsa 1024 2>/dev/null | openssl pkey -pubout")
    yield "exponent 3", "Exponent", text("openssl genrsa -3 2048 2>/dev/null | openssl pkey -pubout")


def private():
    pem8, pem1 = text("cat rsa.pem"), text("openssl rsa -in rsa.pem -traditional")
    yield "PKCS#8", "Pem", pem8
    yield "PKCS#1", "Pem", pem1
    yield "SEC 1", "Pem", text("cat sec1.pem")
    yield "Ed25519", "Pem", text("cat ed.pem")
    yield "DSA", "Pem", text("cat dsa.pem")
    yield "encrypted PKCS#8", "Pem", text("openssl pkcs8 -topk8 -in rsa.pem -passout pass:x")
    yield "encrypted PKCS#1", "Pem", text("openssl rsa -in rsa.pem -traditional -aes256 -passout pass:x")
    write("openssh", pem8)
    sh("ssh-keygen -q -p -N '' -f openssh")
    yield "OpenSSH", "Pem", text("cat openssh")
    sh("ssh-keygen -q -p -N secret -f openssh")
    yield "OpenSSH, encrypted", "Pem", text("cat openssh")
    yield "SSH2", "Pem", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAAi4AAAA3aWYtbW9kbntzaWdu\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"
    yield "openssl pkcs12 -nodes", "Pem", text("openssl pkcs12 -in key.p12 -passin pass:x -nodes")
    yield "in one line", "Pem", pem8.replace("\n", "")
    yield "the two characters \\n", "Pem", pem8.replace("\n", "\\n")
    yield "with typographic dashes", "Pem", pem8.replace("-----", "—–")
    yield "in lower case", "Pem", pem8.lower()
    yield "beside its public key", "Pem", PUBLIC + pem8
    yield "only its beginning", "Pem", pem8[:40]
    yield "only its end", "Pem", pem8[-60:]
    yield "form encoding", "Pem", pem8.replace("+", "%2B").replace("\n", "%0A").replace(" ", "%20")
    yield "JSON of a Google service account", "Pem", json.dumps({"type": "service_account", "private_key": pem8})
    yield "gpg --export-secret-keys", "Pgp", text("gpg --batch --homedir . --passphrase '' --pinentry-mode loopback --export-secret-keys --armor 2>/dev/null")
    yield "PuTTY", "Putty", ppk()
    yield "PuTTY, version 3", "Putty", ppk().replace("File-2", "File-3").replace("none", "aes256-cbc")
    yield "PKCS#8 without armour", "Base64", b64(PKCS8)
    yield "PKCS#8 in lines", "Base64", wrapped(b64(PKCS8))
    yield "PKCS#8 in base64url", "Base64", base64.urlsafe_b64encode(PKCS8).decode()
    yield "PKCS#8 behind a name", "Base64", "PRIVATE_KEY=" + b64(PKCS8)
    yield "PKCS#8 in a sentence", "Base64", "our key is " + b64(PKCS8) + ", please install it"
    yield "PKCS#1 without armour", "Base64", b64(PKCS1)
    yield "an elliptic curve key without armour", "Base64", b64(EC8)
    yield "SEC 1 without armour", "Base64", b64(SEC1)
    yield "Ed25519 without armour", "Base64", b64(sh("openssl pkey -in ed.pem -outform DER"))
    yield "encrypted PKCS#8 without armour", "Base64", b64(sh("openssl pkcs8 -topk8 -in rsa.pem -passout pass:x -outform DER"))
    yield "encrypted by PKCS#12's way", "Base64", b64(sh("openssl pkcs8 -topk8 -in rsa.pem -passout pass:x -outform DER -v1 PBE-SHA1-3DES"))
    yield "PKCS#8 labelled PUBLIC KEY", "Base64", armour("PUBLIC KEY", PKCS8)
    yield "PKCS#1 labelled PUBLIC KEY", "Base64", armour("PUBLIC KEY", PKCS1)
    yield "PKCS#1 labelled RSA PUBLIC KEY", "Base64", armour("RSA PUBLIC KEY", PKCS1)
    yield "PKCS#8 labelled CERTIFICATE", "Base64", armour("CERTIFICATE", PKCS8)
    yield "PKCS#8 in JSON", "Base64", json.dumps({"PublicKey": b64(PKCS8)})
    yield "the beginning of PKCS#8", "Base64", b64(PKCS8)[:80]
    yield "hex", "Hex", PKCS8.hex()
    yield "hex with colons", "Hex", PKCS1.hex(":")
    yield "a C array", "Hex", ", ".join(f"0x{b:02X}" for b in EC8)
    yield "an escaped string", "Hex", "".join(f"\\x{b:02x}" for b in EC8)
    yield "PKCS#12", "Pkcs12", b64(sh("cat key.p12"))
    yield "PKCS#12 in lines", "Pkcs12", wrapped(b64(sh("cat key.p12")), 76, "\r\n")
    yield "OpenSSH without armour", "OpenSsh", "\n".join(text("cat openssh").strip().split("\n")[1:-1])
    yield "JWK", "Jwk", json.dumps(SECRET_JWK)
    yield "JWK in lines", "Jwk", json.dumps(SECRET_JWK, indent=2)
    yield "JWK in a Python dictionary", "Jwk", str(SECRET_JWK)
    yield "JWK of an elliptic curve", "Jwk", json.dumps(EC_JWK)
    yield "JWKS", "Jwk", json.dumps({"keys": [JWK, SECRET_JWK]})
    yield "JWK with d alone", "Jwk", json.dumps({**JWK, "d": SECRET_JWK["d"]})
    yield "JWK of a shared secret", "Jwk", json.dumps({"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})
    yield "JWK, escaped as a string", "Jwk", json.dumps(json.dumps(SECRET_JWK))
    yield "RSA.ToXmlString(true)", "Xml", xml(SECRET_JWK, PRIVATE_XML)
    yield ".NET XML in lines", "Xml", xml(SECRET_JWK, PRIVATE_XML, True)
    yield ".NET XML, escaped", "Xml", xml(SECRET_JWK, PRIVATE_XML).replace("<", "&lt;").replace(">", "&gt;")
    yield "openssl rsa -text", "Dump", text("openssl rsa -in rsa.pem -text -noout")
    yield "openssl ec -text", "Dump", text("openssl pkey -in ec.pem -text -noout")
    blob = b"\x07\x02\0\0\0\xa4\0\0RSA2\0\x08\0\0\1\0\1\0" + PKCS1[20:300]
    yield "ExportCspBlob(true)", "Blob", b64(blob)
    yield "BCRYPT_RSAFULLPRIVATE_BLOB", "Blob", b64(b"RSA3\0\x08\0\0\3\0\0\0\0\1\0\0" + PKCS1[20:300])
    sh("keytool -genkeypair -keyalg RSA -alias a -dname CN=a -keystore a.jks -storetype JKS -storepass secret -keypass secret 2>/dev/null")
    yield "a Java key store", "KeyStore", b64(sh("cat a.jks"))
    yield "a Kubernetes secret", "EncodedPem", f"data:\n  tls.key: {b64(pem8.encode())}\n"
    yield "a Kubernetes secret of PKCS#1", "EncodedPem", b64(pem1.encode())
    for before in range(3):
        yield f"base64 of a file with {before} bytes before", "EncodedPem", b64(b"x" * before + b"KEY=" + pem8.encode())
    account = json.dumps({"type": "service_account", "private_key_id": "2a73cee3", "private_key": pem8}, indent=2)
    yield "base64 of a Google service account", "EncodedPem", b64(account.encode())
    yield "base64 of UTF-16", "EncodedPem", b64(pem8.encode("utf-16"))
    yield "base64 of base64", "EncodedPem", b64(b64(pem8.encode()).encode())
    yield "base64 of base64 without armour", "Base64", b64(b64(PKCS8).encode())
    yield "base64 of a JWK", "Jwk", b64(json.dumps(EC_JWK).encode())
    yield "byte by byte, in Python", "Bytes", str(SEC1)
    yield "byte by byte, in Python and JSON", "Bytes", json.dumps(str(PKCS8))
    yield "byte by byte, in JSON's escapes", "Bytes", json.dumps(SEC1.decode("latin-1"))
    yield "byte by byte, percent-encoded", "Bytes", urllib.parse.quote(SEC1)
    yield "byte by byte, in Go", "Bytes", "[]byte{" + ", ".join(str(b) for b in SEC1) + "}"
    yield "byte by byte, in a JSON array", "Bytes", json.dumps(list(PKCS8))
    yield "byte by byte, in Java", "Bytes", "{ " + ", ".join(str(b - 256 if b > 127 else b) for b in SEC1) + " }"
    yield "byte by byte, in Java's casts", "Bytes", ", ".join(f"(byte) 0x{b:02x}" for b in SEC1)
    dump = text("openssl rsa -in rsa.pem -text -noout")
    yield "openssl rsa -text from a prime on", "Dump", dump[dump.index("prime1:") :]
    numbers = {name: base64.urlsafe_b64decode(SECRET_JWK[name] + "==") for name in ("n", "e", "d")}
    yield "JWK in hex", "Jwk", json.dumps({"kty": "RSA"} | {name: number.hex() for name, number in numbers.items()})
    yield "JWK in hex with colons", "Jwk", json.dumps({name: number.hex(":") for name, number in numbers.items()} | {"kty": "RSA"})


def name(reason):
    return "NotBase64(\".\")" if reason == 'NotBase64("...")' else reason


def main():
    rows = [{"what": what, "result": "accepted", "text": paste} for what, paste in accepted()]
    rows += [{"what": what, "result": name(reason), "text": paste} for what, reason, paste in refused()]
    rows += [{"what": f"private: {what}", "result": f"PrivateKey({form})", "text": paste} for what, form, paste in private()]
    json.dump(rows, sys.stdout, indent=1, ensure_ascii=False)
    print()


main()
