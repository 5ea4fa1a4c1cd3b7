// Differences between the values before and after an audit entry, as lines.

import type { Permission } from '../api/types';
import { tags } from './permissions';
import { short } from './time';
import { isName, label, sentence, shortFingerprint } from './words';

/** Longest value shown in full, in characters. */
const LONGEST = 72;

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);
const isAbsent = (value: unknown): boolean => value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function text(value: unknown): string {
  if (isAbsent(value)) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isTime(value)) return short(new Date(value));
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (isObject(value)) return named(value);
  if (typeof value === 'string' && isName(value)) return sentence(value);
  const whole = String(value);
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1)}…` : whole;
}

/** Name of a key or person in a line. */
function named(value: Members): string {
  const until = (at: unknown, word: string): string => (isTime(at) ? `, ${word} ${text(at)}` : '');
  const { lastFour, fingerprint, role } = value;
  if (typeof lastFour === 'string') return `…${lastFour}${until(value.expiresAt, 'expires')}${until(value.revokedAt, 'revoked')}`;
  if (typeof fingerprint === 'string') return `${shortFingerprint(fingerprint)}${until(value.retiresAt, 'until')}`;
  if (typeof role === 'string') return typeof value.email === 'string' ? `${value.email}, ${sentence(role)}` : sentence(role);
  return JSON.stringify(value);
}

/** True if two list entries describe the same object, also after a change. */
const same = (one: unknown, other: unknown): boolean =>
  isObject(one) && isObject(other) && one.fingerprint !== undefined ? one.fingerprint === other.fingerprint : text(one) === text(other);

/** Texts of a list. Permissions are shown as tags. */
const texts = (name: string, values: unknown[]): string[] => (name === 'permissions' ? tags(values as Permission[]) : values.map(text));

/** True for a detail that the action implies, such as a new application being enabled. */
const isPlain = (name: string, value: unknown): boolean =>
  (name === 'enabled' && value === true) ||
  (name === 'requireSignedHeaders' && value === false) ||
  (name === 'apiKeyShownTo' && isObject(value) && value.role === 'PARTNER_USER');

/** Order of members. Others come last. */
const ORDER = ['name', 'email', 'enabled', 'permissions', 'allowedSourceIps', 'requireSignedHeaders', 'apiKey', 'apiKeys', 'signingKeys'];
const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Returns lines such as `+ PAYMENTS w`, `Enabled: yes → no`, `Name: Treasury`. */
export function difference(before: unknown, after: unknown): string[] {
  const [from, to] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const lines: string[] = [];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  for (const name of names) {
    const [old, now] = [from[name], to[name]];
    const title = label(name);
    if (Array.isArray(old) && Array.isArray(now)) {
      const without = (all: unknown[], others: unknown[]): unknown[] => all.filter((each) => !others.some((other) => same(other, each)));
      lines.push(...texts(name, without(now, old)).map((each) => `+ ${each}`));
      lines.push(...texts(name, without(old, now)).map((each) => `− ${each}`));
      lines.push(...now.filter((each) => old.some((other) => same(other, each) && text(other) !== text(each))).map(text));
    } else if (isAbsent(old)) {
      if (isAbsent(now) || isPlain(name, now)) continue;
      lines.push(`${title}: ${Array.isArray(now) ? texts(name, now).join(', ') : text(now)}`);
    } else if (!isObject(after)) {
      // The whole object was deleted, which the action already says.
      lines.push(`${title}: ${Array.isArray(old) ? texts(name, old).join(', ') : text(old)}`);
    } else if (isObject(old) && isObject(now) && old.lastFour === now.lastFour) {
      // The same key: show its new state only.
      lines.push(`${title}: ${text(now)}`);
    } else if (text(old) !== text(now)) {
      lines.push(`${title}: ${text(old)} → ${text(now)}`);
    }
  }
  return lines;
}
