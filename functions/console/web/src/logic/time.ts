// Formats of times: relative, exact and short.

const STEPS: [unit: Intl.RelativeTimeFormatUnit, short: string, seconds: number][] = [
  ['year', 'y', 31_536_000],
  ['month', 'mo', 2_592_000],
  ['day', 'd', 86_400],
  ['hour', 'h', 3600],
  ['minute', 'min', 60],
  ['second', 's', 1],
];

/** Returns a relative time: `12 s ago`, `in 6 h`, `now`. */
export function relative(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const distance = Math.abs(seconds);
  const [, short, size] = STEPS.find(([, , length]) => distance >= length) ?? ['second', 's', 1];
  const number = Math.floor(distance / size);
  if (number === 0) return 'now';
  return seconds < 0 ? `${number} ${short} ago` : `in ${number} ${short}`;
}

/** Returns a duration in words: `7 days`, `90 minutes`. */
export function span(seconds: number): string {
  const [unit, , size] = STEPS.slice(2).find(([, , length]) => seconds >= length && seconds % length === 0) ?? ['second', '', 1];
  const number = seconds / size;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

const LOCAL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const UTC_DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DATED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Returns an exact time: `22 Nov 2026, 14:05:12 CET (2026-11-22 13:05:12 UTC)`. */
export const exact = (at: Date): string =>
  `${LOCAL.format(at)} (${at.toISOString().slice(0, 19).replace('T', ' ')} UTC)`;
/** Returns the day in UTC, the time zone of daily counts. */
export const utcDay = (at: Date): string => UTC_DAY.format(at);
export const day = (at: Date): string => DAY.format(at);
/** Returns day and time, with the year only if it is not the current one. */
export const short = (at: Date): string => (at.getFullYear() === new Date().getFullYear() ? SHORT : DATED).format(at);
