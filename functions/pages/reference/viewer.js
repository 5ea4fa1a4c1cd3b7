// Shows the OpenAPI document. Nothing is sent from here: a call must be signed, which a page cannot do.
'use strict';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

SwaggerUIBundle({
  url: '/reference/openapi.json',
  domNode: document.getElementById('viewer'),
  deepLinking: true,
  displayOperationId: true,
  docExpansion: 'list',
  filter: true,
  showExtensions: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
