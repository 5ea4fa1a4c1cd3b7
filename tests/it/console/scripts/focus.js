const element = document.activeElement;
if (!element || element === document.body) return ['', true, true];
const style = getComputedStyle(element);
// Headings need no outline, and the browser itself marks the parts of a date.
const ring = element.tabIndex < 0 || element.type === 'datetime-local'
    || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
return [name.trim(), ring, !dialog || dialog.contains(element)];
