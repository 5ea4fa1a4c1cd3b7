const [kind, name] = arguments;
// The frame of the loading account will be replaced.
if (document.querySelector('[aria-label=Console] .loading')) return false;
for (const marked of document.querySelectorAll('[data-meant]')) marked.removeAttribute('data-meant');
const dialogs = [...document.querySelectorAll('dialog[open]')];
const place = dialogs.at(-1) ?? document;
const seen = (element) => element.checkVisibility() && !element.disabled;
const called = (element) => [element.getAttribute('aria-label'), element.textContent.trim()].includes(name);
let found;
if (kind === 'button') found = [...place.querySelectorAll('button, a[href], summary')].find((e) => seen(e) && called(e));
else {
    const label = [...place.querySelectorAll('label')].find((e) => seen(e) && e.textContent.trim().startsWith(name));
    found = label && (label.htmlFor ? document.getElementById(label.htmlFor) : label.querySelector('input, select, textarea'));
    found ??= [...place.querySelectorAll('input')].find((e) => seen(e) && called(e));
}
found?.setAttribute('data-meant', '');
return found !== undefined && found !== null;
