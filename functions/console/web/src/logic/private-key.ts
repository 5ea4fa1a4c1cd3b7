// Detects a private key in pasted text, to refuse it before anything is sent. The service has the same rules in
// `shared/contract/src/secrets`; both pass `tests/vectors/pasted_keys.json`.

import { PRIVATE_KEYS, type PrivateForm } from '../generated/private-keys';

export type { PrivateForm };

/** Inspected bytes of a structure. */
const HEAD = 48;
/** Nested encodings that are decoded. */
const DEPTH = 2;

/** Returns the API's message about a private key in this form. */
export const refusal = (form: PrivateForm): string => PRIVATE_KEYS[form];

export const privateKey = (text: string): PrivateForm | undefined => find(text, DEPTH);

function find(text: string, depth: number): PrivateForm | undefined {
  const undone = plain(text);
  return (
    byWords(undone) ?? byNumbers(undone) ?? inBase64(undone) ?? inHex(undone) ?? inList(undone) ?? inEscapes(text) ?? inside(undone, depth)
  );
}

/** Returns the text with escapes decoded, dashes as hyphens, and white space as space or line feed. */
function plain(text: string): string {
  return text
    .replace(/%([0-9A-Fa-f]{2})|\\u00([0-7][0-9A-Fa-f])|\\([nrtx])|\\|&(?:(lt|gt|quot|amp|lowbar)|#(?=.{1,7};)(?:(\d+)|[xX]([0-9A-Fa-f]+)));/g, (found, percent, unicode, escape, entity, decimal, hex) => {
      if (percent) {
        const character = String.fromCharCode(parseInt(percent as string, 16));
        return /[!-~\t\n\f\r ]/.test(character) ? character : found;
      }
      if (unicode) return String.fromCharCode(parseInt(unicode as string, 16));
      // The digits after `\x` are parsed as hex later.
      if (escape) return escape === 't' || escape === 'x' ? ' ' : '\n';
      if (entity) return { lt: '<', gt: '>', quot: '"', amp: '&', lowbar: '_' }[entity as string] ?? '';
      if (!decimal && !hex) return '';
      const code = decimal ? parseInt(decimal as string, 10) : parseInt(hex as string, 16);
      return code < 128 ? String.fromCharCode(code) : found;
    })
    .replace(/[\uFEFF\u200B\u200E\u200F\u061C\u2060\u00AD\0]/g, '')
    .replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-')
    .replace(/\r/g, '\n')
    .replace(/[^\S\n]/g, ' ');
}

function byWords(text: string): PrivateForm | undefined {
  const upper = text.toUpperCase();
  const opened = /-- ?(?:BEGIN|END)(.{0,40})PRIVATE[ _-]?KEY/.exec(upper);
  const closed = /(.{0,48})PRIVATE[ _-]?KEY(?: BLOCK)? ?--/.exec(upper);
  const armour = opened ?? closed;
  if (armour) return armour[1]?.includes('PGP') ? 'Pgp' : 'Pem';
  if (/PUTTY-USER-KEY-FILE|PRIVATE-LINES:|PRIVATE-MAC:/.test(upper)) return 'Putty';
  if (upper.includes('SSH PRIVATE KEY FILE FORMAT')) return 'OpenSsh';
  const compact = text.replace(/[\s"'`]/g, '');
  if (/Proc-Type:4,ENCRYPTED|DEK-Info:/.test(compact)) return 'Pem';
  if (/<RSAKeyValue|<Modulus>/.test(compact) && /<(?:D|P|Q|DP|DQ|InverseQ)>/.test(compact)) return 'Xml';
  // Quote marks of e-mail may split a value.
  const member = /(?:^|[^A-Za-z0-9_-])(?:d|p|q|dp|dq|qi|k):[A-Za-z0-9_-]{16}/;
  if (/kty:|e:AQAB/.test(compact) && member.test(compact.replace(/>/g, ''))) return 'Jwk';
  const words = compact.toLowerCase().replace(/[-_]/g, '');
  if (/privateexponent:|privatekey:\(/.test(words)) return 'Dump';
  return undefined;
}

/** Finds hex numbers of a private key by their names in `openssl -text` or a JWK. */
function byNumbers(text: string): PrivateForm | undefined {
  const compact = text.toLowerCase().replace(/[\s"'`>]/g, '');
  const printed = /(?:privateexponent|privatekey|privkey|priv|prime1|prime2|exponent1|exponent2|exp1|exp2|coefficient):(?:0x)?(?::*[0-9a-f]){32}/;
  if (printed.test(compact.replace(/[-_]/g, ''))) return 'Dump';
  const member = /(?:^|[^a-z0-9_-])(?:d|p|q|dp|dq|qi):(?:0x)?(?::*[0-9a-f]){48}/;
  return /kty:|e:(?:aqab|010001|01:00:01|10001|0x10001|65537)/.test(compact) && member.test(compact) ? 'Jwk' : undefined;
}

/** Finds structures in base64 or base64url at any position. */
function inBase64(text: string): PrivateForm | undefined {
  const stream = text.replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+/]/g, '');
  for (const { index } of stream.matchAll(/[MbL/zBUP]/g)) {
    const digits = stream.slice(index, index + (HEAD / 3) * 4);
    const form = ofBytes(atob(digits.slice(0, digits.length - (digits.length % 4))));
    if (form) return form;
  }
  return undefined;
}

/** Returns the form of a key in bytes, one per character. */
function ofBytes(head: string): PrivateForm | undefined {
  if (head.startsWith('-----BEGIN ')) return head.includes(' PRIVATE') ? 'EncodedPem' : undefined;
  if (head.startsWith('SSH PRIVATE KEY FILE FORMAT')) return 'OpenSsh';
  return ofBinary(head);
}

/** Returns the form of a binary structure. */
function ofBinary(head: string): PrivateForm | undefined {
  if (head.startsWith('openssh-key-v1\0')) return 'OpenSsh';
  if (head.startsWith('\x3f\x6f\xf9\xeb\0\0')) return 'OpenSsh';
  if (/^(?:\xfe\xed\xfe\xed|\xce\xce\xce\xce)\0\0\0[\x01\x02]/.test(head)) return 'KeyStore';
  if (/^(?:\x07\x02\0\0[^]{2}\0\0RSA2|RSA[23][^]{2}\0\0)/.test(head)) return 'Blob';
  return ofDer(head);
}

const PKCS5 = '\x2a\x86\x48\x86\xf7\x0d\x01\x05';
const PKCS7 = '\x2a\x86\x48\x86\xf7\x0d\x01\x07';
const PKCS12_PBE = '\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01';
/** Field types of ANSI X9.62: public parameters of an elliptic curve. */
const FIELD = '\x2a\x86\x48\xce\x3d\x01';

/** Detects PKCS#1, PKCS#8, SEC 1 and PKCS#12 by the start of their SEQUENCE. */
function ofDer(head: string): PrivateForm | undefined {
  const outer = tlv(head);
  if (outer?.tag !== 0x30 || outer.length < 32) return undefined;
  const oid = algorithm(outer.inside);
  if (oid !== undefined) return oid.startsWith(PKCS5) || oid.startsWith(PKCS12_PBE) ? 'Base64' : undefined;
  if (!outer.inside.startsWith('\x02\x01')) return undefined;
  const version = outer.inside.charCodeAt(2);
  const rest = outer.inside.slice(3);
  const next = tlv(rest);
  if (!next) return undefined;
  const named = algorithm(rest);
  if (version <= 1 && next.tag === 0x02 && next.length >= 20) return 'Base64';
  if (version === 1 && next.tag === 0x04 && next.length >= 20 && next.length <= 128) return 'Base64';
  if (version <= 1 && next.tag === 0x30 && named !== undefined) return named.startsWith(FIELD) ? undefined : 'Base64';
  if (version === 3 && next.tag === 0x30 && named?.startsWith(PKCS7)) return 'Pkcs12';
  return undefined;
}

/** Returns the bytes after the tag and length of an object identifier at the start of a SEQUENCE. */
function algorithm(bytes: string): string | undefined {
  const sequence = tlv(bytes);
  const oid = sequence?.tag === 0x30 ? tlv(sequence.inside) : undefined;
  return oid?.tag === 0x06 ? oid.inside : undefined;
}

/** Parses tag, length and following bytes. Content may be truncated; an indefinite length counts as infinite. */
function tlv(bytes: string): { tag: number; length: number; inside: string } | undefined {
  const [tag, first, a = NaN, b = NaN, c = NaN, d = NaN] = Array.from(bytes.slice(0, 6), (byte) => byte.charCodeAt(0));
  if (tag === undefined || first === undefined) return undefined;
  const [length, size] =
    first === 0x80 ? [Infinity, 2]
    : first < 0x80 ? [first, 2]
    : first === 0x81 ? [a, 3]
    : first === 0x82 ? [a * 256 + b, 4]
    : first === 0x83 && a === 0 ? [b * 256 + c, 5]
    : first === 0x84 && a === 0 && b === 0 ? [c * 256 + d, 6]
    : [NaN, 0];
  return Number.isNaN(length) ? undefined : { tag, length, inside: bytes.slice(size) };
}

/** Finds DER in hex with any separators: white space, colons, commas, `0x`, `x`. */
function inHex(text: string): PrivateForm | undefined {
  const digits = text.toLowerCase().replace(/[^0-9a-z]/g, '');
  // The zero before an `x` is a digit if the `x` lost its backslash.
  for (const stream of [digits.replace(/0x|x/g, ''), digits.replace(/x/g, '')]) {
    for (const [run] of stream.matchAll(/[0-9a-f]{40,}/g)) {
      for (const { index } of run.matchAll(/30/g)) {
        const bytes = run.slice(index, index + 2 * HEAD).match(/../g) ?? [];
        if (ofDer(bytes.map((byte) => String.fromCharCode(parseInt(byte, 16))).join(''))) return 'Hex';
      }
    }
  }
  return undefined;
}

/** Finds bytes in a list, decimal (also signed, as in Java) or hex with `0x`. */
function inList(text: string): PrivateForm | undefined {
  let run = '';
  for (const word of [...text.split(/[^A-Za-z0-9-]+/), 'end']) {
    if (word === '' || word === 'byte' || word === 'u8') continue;
    const number = /^(?:0[xX][0-9A-Fa-f]{1,8}|-?\d{1,8})$/.test(word) ? Number(word) : NaN;
    if (number >= -128 && number <= 255) {
      run += String.fromCharCode(number & 255);
      continue;
    }
    if (isKey(run)) return 'Bytes';
    run = '';
  }
  return undefined;
}

/** Finds bytes in a string with escapes, such as `b'0\\x82'`, `"0\\u0082"` and `0%82`. */
function inEscapes(text: string): PrivateForm | undefined {
  if (!/[\\%]/.test(text)) return undefined;
  const bytes = text.replace(
    /%([0-9A-Fa-f]{2})|\\+(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([nrt0]))|\\+|[^\0-\xff]/g,
    (found, percent, hex, unicode, simple) => {
      const digits = (percent ?? hex ?? unicode) as string | undefined;
      if (digits) return parseInt(digits, 16) < 256 ? String.fromCharCode(parseInt(digits, 16)) : '';
      if (simple) return { n: '\n', r: '\r', t: '\t', 0: '\0' }[simple as string] ?? '';
      // Double escaping yields several backslashes.
      return found.startsWith('\\\\') ? '\\' : '';
    },
  );
  return isKey(bytes) ? 'Bytes' : undefined;
}

function isKey(bytes: string): boolean {
  for (let at = 0; at < bytes.length; at++) if (ofBinary(bytes.slice(at, at + HEAD))) return true;
  return false;
}

/**
 * Finds a key inside base64, such as an encoded file. Preceding text shifts the digits, so all four offsets are tried.
 * NULs are removed, which turns UTF-16 into ASCII.
 */
function inside(text: string, depth: number): PrivateForm | undefined {
  if (depth === 0) return undefined;
  const stream = text.replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+/]/g, '');
  for (let phase = 0; phase < 4 && phase <= stream.length; phase++) {
    const digits = stream.slice(phase);
    const decoded = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits).replace(/\0/g, '');
    if (!/PRIVATE|private|Private|nuv_|kty|RSAKeyValue|"alg"|DEK-|[A-Za-z0-9+/_\s-]{48}/.test(decoded)) continue;
    const form = find(decoded, depth - 1);
    if (form) return form === 'Pem' ? 'EncodedPem' : form;
  }
  return undefined;
}
