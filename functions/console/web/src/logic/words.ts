// Conversion of the contract's names into words.

/** Converts `PENDING_REVIEW` to `Pending review`. */
export function sentence(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ').replace(/\b(api|ip|iban|bic|id)(s?)\b/g, (_, word: string, s: string) => word.toUpperCase() + s);
  return capital(words.replace(/\bnuvera\b/g, 'Nuvera'));
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** True for a name of the contract, such as `NUVERA_ADMIN`. */
export const isName = (text: string): boolean => /^[A-Z]+(_[A-Z]+)+$/.test(text);

/** Converts `countryOfIncorporationId` to `Country of incorporation`. */
export function label(name: string): string {
  const words = name.replace(/Ids?$/, '').replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return sentence(words === '' ? name : words);
}

export const plural = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

/** Shortens a fingerprint to `9f2c 41d0 … 02b7`. */
export const shortFingerprint = (hex: string): string => `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-4)}`;
export const grouped = (hex: string): string => hex.replace(/.{4}(?=.)/g, '$& ');
