// Node 20, after: npm install jose
// Signs a call and sends it. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignJWT, importPKCS8 } from 'jose';

const apiKey = (await readFile('api-key', 'utf8')).trim();
const privateKey = await importPKCS8(await readFile('private.pem', 'utf8'), 'RS256');

/** Returns the answer as an object. Throws an Error that names the status, the code and the reason of a refusal. */
export async function call(method, uri, body = '', mediaType = 'application/json') {
  const url = new URL(uri, process.env.BASE_URL);
  const now = Math.floor(Date.now() / 1000);
  const signed = body.length > 0 ? { 'content-type': mediaType } : {}; // add idempotency-key and if-match where you send them
  const token = await new SignJWT({
    iss: 'nuvera-api',
    aud: 'nuvera-rest-api',
    sub: apiKey,
    method,
    uri: url.pathname + url.search, // exactly what fetch sends
    bodyHash: createHash('sha256').update(body).digest('hex'),
    headers: signed,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);

  const headers = { 'x-api-key': apiKey, authorization: `Bearer ${token}`, ...signed };
  const response = await fetch(url, {
    method,
    headers,
    body: body.length > 0 ? body : undefined,
    redirect: 'manual', // a signature is good for one URL
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok) {
    let problem = {};
    try { problem = JSON.parse(text); } catch { /* not from the API itself: show it as it is */ }
    throw new Error(`${response.status} ${method} ${uri}: ${problem.code}: ${problem.detail}\n${text}`);
  }
  const answer = text === '' ? {} : JSON.parse(text);
  console.log([response.status, method, uri, answer.id].join(' ').trim());
  return answer;
}
