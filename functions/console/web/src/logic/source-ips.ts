// CIDR blocks of an allow-list.

interface Block {
  base: bigint;
  bits: number;
  width: 32 | 128;
}

/** Splits a text into its non-empty entries. */
export const lines = (text: string): string[] => text.split(/[\s,]+/).filter((line) => line !== '');

function number(address: string): { value: bigint; width: 32 | 128 } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) {
    const parts = address.split('.').map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return { value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), width: 32 };
  }
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return undefined;
  const [before = '', after, ...more] = address.split('::');
  if (more.length > 0) return undefined;
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), width: 128 };
}

function block(text: string): Block | undefined {
  const [address = '', length] = text.split('/');
  const base = number(address);
  if (!base) return undefined;
  const bits = length === undefined ? base.width : /^\d{1,3}$/.test(length) ? Number(length) : 999;
  return bits > base.width ? undefined : { base: base.value, bits, width: base.width };
}

/** True if a block contains the address. An empty list allows every address. */
export function allows(blocks: readonly string[], address: string): boolean {
  if (blocks.length === 0) return true;
  const wanted = number(address);
  if (!wanted) return false;
  return blocks.some((text) => {
    const found = block(text);
    if (!found || found.width !== wanted.width) return false;
    const shift = BigInt(found.width - found.bits);
    return found.base >> shift === wanted.value >> shift;
  });
}
