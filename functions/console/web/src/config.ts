// Where people sign in: written into the page by the function that serves it.

const { issuer, client } = document.documentElement.dataset;
if (!issuer || !client) throw new Error('The page does not say where people sign in.');

export const config = {
  issuer,
  client,
  /** Where the API and the console are. */
  origin: location.origin,
  callback: `${location.origin}/console/callback`,
  home: `${location.origin}/console`,
} as const;
