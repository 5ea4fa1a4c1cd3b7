// First signed call with an application's own values. The API key is in the `.env` file, never in the program.
// The programs are those of functions/pages/guides/programs, which the build copies beside the sources.

import type { Permission } from './api/types';
import { config } from './config';
import { fileName } from './logic/save';
import { grouped } from './logic/words';
import curl from '../programs/first-call.sh?raw';
import go from '../programs/first-call.go?raw';
import node from '../programs/first-call.mjs?raw';
import python from '../programs/first-call.py?raw';

/** Programs by language, with their file names. */
const PROGRAMS = [
  ['curl', 'first-call.sh', curl],
  ['Node', 'first-call.mjs', node],
  ['Python', 'first-call.py', python],
  ['Go', 'first-call.go', go],
] as const;

/** Readable list by permission. The program requests the first one that the application may read. */
const READABLE: [Permission, uri: string][] = [
  ['CUSTOMERS_READ', '/api/v1/customers?limit=1'],
  ['PAYMENTS_READ', '/api/v1/reference/currencies'],
  ['DOCUMENTS_READ', '/api/v1/documents?limit=1'],
  ['SUPPORT_READ', '/api/v1/support/tickets?limit=1'],
  ['CRYPTO_READ', '/api/v1/crypto/assets'],
];
/** Route that needs no permission: that of the programs as files. */
const DIAGNOSE = '/api/v1/signature/diagnose';
/** File of values in the programs as files. */
const ENV = 'nuvera.env';

/** Signing key of the programs. */
export interface Signing {
  /** Lower-case hex SHA-256 of the public key's DER. */
  fingerprint: string;
  /** File name of the private key, if this page saved it. */
  file?: string | undefined;
}

/** Returns the content of the `.env` file that the programs read. */
export function env(apiKey: string, { fingerprint, file }: Signing): string {
  const privateKey = file
    ? `NUVERA_PRIVATE_KEY_FILE=${file}`
    : `# File of the private key that belongs to the signing key ${grouped(fingerprint)}\nNUVERA_PRIVATE_KEY_FILE=`;
  return `NUVERA_URL=${config.origin}\nNUVERA_API_KEY=${apiKey}\n${privateKey}\n`;
}

/** Returns the name of the `.env` file, with the application and its API key. */
export const envName = (application: string, lastFour: string): string => `${fileName(application)}-${lastFour}.env`;

export interface Program {
  language: string;
  file: string;
  text: string;
}

export function programs(permissions: readonly Permission[], envFile: string): Program[] {
  const uri = READABLE.find(([permission]) => permissions.includes(permission))?.[1] ?? DIAGNOSE;
  return PROGRAMS.map(([language, file, text]) => ({ language, file, text: text.replaceAll(DIAGNOSE, uri).replaceAll(ENV, envFile) }));
}
