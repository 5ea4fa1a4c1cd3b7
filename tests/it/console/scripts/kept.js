const key = arguments[0];
const fields = [...document.querySelectorAll('input, textarea, select')].map(({ value }) => value);
const places = {
    page: document.documentElement.outerHTML, fields, address: location.href, title: document.title,
    state: history.state, session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie,
};
const databases = (await indexedDB.databases()).map(({ name }) => name);
const caches_ = await caches.keys();
const found = Object.entries(places).filter(([, place]) => JSON.stringify(place ?? null).includes(key));
return [...found.map(([name]) => name), ...databases, ...caches_];
