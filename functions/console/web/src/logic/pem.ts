// Public key, as sent and shown. The service checks pasted keys with the same rules as at registration. Only private keys
// are refused here, before anything is sent.

import { call } from '../api/client';
import type { InspectedKey } from '../api/types';
import { privateKey, refusal } from './private-key';

export interface PublicKey {
  /** SubjectPublicKeyInfo, PEM. */
  pem: string;
  bits: number;
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
}

export type Inspection = { ok: true; key: PublicKey } | { ok: false; secret: boolean; why: string };

/** Checks a pasted key. Throws if the service does not answer. */
export async function inspect(text: string): Promise<Inspection> {
  const form = privateKey(text);
  if (form) {
    return { ok: false, secret: true, why: `${sentence(refusal(form))} It was not sent, and the field was cleared.` };
  }
  const { key, reason } = await call<InspectedKey>('POST', '/partner/v1/public-key/inspect', { body: { publicKey: text } });
  if (key) return { ok: true, key: { pem: key.publicKey, bits: key.bits, fingerprint: key.fingerprint } };
  return { ok: false, secret: false, why: sentence(reason ?? 'is not a public key') };
}

/** Turns a reason of the API into a sentence about the field. */
const sentence = (reason: string): string => `This ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;

/** Describes a DER key, as sent and shown. */
export async function describe(der: Uint8Array<ArrayBuffer> | ArrayBuffer, bits: number): Promise<PublicKey> {
  const bytes = new Uint8Array(der);
  return { pem: pem('PUBLIC KEY', bytes), bits, fingerprint: hex(await crypto.subtle.digest('SHA-256', bytes)) };
}

export function pem(label: string, der: Uint8Array | ArrayBuffer): string {
  const base64 = btoa(Array.from(new Uint8Array(der), (byte) => String.fromCharCode(byte)).join(''));
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
}

export const hex = (bytes: Uint8Array | ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
