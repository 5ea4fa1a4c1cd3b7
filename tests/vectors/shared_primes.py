#!/usr/bin/env python3
"""Writes shared_primes.json: public keys, some of which share a prime, so one gcd factors both.

    python3 shared_primes.py > shared_primes.json

Needs only Python.
"""

import json

from refused_keys import pem, pkcs1, prime, product, spki


def with_prime(p, size):
    while (n := p * prime(size - p.bit_length())).bit_length() != size:
        pass
    return n


def main():
    p, q = prime(1024), prime(1536)
    moduli = [
        ("alone", False, product(2048)),
        ("the first with p", True, with_prime(p, 2048)),
        ("alone, of 3072 bits", False, product(3072)),
        ("the second with p", True, with_prime(p, 2048)),
        ("p, longer", True, with_prime(p, 3072)),
        ("q", True, with_prime(q, 3072)),
        ("q, the second", True, with_prime(q, 3072)),
    ]
    rows = [{"what": what, "shares": shares, "pem": pem(spki(pkcs1(n)))} for what, shares, n in moduli]
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
