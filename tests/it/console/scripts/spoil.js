const main = document.querySelector('main');
const row = document.createElement('div');
row.style.display = 'flex';
main.append(row);
for (const name of ['one', 'two']) {
    const small = document.createElement('button');
    small.textContent = name;
    Object.assign(small.style, { width: '20px', height: '16px', padding: 0, border: 0, overflow: 'hidden' });
    row.append(small);
}
const pale = document.createElement('p');
pale.textContent = 'Pale';
pale.style.color = 'rgb(200 200 200)';
main.append(pale);
