// Node 20, after: npm install jose
// Signs calls, sends and retries them. Reads api-key and private.pem from the current folder, BASE_URL from the environment.
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT, importPKCS8 } from 'jose';

const apiKey = (await readFile('api-key', 'utf8')).trim();
const privateKey = await importPKCS8(await readFile('private.pem', 'utf8'), 'RS256');

const SIGNED = ['content-type', 'idempotency-key', 'if-match'];
const RETRIED = ['idempotency_key_in_use', 'replay_detected'];

/**
 * Returns the body of the answer and its ETag. Throws an Error that names the status, the code and the reason of a
 * refusal. Names of headers are in lower case. All attempts at a POST have the same idempotency key: yours, or a new one.
 */
export async function call(method, uri, body = '', headers = {}) {
  const url = new URL(uri, process.env.BASE_URL);
  const sent = {
    ...(body.length > 0 && { 'content-type': 'application/json' }),
    ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    ...headers,
  };
  for (let pause = 1; ; pause *= 2) {
    try {
      return await attempt(method, url, body, sent);
    } catch (error) {
      if (error.final || pause > 4) throw error;
      await sleep(1000 * (error.retryAfter ?? pause * (1 + Math.random())));
    }
  }
}

/** Each attempt has a token of its own. */
async function attempt(method, url, body, headers) {
  const uri = url.pathname + url.search; // exactly what fetch sends
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    iss: 'nuvera-api',
    aud: 'nuvera-rest-api',
    sub: apiKey,
    method,
    uri,
    bodyHash: createHash('sha256').update(body).digest('hex'),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => SIGNED.includes(name))),
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);

  const response = await fetch(url, {
    method,
    headers: { ...headers, 'x-api-key': apiKey, authorization: `Bearer ${token}` },
    body: body.length > 0 ? body : undefined,
    redirect: 'manual', // a signature is good for one URL
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok) {
    let problem = {};
    try { problem = JSON.parse(text); } catch { /* not from the API itself: show it as it is */ }
    const error = new Error(`${response.status} ${method} ${uri}: ${problem.code}: ${problem.detail}\n${text}`);
    error.final = response.status < 500 && response.status !== 429 && !RETRIED.includes(problem.code);
    error.retryAfter = response.headers.get('retry-after');
    throw error;
  }
  const answer = text === '' ? {} : JSON.parse(text);
  console.log([response.status, method, uri, answer.id].join(' ').trim());
  return { body: answer, etag: response.headers.get('etag') };
}
