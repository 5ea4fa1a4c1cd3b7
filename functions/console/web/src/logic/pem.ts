// Judges a pasted public key before anything is sent. The service judges it again, and more strictly.

export interface PublicKey {
  /** SubjectPublicKeyInfo, PEM. */
  pem: string;
  bits: number;
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
}

export type Judgement = { ok: true; key: PublicKey } | { ok: false; secret: boolean; why: string; mend: string };

const LEAST_BITS = 2048;
const MOST_BITS = 8192;

const refuse = (why: string, mend: string, secret = false): Judgement => ({ ok: false, secret, why, mend });

/** What else begins with `-----BEGIN`, and what to do about it. */
const LABELS: [RegExp, why: string, mend: string][] = [
  [
    /CERTIFICATE/,
    'This is a certificate, not a public key.',
    'Take the key out of it: `openssl x509 -in cert.pem -pubkey -noout`',
  ],
  [
    /^RSA PUBLIC KEY$/,
    'This public key is in the older PKCS#1 form.',
    'Convert it: `openssl rsa -RSAPublicKey_in -in key.pem -pubout`',
  ],
  [/SSH2/, 'This is an SSH public key.', 'Convert it: `ssh-keygen -e -m PKCS8 -f key.pub`'],
];

/** Algorithms that the DER can name, by their object identifiers. */
const ALGORITHMS: [oid: string, why: string][] = [
  ['06092a864886f70d01010a', 'This is an RSA-PSS key, which cannot sign RS256.'],
  ['06072a8648ce3d0201', 'This is an elliptic curve key.'],
  ['06032b6570', 'This is an Ed25519 key.'],
  ['06032b6571', 'This is an Ed448 key.'],
];
const RSA = '06092a864886f70d010101';

export const holdsPrivateKey = (text: string): boolean => /PRIVATE KEY/i.test(text);

export async function judge(text: string): Promise<Judgement> {
  const trimmed = text.trim();
  if (holdsPrivateKey(trimmed)) {
    return refuse(
      'This is a private key. It was not sent, and it was taken out of the field.',
      'Paste its public half: `openssl pkey -in private.pem -pubout`. Wherever else you pasted it, replace it.',
      true,
    );
  }
  if (/^ssh-(rsa|ed25519)|^ecdsa-/.test(trimmed)) {
    return refuse('This is an SSH public key.', 'Convert it: `ssh-keygen -e -m PKCS8 -f key.pub`');
  }
  const block = /^-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END ([A-Z0-9 ]+)-----$/.exec(trimmed);
  if (!block) {
    return refuse(
      'This is not a PEM public key.',
      'It begins with `-----BEGIN PUBLIC KEY-----` and ends with `-----END PUBLIC KEY-----`, with nothing around it.',
    );
  }
  const [, label = '', body = '', end = ''] = block;
  const known = LABELS.find(([pattern]) => pattern.test(label));
  if (known) return refuse(known[1], known[2]);
  if (label !== 'PUBLIC KEY' || end !== label) {
    return refuse(`This is a ${label.toLowerCase()}.`, 'Paste a key that begins with `-----BEGIN PUBLIC KEY-----`.');
  }
  const der = decode(body);
  if (!der) return refuse('The text between the two lines is not base64.', 'Copy the whole file once more.');
  return judgeDer(der);
}

async function judgeDer(der: Uint8Array<ArrayBuffer>): Promise<Judgement> {
  const start = hex(der.subarray(0, 48));
  const other = ALGORITHMS.find(([oid]) => start.includes(oid));
  const mend = 'Make an RSA key: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out private.pem`';
  if (other) return refuse(other[1], mend);
  if (!start.includes(RSA)) return refuse('This is not an RSA public key.', mend);
  const parameters = await modulus(der);
  if (!parameters) return refuse('The key cannot be read.', 'Copy the whole file once more.');
  if (parameters.e !== 'AQAB') return refuse("The key's exponent is not 65537.", mend);
  if (parameters.bits < LEAST_BITS) return refuse(`The key has ${parameters.bits} bits; ${LEAST_BITS} are the least.`, mend);
  if (parameters.bits > MOST_BITS) return refuse(`The key has ${parameters.bits} bits; ${MOST_BITS} are the most.`, mend);
  return { ok: true, key: await describe(der, parameters.bits) };
}

/** Exponent and bits of the modulus, of a key that WebCrypto can read. */
async function modulus(der: Uint8Array<ArrayBuffer>): Promise<{ e: string; bits: number } | undefined> {
  try {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('spki', der, algorithm, true, ['verify']);
    // What is left out when it is written again was not part of the key.
    if (hex(await crypto.subtle.exportKey('spki', key)) !== hex(der)) return undefined;
    const { n = '', e = '' } = await crypto.subtle.exportKey('jwk', key);
    const number = decode(n.replaceAll('-', '+').replaceAll('_', '/')) ?? new Uint8Array();
    const first = number[0] ?? 0;
    return { e, bits: number.length * 8 - (Math.clz32(first) - 24) };
  } catch {
    return undefined;
  }
}

/** A key as it is sent and shown. */
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

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
