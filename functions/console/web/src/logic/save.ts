// Saves a text as a download.

/** Lifetime of the object URL in milliseconds, long enough for the browser to read it. */
const KEPT_FOR = 10_000;

export function save(name: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR);
}

/** Returns a file name prefix for an application. */
export function fileName(application: string): string {
  const plain = application.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+|-+$/g, '').slice(0, 60) || 'application';
}
