// Generates a key pair in the browser. The private key is only saved to the person's disk.

import { describe, pem, type PublicKey } from './pem';
import { fileName, save } from './save';

export const SIZES = [3072, 2048, 4096] as const;
export type Size = (typeof SIZES)[number];

export interface Generated {
  key: PublicKey;
  /** File name of the private key. It names application and key, so no pair overwrites another. */
  file: string;
}

export async function generate(bits: Size, application: string): Promise<Generated> {
  const pair = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  );
  const key = await describe(await crypto.subtle.exportKey('spki', pair.publicKey), bits);
  const file = `${fileName(application)}-${key.fingerprint.slice(0, 8)}.pem`;
  const secret = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  save(file, 'application/x-pem-file', pem('PRIVATE KEY', secret));
  secret.fill(0);
  return { key, file };
}

/** Command that prints the same fingerprint. */
export const fingerprintCommand = (file: string): string =>
  `openssl pkey -in ${file} -pubout -outform DER | openssl dgst -sha256 -r`;
