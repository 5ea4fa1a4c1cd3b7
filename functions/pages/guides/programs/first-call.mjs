// Node 20. Run: npm install jose && node --env-file=nuvera.env first-call.mjs
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignJWT, importPKCS8 } from 'jose';

const { NUVERA_URL, NUVERA_API_KEY, NUVERA_PRIVATE_KEY_FILE } = process.env;
const privateKey = await importPKCS8(await readFile(NUVERA_PRIVATE_KEY_FILE, 'utf8'), 'RS256');
const [method, uri] = ['GET', '/api/v1/signature/diagnose'];

const now = Math.floor(Date.now() / 1000);
const token = await new SignJWT({
  iss: 'nuvera-api',
  aud: 'nuvera-rest-api',
  sub: NUVERA_API_KEY,
  method,
  uri,
  bodyHash: createHash('sha256').digest('hex'), // of no bytes: there is no body
  iat: now,
  exp: now + 60,
  jti: randomUUID(),
}).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);

const response = await fetch(NUVERA_URL + uri, {
  method,
  headers: { 'x-api-key': NUVERA_API_KEY, authorization: `Bearer ${token}` },
});
console.log(response.status, await response.text());
process.exitCode = response.ok ? 0 : 1;
