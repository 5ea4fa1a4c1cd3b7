// Recognises a private key in whatever was pasted, so that it is refused before anything is sent. The service decides
// the same in `shared/contract/src/secrets`; both pass `tests/vectors/pasted_keys.json`.

import { PRIVATE_KEYS, type PrivateForm } from '../generated/private-keys';

export type { PrivateForm };

/** Bytes of a structure that are looked at. */
const HEAD = 48;

/** Returns the API's message about a private key in this form. */
export const told = (form: PrivateForm): string => PRIVATE_KEYS[form];

export function privateKey(text: string): PrivateForm | undefined {
  const undone = plain(text);
  return byWords(undone) ?? inBase64(undone) ?? inHex(undone);
}

/** The text with escapes undone, every dash a hyphen, and white space a space or a line feed. */
function plain(text: string): string {
  return text
    .replace(/%([0-9A-Fa-f]{2})|\\u00([0-7][0-9A-Fa-f])|\\([nrtx])|\\|&(lt|gt|quot|#43);/g, (found, percent, unicode, escape, entity) => {
      if (percent) {
        const character = String.fromCharCode(parseInt(percent as string, 16));
        return /[!-~\t\n\f\r ]/.test(character) ? character : found;
      }
      if (unicode) return String.fromCharCode(parseInt(unicode as string, 16));
      // The digits behind `\x` are left to be read as hex.
      if (escape) return escape === 't' || escape === 'x' ? ' ' : '\n';
      return entity ? ({ lt: '<', gt: '>', quot: '"', '#43': '+' }[entity as string] ?? '') : '';
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
  // The marks of quoted mail may part a value.
  const member = /(?:^|[^A-Za-z0-9_-])(?:d|p|q|dp|dq|qi|k):[A-Za-z0-9_-]{16}/;
  if (/kty:|e:AQAB/.test(compact) && member.test(compact.replace(/>/g, ''))) return 'Jwk';
  const words = compact.toLowerCase().replace(/[-_]/g, '');
  if (/privateexponent:|privatekey:\(/.test(words)) return 'Dump';
  return undefined;
}

/** Structures in base64 or base64url, wherever they begin. */
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
  if (head.startsWith('openssh-key-v1\0')) return 'OpenSsh';
  if (head.startsWith('-----BEGIN ')) return head.includes(' PRIVATE') ? 'EncodedPem' : undefined;
  if (head.startsWith('\x3f\x6f\xf9\xeb\0\0')) return 'OpenSsh';
  if (/^(?:\xfe\xed\xfe\xed|\xce\xce\xce\xce)\0\0\0[\x01\x02]/.test(head)) return 'KeyStore';
  if (/^(?:\x07\x02\0\0[^]{2}\0\0RSA2|RSA[23][^]{2}\0\0)/.test(head)) return 'Blob';
  return ofDer(head);
}

const PKCS5 = '\x2a\x86\x48\x86\xf7\x0d\x01\x05';
const PKCS7 = '\x2a\x86\x48\x86\xf7\x0d\x01\x07';
const PKCS12_PBE = '\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01';
/** Field types of ANSI X9.62: parameters of an elliptic curve, which are public. */
const FIELD = '\x2a\x86\x48\xce\x3d\x01';

/** PKCS#1, PKCS#8, SEC 1 and PKCS#12, by what their SEQUENCE begins with. */
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

/** Tag, length and the bytes behind both. The content may be cut off; an indefinite length counts as a long one. */
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

/** DER in hex, whatever parts its digits: white space, colons, commas, `0x`, `x`. */
function inHex(text: string): PrivateForm | undefined {
  const digits = text.toLowerCase().replace(/[^0-9a-z]/g, '');
  // The zero before an `x` is a digit where the `x` has lost its backslash.
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
