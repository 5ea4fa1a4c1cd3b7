import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { judge, pem } from './pem';

const rsa = (modulusLength: number, publicExponent = 65537) => generateKeyPairSync('rsa', { modulusLength, publicExponent });
const spki = (key: { export: (options: { type: 'spki'; format: 'pem' }) => string | Buffer }): string =>
  key.export({ type: 'spki', format: 'pem' }).toString();

const why = async (text: string): Promise<string> => {
  const judgement = await judge(text);
  return judgement.ok ? 'ok' : judgement.why;
};

describe('a pasted key', () => {
  test('is taken where it is an RSA public key, with the fingerprint that openssl prints', async () => {
    const { publicKey } = rsa(2048);
    const text = spki(publicKey);
    const judgement = await judge(`\n${text.replaceAll('\n', '\r\n')}  `);
    const der = publicKey.export({ type: 'spki', format: 'der' });
    expect(judgement).toEqual({
      ok: true,
      key: { pem: text, bits: 2048, fingerprint: createHash('sha256').update(der).digest('hex') },
    });
  });

  test('is refused where it is private, in any form', async () => {
    const { privateKey } = rsa(2048);
    for (const text of [
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'something before\n-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA',
    ]) {
      const judgement = await judge(text);
      expect(judgement).toMatchObject({ ok: false, secret: true });
    }
  });

  test('is refused with what it is in its place', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const ed = generateKeyPairSync('ed25519').publicKey;
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey;
    const pkcs1 = rsa(2048).publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(await why(spki(ec))).toMatch('elliptic curve');
    expect(await why(spki(ed))).toMatch('Ed25519');
    expect(await why(spki(pss))).toMatch('RSA-PSS');
    expect(await why(pkcs1)).toMatch('PKCS#1');
    expect(await why('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toMatch('certificate');
    expect(await why('ssh-rsa AAAAB3Nza ada@example')).toMatch('SSH');
    expect(await why('nonsense')).toMatch('not a PEM');
    expect(await why('-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----')).toMatch('not a PEM');
    expect(await why('-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----')).toMatch('not an RSA');
  });

  test('is refused where it is too short, has another exponent or something behind it', async () => {
    expect(await why(spki(rsa(1024).publicKey))).toMatch('1024 bits');
    expect(await why(spki(rsa(2040).publicKey))).toMatch('2040 bits');
    expect(await why(spki(rsa(2048, 3).publicKey))).toMatch('exponent');
    const der = rsa(2048).publicKey.export({ type: 'spki', format: 'der' });
    expect(await why(pem('PUBLIC KEY', Buffer.concat([der, Buffer.from([0])])))).toMatch('cannot be read');
  });
});
