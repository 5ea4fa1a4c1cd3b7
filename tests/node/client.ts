// Client generated from the OpenAPI document, with signed requests. Runs in a folder with `api-key` and `private.pem`,
// against BASE_URL.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import createClient from 'openapi-fetch';
import { SignJWT, importPKCS8 } from 'jose';
import type { components, paths } from './api.js';

const baseUrl = process.env['BASE_URL'];
assert(baseUrl);
const apiKey = (await readFile('api-key', 'utf8')).trim();
const privateKey = await importPKCS8(await readFile('private.pem', 'utf8'), 'RS256');

async function signed(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = Buffer.from(await request.clone().arrayBuffer());
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    iss: 'nuvera-api',
    aud: 'nuvera-rest-api',
    sub: apiKey,
    method: request.method,
    uri: url.pathname + url.search,
    bodyHash: createHash('sha256').update(body).digest('hex'),
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey);
  const headers = new Headers(request.headers);
  headers.set('x-api-key', apiKey);
  headers.set('authorization', `Bearer ${token}`);
  // The hashed bytes are the sent bytes.
  return fetch(url, {
    method: request.method,
    headers,
    body: body.length > 0 ? body : null,
    redirect: 'manual',
    signal: AbortSignal.timeout(60_000),
  });
}

const api = createClient<paths>({ baseUrl, fetch: signed });

const industries = await api.GET('/api/v1/reference/industries');
const industry = industries.data?.items[0];
assert(industry);

const profile: components['schemas']['NewCustomer'] = {
  companyName: 'Müller & Söhne GmbH',
  registrationNumber: 'HRB 12345',
  countryOfIncorporationId: 'DE',
  businessIndustryId: industry.id,
  documentIds: [],
  persons: [],
  draft: true,
};
const key = { header: { 'Idempotency-Key': randomUUID() } };
const created = await api.POST('/api/v1/customers', { params: key, body: profile });
assert(created.data);
const path = { id: created.data.id };
const again = await api.POST('/api/v1/customers', { params: key, body: profile });
assert.equal(again.data?.id, path.id);
assert.equal(again.response.headers.get('idempotency-replayed'), 'true');

const changed = await api.PATCH('/api/v1/customers/{id}', { params: { path }, body: { city: 'Berlin' } });
assert.equal(changed.data?.city, 'Berlin');
const list = await api.GET('/api/v1/customers', { params: { query: { status: 'DRAFT', limit: 5 } } });
assert(list.data?.items.some((customer) => customer.id === path.id && customer.status === 'DRAFT'));

// The compiler knows the possible statuses and codes.
const refused = await api.GET('/api/v1/customers/{id}', { params: { path: { id: 'cus_0000000000000000000000' } } });
assert(refused.error && 'code' in refused.error);
assert.equal(refused.error.code, 'not_found');
const wrong = await api.POST('/api/v1/customers', { body: { ...profile, companyName: '' } });
assert(wrong.error && 'errors' in wrong.error);
assert.equal(wrong.error.errors?.[0]?.pointer, '/companyName');
console.log(path.id);
