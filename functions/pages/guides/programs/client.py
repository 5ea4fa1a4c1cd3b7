# Python 3.9 or later, after: pip install 'pyjwt[crypto]'
# Signs calls, sends and retries them. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
import hashlib
import http.client
import json
import os
import random
import secrets
import sys
import time
from pathlib import Path
from typing import NamedTuple, Optional
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

BASE_URL = urlsplit(os.environ["BASE_URL"])
API_KEY = Path("api-key").read_text().strip()
PRIVATE_KEY = load_pem_private_key(Path("private.pem").read_bytes(), password=None)

SIGNED = ("content-type", "idempotency-key", "if-match")
RETRIED = ("idempotency_key_in_use", "replay_detected")


class Answer(NamedTuple):
    body: dict
    etag: Optional[str]


def call(method, uri, body=b"", headers={}):
    """Returns the answer. Ends the program where the call is refused.

    Names of headers are in lower case. All attempts at a POST have the same idempotency key: yours, or a new one.
    """
    headers = {
        **({"content-type": "application/json"} if body else {}),
        **({"idempotency-key": secrets.token_hex(16)} if method == "POST" else {}),
        **headers,
    }
    for pause in (1, 2, 4, None):
        try:
            response, text = attempt(method, uri, body, headers)
        except (OSError, http.client.HTTPException) as error:
            reason, again, retry_after = f"no answer: {method} {uri}: {error}", True, None
        else:
            if 200 <= response.status < 300:
                answer = json.loads(text) if text else {}
                print(response.status, method, uri, *([answer["id"]] if "id" in answer else []))
                return Answer(answer, response.headers["etag"])
            try:
                problem = json.loads(text)
                code, detail = problem["code"], problem["detail"]
            except (ValueError, KeyError, TypeError):
                code, detail = None, "not from the API itself"
            reason = f"{response.status} {method} {uri}: {code}: {detail}\n{text}"
            again = response.status == 429 or response.status >= 500 or code in RETRIED
            retry_after = response.headers["retry-after"]
        if not again or pause is None:
            sys.exit(reason)
        time.sleep(float(retry_after or pause * (1 + random.random())))


def attempt(method, uri, body, headers):
    """Each attempt has a token of its own."""
    now = int(time.time())
    claims = {
        "iss": "nuvera-api",
        "aud": "nuvera-rest-api",
        "sub": API_KEY,
        "method": method,
        "uri": uri,
        "bodyHash": hashlib.sha256(body).hexdigest(),
        "headers": {name: value for name, value in headers.items() if name in SIGNED},
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_hex(16),
    }
    token = jwt.encode(claims, PRIVATE_KEY, algorithm="RS256")
    sent = {**headers, "x-api-key": API_KEY, "authorization": f"Bearer {token}"}

    # http.client sends `uri` and `body` unchanged, and follows no redirect.
    tls = BASE_URL.scheme == "https"
    connect = http.client.HTTPSConnection if tls else http.client.HTTPConnection
    connection = connect(BASE_URL.netloc, timeout=60)
    try:
        connection.request(method, uri, body or None, sent)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def to_json(value):
    return json.dumps(value).encode()
