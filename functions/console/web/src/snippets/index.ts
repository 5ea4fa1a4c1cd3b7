// A first signed call with an application's own values. The API key is in the `.env` file, never in the program.

import type { Permission } from '../api/types';
import { config } from '../config';
import curl from './curl.sh?raw';
import go from './main.go?raw';
import node from './node.mjs?raw';
import python from './python.py?raw';

const PROGRAMS = [
  ['curl', curl],
  ['Node', node],
  ['Python', python],
  ['Go', go],
] as const;

/** A list that each permission lets an application read; the first that it has is asked for. */
const READABLE: [Permission, uri: string][] = [
  ['CUSTOMERS_READ', '/api/v1/customers?limit=1'],
  ['PAYMENTS_READ', '/api/v1/reference/currencies'],
  ['DOCUMENTS_READ', '/api/v1/documents?limit=1'],
  ['SUPPORT_READ', '/api/v1/support/tickets?limit=1'],
  ['CRYPTO_READ', '/api/v1/crypto/assets'],
];
/** What any application may ask, whatever its permissions. */
const DIAGNOSE = '/api/v1/signature/diagnose';

/** What the files are called. */
export interface Names {
  privateKey: string;
  env: string;
}

export const names = (privateKey: string): Names => ({ privateKey, env: privateKey.replace(/\.pem$/, '.env') });

/** The file that holds what the programs read. */
export const env = (apiKey: string, { privateKey }: Names): string =>
  `NUVERA_URL=${config.origin}\nNUVERA_API_KEY=${apiKey}\nNUVERA_PRIVATE_KEY_FILE=${privateKey}\n`;

export function programs(permissions: readonly Permission[], files: Names): [name: string, text: string][] {
  const uri = READABLE.find(([permission]) => permissions.includes(permission))?.[1] ?? DIAGNOSE;
  return PROGRAMS.map(([name, text]) => [name, text.replaceAll('{{URI}}', uri).replaceAll('{{ENV}}', files.env)]);
}
