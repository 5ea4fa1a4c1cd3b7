//! Clients with library defaults: fractional seconds, arrays of one audience, empty queries.

use std::fs;

use super::{application, assert_no_secret_printed, run, runner};
use crate::running::dev::Dev;

/// PyJWT with `time.time()`, a list of audiences, `nbf`, and a query without parameters.
const PYTHON: &str = r#"
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
"#;

/// jsonwebtoken, which sets `iat` itself and keeps an array of audiences.
const NODE: &str = r"
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jwt from 'jsonwebtoken';

const key = readFileSync('api-key', 'utf8').trim();
const uri = '/api/v1/reference/countries?';
const token = jwt.sign(
  { method: 'GET', uri, bodyHash: createHash('sha256').digest('hex') },
  readFileSync('private.pem'),
  {
    algorithm: 'RS256', issuer: 'nuvera-api', audience: ['nuvera-rest-api'], subject: key, jwtid: randomUUID(),
    expiresIn: 60, notBefore: 0,
  },
);
const response = await fetch(process.env.BASE_URL + uri, { headers: { 'x-api-key': key, authorization: `Bearer ${token}` } });
console.log(response.status);
";

#[test]
fn clients_with_library_defaults_are_served() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-defaults", "2048");
    for (name, program) in [("defaults.py", PYTHON), ("defaults.mjs", NODE)] {
        fs::write(folder.join(name), program).unwrap();
        assert_eq!(run(&mut runner(name, &folder), &folder, dev, &[]), "200\n", "{name}");
    }
    assert_no_secret_printed(dev, &folder);
}
