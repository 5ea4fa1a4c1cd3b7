#!/usr/bin/env python3
"""Writes refused_keys.json: public keys that registration must refuse, each with its reason's name.

    python3 refused_keys.py > refused_keys.json

Needs only Python. Numbers come from a fixed seed, so the file is reproducible. The structures are those of RFC 5280
(4.1), RFC 8017 (A.1.1) and RFC 3279 (2.3). The ROCA moduli follow Nemec et al. (CCS 2017): primes of the form
k*M + (65537^a mod M), with M the product of the first 126 primes.
"""

import base64
import json
import random

RANDOM = random.Random(20171015)
SMALL = [p for p in range(3, 2000) if all(p % d for d in range(2, int(p**0.5) + 1))]


# DER
def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = bytes([40 * first + second])
    for arc in rest:
        digits = [arc & 127]
        while arc := arc >> 7:
            digits.append(128 | arc & 127)
        out += bytes(reversed(digits))
    return tlv(6, out)


NULL = tlv(5)
RSA = "1.2.840.113549.1.1.1"


def bits(content, unused=0):
    return tlv(3, bytes([unused]), content)


def pkcs1(n, e=65537):
    return tlv(0x30, integer(n), integer(e))


def spki(key, algorithm=RSA, parameters=NULL):
    return tlv(0x30, tlv(0x30, oid(algorithm), parameters), bits(key))


def pem(der, label="PUBLIC KEY"):
    text = base64.b64encode(der).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


# Numbers
def is_prime(n):
    if any(n % p == 0 for p in SMALL):
        return n in SMALL
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for _ in range(12):
        x = pow(RANDOM.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def odd(size):
    """Returns a prime with its two upper bits set, so products have twice the bits."""
    return RANDOM.getrandbits(size) | 3 << size - 2 | 1


def prime(size):
    while not is_prime(candidate := odd(size)):
        pass
    return candidate


def next_prime(n):
    n += 2
    while not is_prime(n):
        n += 2
    return n


def product(size):
    while (n := prime(size // 2) * prime(size - size // 2)).bit_length() != size:
        pass
    return n


def roca_prime(size):
    primes = [2, *SMALL][:126]
    m = 1
    for p in primes:
        m *= p
    while True:
        k = RANDOM.randrange((3 << size - 2) // m + 1, (1 << size) // m)
        candidate = k * m + pow(65537, RANDOM.getrandbits(200), m)
        if is_prime(candidate):
            return candidate


def roca(size):
    while (n := roca_prime(size // 2) * roca_prime(size // 2)).bit_length() != size:
        pass
    return n


def with_factor(factor, size=2048):
    while (n := factor * prime(size - factor.bit_length() + RANDOM.randrange(2))).bit_length() != size:
        pass
    return n


def cube():
    while (n := prime(683) ** 3).bit_length() > 2049:
        pass
    return n


def cases():
    n = product(2048)
    key = pkcs1(n)
    good = spki(key)
    p = prime(1024)

    for size in (512, 1024, 2040, 2047):
        yield f"{size} bits", "TooShort", spki(pkcs1(product(size)))
    yield "a modulus of 0", "TooShort", spki(pkcs1(0))
    for size in (8193, 16384):
        yield f"{size} bits", "TooLong", spki(pkcs1(odd(size)))

    exponents = [0, 1, 2, 3, 17, 65536, 65538, 65539, 2**33, 2**33 + 1]
    for e in exponents:
        yield f"exponent {e}", "Exponent", spki(pkcs1(n, e))
    yield "exponent n - 2", "Exponent", spki(pkcs1(n, n - 2))
    yield "exponent of 16,384 bits", "Exponent", spki(pkcs1(n, odd(16384)))

    yield "an even modulus", "SmallFactor", spki(pkcs1(odd(2048) - 1))
    yield "a prime modulus", "Modulus", spki(pkcs1(prime(2048)))
    yield "the cube of a prime", "Modulus", spki(pkcs1(cube()))
    for factor in (3, 257, 1999, 2003, 65537, 1048573):
        yield f"the factor {factor}", "SmallFactor", spki(pkcs1(with_factor(factor)))
    yield "two small factors", "SmallFactor", spki(pkcs1(with_factor(104729 * 1048573)))

    for size in (2048, 3072):
        yield f"ROCA, {size} bits", "Roca", spki(pkcs1(roca(size)))
    yield "a square", "ClosePrimes", spki(pkcs1(p * p))
    yield "neighbouring primes", "ClosePrimes", spki(pkcs1(p * next_prime(p)))
    yield "primes 2^500 apart", "ClosePrimes", spki(pkcs1(p * next_prime(p + 2**500)))

    yield "bytes behind the key", "TrailingBytes", good + b"\0"
    yield "a key behind the key", "TrailingBytes", good + good
    yield "bytes behind the numbers", "NotSpki", spki(key + b"\0")
    yield "a third number", "NotSpki", spki(tlv(0x30, integer(n), integer(65537), integer(1)))
    yield "a number missing", "NotSpki", spki(tlv(0x30, integer(n)))
    yield "a third member", "NotSpki", tlv(0x30, tlv(0x30, oid(RSA), NULL), bits(key), NULL)
    yield "no parameters", "NotSpki", spki(key, parameters=b"")
    yield "parameters that are no NULL", "NotSpki", spki(key, parameters=tlv(0x30))
    yield "a NULL that is not empty", "NotSpki", spki(key, parameters=tlv(5, b"\0"))
    yield "a NULL with a long length", "NotSpki", spki(key, parameters=b"\x05\x81\x00")
    # 0x30 0x82 hh ll: the same length in three bytes.
    yield "a length in too many bytes", "NotSpki", b"\x30\x83\0" + good[2:]
    yield "an indefinite length", "NotSpki", b"\x30\x80" + good[4:] + b"\0\0"
    yield "unused bits", "NotSpki", tlv(0x30, tlv(0x30, oid(RSA), NULL), bits(key, 1))
    yield "a modulus with a zero in front", "NotSpki", spki(
        tlv(0x30, tlv(2, b"\0\0", n.to_bytes(256, "big")), integer(65537))
    )
    yield "a negative modulus", "NotSpki", spki(tlv(0x30, tlv(2, n.to_bytes(256, "big")), integer(65537)))
    yield "an exponent with a zero in front", "NotSpki", spki(tlv(0x30, integer(n), tlv(2, b"\0\1\0\1")))
    yield "a negative exponent", "NotSpki", spki(tlv(0x30, integer(n), tlv(2, b"\xff")))
    yield "PKCS#1 as SPKI", "Convertible", key
    yield "truncated", "Truncated", good[:-1]
    yield "nothing", "NotSpki", b""
    yield "zeros", "NotSpki", bytes(300)

    # The content after the algorithm is not checked.
    other = bytes([4]) + RANDOM.randbytes(64)
    p256 = oid("1.2.840.10045.3.1.7")
    yield "P-256", "EllipticCurve", spki(other, "1.2.840.10045.2.1", p256)
    yield "RSA numbers under the OID of elliptic curves", "EllipticCurve", spki(key, "1.2.840.10045.2.1", p256)
    yield "RSA-PSS", "RsaPss", spki(key, "1.2.840.113549.1.1.10", b"")
    yield "RSA-PSS with parameters", "RsaPss", spki(key, "1.2.840.113549.1.1.10", tlv(0x30))
    yield "RSA-OAEP", "OtherAlgorithm", spki(key, "1.2.840.113549.1.1.7", b"")
    yield "sha256WithRSAEncryption", "OtherAlgorithm", spki(key, "1.2.840.113549.1.1.11")
    yield "Ed25519", "Edwards", spki(RANDOM.randbytes(32), "1.3.101.112", b"")
    yield "DSA", "OtherAlgorithm", spki(integer(5), "1.2.840.10040.4.1", tlv(0x30))

    for label in ["RSA PUBLIC KEY", "CERTIFICATE", "X509 CERTIFICATE", "public key", "EC PUBLIC KEY", "ANY"]:
        yield f"the label {label!r}", "Convertible", good, label
    yield "the label 'PUBLIC KEY '", "ArmourDashes", good, "PUBLIC KEY "
    yield "the label 'SSH2 PUBLIC KEY'", "Ssh2", good, "SSH2 PUBLIC KEY"


def main():
    rows = [
        {"what": what, "reason": reason, "pem": pem(der, *label)} for what, reason, der, *label in cases()
    ]
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
