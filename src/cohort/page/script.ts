/**
 * Runs in the page itself, which is whole without it: searching and sorting the table of people. Every header becomes a button, and
 * what the search leaves is said aloud. It writes no text that it has not read from the page.
 */
export const SCRIPT = `
'use strict';
{
const table = document.getElementById('people');
const search = document.getElementById('search');
const status = document.getElementById('found');
const rows = [...table.tBodies[0].rows];
const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
document.getElementById('tools').hidden = false;
search.addEventListener('input', () => {
  const wanted = search.value.toLowerCase().split(/\\s+/);
  for (const row of rows) row.hidden = !wanted.every((word) => words.get(row).includes(word));
  status.textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length;
});
[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const falling = head.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
    const key = (row) => row.cells[column].textContent;
    const sorted = rows.toSorted((a, b) => collator.compare(key(a), key(b)));
    table.tBodies[0].append(...(falling ? sorted.reverse() : sorted));
  });
});
}
`;
