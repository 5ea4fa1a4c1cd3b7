import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { inspect, pem } from './pem';
import { privateKey, refusal } from './private-key';

vi.mock('../auth/session', () => ({ accessToken: async () => 'token' }));

interface Row {
  what: string;
  result: string;
  text: string;
}

/** Test vectors that the service passes too. */
const rows = JSON.parse(readFileSync('pasted_keys.json', 'utf8')) as Row[];

afterEach(() => vi.unstubAllGlobals());

const answers = (status: number, body: unknown) => {
  const fetch = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};

describe('a pasted key', () => {
  test('is detected as private exactly like in the service, with the same form', () => {
    expect(rows.length).toBeGreaterThan(150);
    const wrong = rows.filter(({ text, result }) => {
      const form = privateKey(text);
      return (form ? `PrivateKey(${form})` : undefined) !== (result.startsWith('PrivateKey') ? result : undefined);
    });
    expect(wrong.map(({ what, result, text }) => [what, result, privateKey(text)])).toEqual([]);
  });

  test('is never sent if it is private', async () => {
    const fetch = answers(500, {});
    for (const { text, result } of rows.filter((row) => row.result.startsWith('PrivateKey'))) {
      const inspection = await inspect(text);
      expect(inspection, result).toMatchObject({ ok: false, secret: true });
      expect(inspection.ok || inspection.why).toMatch('It was not sent');
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  test('is checked by the service, whose message is shown', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const fetch = answers(200, { key: { publicKey: text, bits: 2048, fingerprint: 'f' }, reason: null });
    expect(await inspect(`  ${text}`)).toEqual({ ok: true, key: { pem: text, bits: 2048, fingerprint: 'f' } });
    expect(fetch).toHaveBeenCalledOnce();
    answers(200, { key: null, reason: 'is a word' });
    expect(await inspect('word')).toEqual({ ok: false, secret: false, why: 'This is a word.' });
    answers(503, { code: 'dependency_unavailable', title: '', detail: '' });
    await expect(inspect('another')).rejects.toThrow();
  });

  test('has a message for every form', () => {
    expect(refusal('Pem')).toMatch('is a private key (PEM)');
  });

  test('is wrapped at 64 characters', () => {
    expect(pem('X', new Uint8Array(50))).toBe(`-----BEGIN X-----\n${'A'.repeat(64)}\nAAA=\n-----END X-----\n`);
  });
});
