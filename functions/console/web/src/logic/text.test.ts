import { expect, test } from 'vitest';
import { difference } from './difference';
import { fileName } from './save';
import { allows, lines } from './source-ips';
import { relative, span } from './time';
import { label, sentence } from './words';

test('times are relative to now', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const at = (seconds: number): string => relative(new Date(now.getTime() + seconds * 1000), now);
  expect([0, -12, -59, -60, -3599, -7200, -86400 * 3, 6 * 3600, 90].map(at)).toEqual([
    'now',
    '12 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '2 h ago',
    '3 d ago',
    'in 6 h',
    'in 1 min',
  ]);
  expect([1, 90, 3600, 7200, 86400, 604800].map(span)).toEqual(['1 second', '90 seconds', '1 hour', '2 hours', '1 day', '7 days']);
});

test('addresses are matched against CIDR blocks', () => {
  expect(allows([], '203.0.113.9')).toBe(true);
  expect(allows(['203.0.113.0/24'], '203.0.113.9')).toBe(true);
  expect(allows(['203.0.113.0/24'], '203.0.114.9')).toBe(false);
  expect(allows(['203.0.113.9'], '203.0.113.9')).toBe(true);
  expect(allows(['203.0.113.9'], '203.0.113.10')).toBe(false);
  expect(allows(['0.0.0.0/0'], '2001:db8::1')).toBe(false);
  expect(allows(['2001:db8::/48'], '2001:db8:0:1::9')).toBe(true);
  expect(allows(['2001:db8::/48'], '2001:db8:1::9')).toBe(false);
  expect(allows(['::/0'], '::1')).toBe(true);
  expect(allows(['nonsense', '203.0.113.0/33', '999.0.0.0/8'], '203.0.113.9')).toBe(false);
  expect(lines(' 203.0.113.0/24,\n\n2001:db8::/48 ')).toEqual(['203.0.113.0/24', '2001:db8::/48']);
});

test('changes are shown as differences', () => {
  expect(difference({ allowedSourceIps: ['A', 'B'] }, { allowedSourceIps: ['B', 'C'] })).toEqual(['+ C', '− A']);
  const [read, both] = [{ permissions: ['PAYMENTS_READ', 'CRYPTO_READ'] }, { permissions: ['PAYMENTS_READ', 'PAYMENTS_WRITE'] }];
  expect(difference(read, both)).toEqual(['+ PAYMENTS w', '− CRYPTO r']);
  const shown = (role: string) => difference(null, { ...both, enabled: true, apiKeyShownTo: { userId: 'x', role } });
  expect(shown('PARTNER_USER')).toEqual(['Permissions: PAYMENTS r w']);
  expect(shown('NUVERA_ADMIN')).toEqual(['Permissions: PAYMENTS r w', 'API key shown to: Nuvera admin']);
  expect(difference({ enabled: true, name: 'x' }, { enabled: false, name: 'x' })).toEqual(['Enabled: yes → no']);
  expect(difference(null, { name: 'x', expiresAt: null, allowedSourceIps: [] })).toEqual(['Name: x']);
  expect(difference({ name: 'x' }, null)).toEqual(['Name: x']);
  expect(difference({ name: 'x' }, {})).toEqual(['Name: x → none']);
  const key = { id: 'key_1', prefix: 'nuv', lastFour: 'abcd', expiresAt: null, revokedAt: null };
  expect(difference({ apiKey: key }, { apiKey: { ...key, revokedAt: '2026-11-22T12:00:00.000Z' } })).toEqual([
    expect.stringMatching(/^API key: …abcd, revoked 22 Nov/),
  ]);
  expect(difference(null, { signingKeys: [{ fingerprint: 'c7c7cd90ffff6b60', retiresAt: null }] })).toEqual([
    'Signing keys: c7c7 cd90 … 6b60',
  ]);
  expect(difference(null, { role: 'PARTNER_USER', userId: 'peter' })).toEqual(['Role: Partner user', 'User: peter']);
  const [old, next] = [{ fingerprint: 'aaaa111122223333' }, { fingerprint: 'bbbb111122223333' }];
  expect(difference({ signingKeys: [old] }, { signingKeys: [next, { ...old, retiresAt: '2026-11-22T12:00:00Z' }] })).toEqual([
    '+ bbbb 1111 … 3333',
    expect.stringMatching(/^aaaa 1111 … 3333, until 22 Nov/),
  ]);
  expect(difference(null, null)).toEqual([]);
});

test('names turn into words and file names', () => {
  expect(sentence('API_KEY_CREATED')).toBe('API key created');
  expect(sentence('SOURCE_IPS_CHANGED')).toBe('Source IPs changed');
  expect(label('countryOfIncorporationId')).toBe('Country of incorporation');
  expect(fileName('Zahlungen (Müller) & Söhne')).toBe('zahlungen-muller-sohne');
  expect(fileName('支付')).toBe('application');
});
