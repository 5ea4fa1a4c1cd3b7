# Python 3.9 or later, after: pip install 'pyjwt[crypto]'
# Signs a call and sends it. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
import hashlib
import http.client
import json
import os
import secrets
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

BASE_URL = urlsplit(os.environ["BASE_URL"])
API_KEY = Path("api-key").read_text().strip()
PRIVATE_KEY = load_pem_private_key(Path("private.pem").read_bytes(), password=None)


def call(method, uri, body=b"", media_type="application/json"):
    """Returns the answer as a dictionary. Ends the program where the call is refused."""
    now = int(time.time())
    # Add idempotency-key and if-match where you send them.
    signed = {"content-type": media_type} if body else {}
    claims = {
        "iss": "nuvera-api",
        "aud": "nuvera-rest-api",
        "sub": API_KEY,
        "method": method,
        "uri": uri,
        "bodyHash": hashlib.sha256(body).hexdigest(),
        "headers": signed,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_hex(16),
    }
    token = jwt.encode(claims, PRIVATE_KEY, algorithm="RS256")
    headers = {"x-api-key": API_KEY, "authorization": f"Bearer {token}", **signed}

    # http.client sends `uri` and `body` unchanged, and follows no redirect.
    tls = BASE_URL.scheme == "https"
    connect = http.client.HTTPSConnection if tls else http.client.HTTPConnection
    connection = connect(BASE_URL.netloc, timeout=60)
    try:
        connection.request(method, uri, body or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        try:
            problem = json.loads(text)
            reason = f"{problem['code']}: {problem['detail']}"
        except (ValueError, KeyError, TypeError):
            reason = "not from the API itself"
        sys.exit(f"{response.status} {method} {uri}: {reason}\n{text}")
    answer = json.loads(text) if text else {}
    print(response.status, method, uri, *([answer["id"]] if "id" in answer else []))
    return answer


def to_json(value):
    return json.dumps(value).encode()
