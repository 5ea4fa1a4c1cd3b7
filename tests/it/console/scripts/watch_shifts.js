window.shifted = [];
const asked = [];
const ask = ({ timeStamp }) => {
    const span = { from: timeStamp, to: Infinity };
    asked.push(span);
    requestAnimationFrame(() => requestAnimationFrame(() => { span.to = performance.now(); }));
};
for (const input of ['click', 'change', 'input', 'keydown', 'resize']) window.addEventListener(input, ask, true);
const wasAsked = ({ hadRecentInput, startTime }) =>
    hadRecentInput || asked.some(({ from, to }) => from <= startTime && startTime <= to);
window.watching = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (!wasAsked(entry)) window.shifted.push([entry.value, entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
    }
});
window.watching.observe({ type: 'layout-shift', buffered: true });
