// Saves a text as a file of the person's.

/** Long enough for the browser to have read it. */
const KEPT_FOR = 10_000;

export function save(name: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR);
}

/** The beginning of a file's name that says which application it is of. */
export function fileName(application: string): string {
  const plain = application.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+|-+$/g, '').slice(0, 60) || 'application';
}
