// Sign-in settings, written into the page by the function that serves it.

const { issuer, client } = document.documentElement.dataset;
if (!issuer || !client) throw new Error('The page lacks the sign-in settings data-issuer and data-client.');

export const config = {
  issuer,
  client,
  /** Origin of the API and the console. */
  origin: location.origin,
  callback: `${location.origin}/console/callback`,
  home: `${location.origin}/console`,
} as const;
