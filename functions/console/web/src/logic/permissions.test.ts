import { expect, test } from 'vitest';
import { AREAS, difference, ordered, PRESETS, tags, toggled } from './permissions';

test('writing adds reading and is removed with it', () => {
  const written = toggled(new Set(), 'PAYMENTS_WRITE', true);
  expect(ordered(written)).toEqual(['PAYMENTS_READ', 'PAYMENTS_WRITE']);
  expect(ordered(toggled(written, 'PAYMENTS_READ', false))).toEqual([]);
  expect(ordered(toggled(written, 'PAYMENTS_WRITE', false))).toEqual(['PAYMENTS_READ']);
});

test('there are twelve permissions, and no preset writes without reading', () => {
  expect(AREAS.flatMap(({ read, write }) => [read, write ?? []]).flat()).toHaveLength(12);
  for (const { permissions } of PRESETS) {
    const again = permissions.reduce((set, each) => toggled(set, each, true), new Set<(typeof permissions)[number]>());
    expect(new Set(permissions)).toEqual(again);
  }
});

test('permissions are shown as tags and as a difference', () => {
  expect(tags(['CUSTOMERS_READ', 'PAYMENTS_WRITE', 'PAYMENTS_READ'])).toEqual(['CUSTOMERS r', 'PAYMENTS r w']);
  expect(difference(['CUSTOMERS_READ', 'CUSTOMERS_WRITE'], ['CUSTOMERS_READ', 'CRYPTO_READ'])).toEqual({
    added: ['CRYPTO_READ'],
    removed: ['CUSTOMERS_WRITE'],
  });
});
