# Python 3.9. Run: pip install 'pyjwt[crypto]'; set -a; . ./nuvera.env; python3 first-call.py
import hashlib
import http.client
import os
import secrets
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import jwt

API_KEY = os.environ["NUVERA_API_KEY"]
PRIVATE_KEY = Path(os.environ["NUVERA_PRIVATE_KEY_FILE"]).read_text()
BASE_URL = urlsplit(os.environ["NUVERA_URL"])
METHOD, URI, BODY = "GET", "/api/v1/signature/diagnose", b""

now = int(time.time())
claims = {
    "iss": "nuvera-api",
    "aud": "nuvera-rest-api",
    "sub": API_KEY,
    "method": METHOD,
    "uri": URI,
    "bodyHash": hashlib.sha256(BODY).hexdigest(),
    "iat": now,
    "exp": now + 60,
    "jti": secrets.token_hex(16),
}
token = jwt.encode(claims, PRIVATE_KEY, algorithm="RS256")

tls = BASE_URL.scheme == "https"
connection = (http.client.HTTPSConnection if tls else http.client.HTTPConnection)(BASE_URL.netloc, timeout=60)
connection.request(METHOD, URI, BODY or None, {"x-api-key": API_KEY, "authorization": f"Bearer {token}"})
response = connection.getresponse()
print(response.status, response.read().decode())
sys.exit(0 if response.status < 300 else 1)
