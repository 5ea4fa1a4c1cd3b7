import hashlib, http.client, os, secrets, time
from pathlib import Path
from urllib.parse import urlencode, urlsplit
import jwt

key, pem = Path("api-key").read_text().strip(), Path("private.pem").read_text()
uri = "/api/v1/reference/countries?" + urlencode({})
now = time.time()
token = jwt.encode({
    "iss": "nuvera-api", "aud": ["nuvera-rest-api"], "sub": key, "method": "GET", "uri": uri,
    "bodyHash": hashlib.sha256(b"").hexdigest(), "iat": now, "nbf": now, "exp": now + 60, "jti": secrets.token_urlsafe(),
}, pem, algorithm="RS256")
connection = http.client.HTTPConnection(urlsplit(os.environ["BASE_URL"]).netloc, timeout=60)
connection.request("GET", uri, headers={"x-api-key": key, "authorization": f"Bearer {token}"})
print(connection.getresponse().status)
