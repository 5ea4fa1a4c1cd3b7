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
