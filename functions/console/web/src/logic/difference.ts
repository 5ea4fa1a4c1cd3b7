// Before and after of an audit entry, as lines.

/** Longer values say nothing to who skims. */
const LONGEST = 64;

type Members = Record<string, unknown>;

const members = (value: unknown): Members =>
  value === null || value === undefined ? {} : typeof value === 'object' && !Array.isArray(value) ? (value as Members) : { value };

function text(value: unknown): string {
  const whole = typeof value === 'string' ? value : Array.isArray(value) ? value.map(text).join(', ') || 'none' : JSON.stringify(value);
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1)}…` : whole;
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.every((each) => typeof each === 'string');

/** `+ PAYMENTS_WRITE`, `enabled: true → false`, `name: Treasury`. */
export function difference(before: unknown, after: unknown): string[] {
  const [from, to] = [members(before), members(after)];
  const lines: string[] = [];
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, now] = [from[name] ?? undefined, to[name] ?? undefined];
    if (isList(old) && isList(now)) {
      lines.push(...now.filter((each) => !old.includes(each)).map((each) => `+ ${text(each)}`));
      lines.push(...old.filter((each) => !now.includes(each)).map((each) => `− ${text(each)}`));
    } else if (old !== undefined && now !== undefined) {
      if (JSON.stringify(old) !== JSON.stringify(now)) lines.push(`${name}: ${text(old)} → ${text(now)}`);
    } else if (now !== undefined) {
      lines.push(`${name}: ${text(now)}`);
    } else if (old !== undefined) {
      lines.push(`${name}: ${text(old)} → none`);
    }
  }
  return lines;
}
