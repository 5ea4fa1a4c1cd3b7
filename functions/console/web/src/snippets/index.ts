// A first signed call with an application's own values. The API key is in the `.env` file, never in the program.

import type { Permission } from '../api/types';
import { config } from '../config';
import { fileName } from '../logic/save';
import { grouped } from '../logic/words';
import curl from './curl.sh?raw';
import go from './main.go?raw';
import node from './node.mjs?raw';
import python from './python.py?raw';

/** What each language's program is saved as. */
const PROGRAMS = [
  ['curl', 'first-call.sh', curl],
  ['Node', 'first-call.mjs', node],
  ['Python', 'first_call.py', python],
  ['Go', 'main.go', go],
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

/** What the programs read beside the API key. */
export interface Signing {
  /** Lower-case hex SHA-256 of the public key's DER. */
  fingerprint: string;
  /** What the private key was saved as, where this page saved it. */
  file?: string | undefined;
}

/** The file that holds what the programs read. */
export function env(apiKey: string, { fingerprint, file }: Signing): string {
  const privateKey = file
    ? `NUVERA_PRIVATE_KEY_FILE=${file}`
    : `# The file with the private key to the signing key ${grouped(fingerprint)}\nNUVERA_PRIVATE_KEY_FILE=`;
  return `NUVERA_URL=${config.origin}\nNUVERA_API_KEY=${apiKey}\n${privateKey}\n`;
}

/** What that file is called: it says of which application, and of which of its keys. */
export const envName = (application: string, lastFour: string): string => `${fileName(application)}-${lastFour}.env`;

export interface Program {
  language: string;
  file: string;
  text: string;
}

export function programs(permissions: readonly Permission[], envFile: string): Program[] {
  const uri = READABLE.find(([permission]) => permissions.includes(permission))?.[1] ?? DIAGNOSE;
  return PROGRAMS.map(([language, file, text]) => ({ language, file, text: text.replaceAll('{{URI}}', uri).replaceAll('{{ENV}}', envFile) }));
}
