// Uploads contract.pdf: node upload.mjs
import { readFile } from 'node:fs/promises';
import { call } from './client.mjs';

const form = new FormData();
form.append('type', 'CONTRACT');
form.append('file', new Blob([await readFile('contract.pdf')]), 'contract.pdf');
const written = new Response(form);
const mediaType = written.headers.get('content-type');
await call('POST', '/api/v1/documents', Buffer.from(await written.arrayBuffer()), { 'content-type': mediaType });
