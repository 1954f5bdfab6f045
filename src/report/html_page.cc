// Style and script as they stand in the page. The table is complete without the script, which only adds to it.
#include "report/html_page.h"

namespace shapewise::report {

const std::string_view kPageStyle = R"(
:root { color-scheme: light dark; --ink: #1c2126; --soft: #5f6b76; --line: #d5dae0; --paper: #ffffff; --tint: #f3f5f8;
  --accent: #1f6fb2; --bar: #9cc3e6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b1; --line: #39424c; --paper: #14181c;
  --tint: #1d2329; --accent: #7db7ea; --bar: #35648f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
p { margin: .3rem 0; color: var(--soft); }
dl.totals { display: flex; flex-wrap: wrap; gap: .5rem 2.2rem; margin: 1rem 0; }
dl.totals dt { color: var(--soft); font-size: .8rem; }
dl.totals dd { margin: 0; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
.tools { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .6rem 0; }
input[type=search] { flex: 1 1 14rem; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--paper); color: var(--ink); font: inherit; }
button { font: inherit; color: inherit; background: var(--tint); border: 1px solid var(--line); border-radius: 6px;
  padding: .35rem .7rem; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { padding: .32rem .6rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
td.arguments { white-space: normal; min-width: 14rem; color: var(--soft); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
thead th { position: sticky; top: 0; background: var(--tint); }
thead th button { border: 0; background: none; padding: 0; font-weight: 600; }
thead th[aria-sort=ascending] button::after { content: " \2191"; }
thead th[aria-sort=descending] button::after { content: " \2193"; }
tbody tr:hover { background: var(--tint); }
tr.module td { font-weight: 600; }
tr.failed td { color: #c0392b; }
tr.module .fold { border: 0; background: none; padding: 0 .3rem 0 0; width: 1.2rem; }
tfoot td { font-weight: 600; border-bottom: 0; }
.path { color: var(--soft); }
.figure { overflow: auto; border: 1px solid var(--line); border-radius: 8px; max-height: 34rem; background: #fff; }
.figure svg { display: block; margin: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 1rem; }
.plots figure { margin: 0; }
.plots figcaption { color: var(--soft); font-size: .85rem; }
.plots svg { width: 100%; height: auto; }
.plots rect { fill: var(--bar); }
.plots rect:hover { fill: var(--accent); }
.plots text { fill: var(--soft); font-size: 11px; }
.plots line { stroke: var(--line); }
[hidden] { display: none !important; }
@media print { .tools, .fold { display: none; } body { max-width: none; padding: 0; font-size: 11px; }
  .scroll, .figure { overflow: visible; border: 0; max-height: none; } thead th { position: static; }
  .figure svg { max-width: 100%; max-height: 24cm; } tr, figure { break-inside: avoid; } }
)";

const std::string_view kPageScript = R"(
'use strict';
(() => {
  const table = document.querySelector('#layers');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = document.querySelector('#search');
  const count = document.querySelector('#count');
  const folded = new Set();
  let sorted = null;

  const inside = (row) => {
    const around = row.dataset.in ? row.dataset.in.split(' ') : [];
    return around.some((id) => folded.has(id));
  };
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const module = row.classList.contains('module');
      const found = words.every((word) => row.dataset.text.includes(word));
      row.hidden = sorted || words.length ? module || !found : inside(row);
      if (!row.hidden && !module) shown += 1;
    }
    const all = rows.filter((row) => !row.classList.contains('module')).length;
    count.textContent = shown === all ? `${all} layers` : `${shown} of ${all} layers`;
    document.querySelector('#reset').hidden = !sorted && !words.length;
  };
  const fold = (id, on) => {
    on ? folded.add(id) : folded.delete(id);
    const button = body.querySelector(`tr[data-id="${id}"] .fold`);
    button.textContent = on ? '\u25b8' : '\u25be';
    button.setAttribute('aria-expanded', String(!on));
  };
  const order = (column, direction) => {
    sorted = column === null ? null : {column, direction};
    const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const layers = rows.filter((row) => !row.classList.contains('module'));
    if (sorted) {
      layers.sort((a, b) => {
        const x = value(a);
        const y = value(b);
        const numbers = x !== '' && y !== '' && !Number.isNaN(Number(x)) && !Number.isNaN(Number(y));
        return direction * (numbers ? Number(x) - Number(y) : x.localeCompare(y));
      });
    }
    body.append(...(sorted ? layers : rows));
    [...table.tHead.rows[0].cells].forEach((cell, i) => {
      if (i === column) cell.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
      else cell.removeAttribute('aria-sort');
    });
    show();
  };

  search.addEventListener('input', show);
  body.addEventListener('click', (event) => {
    const button = event.target.closest('.fold');
    if (!button) return;
    const id = button.closest('tr').dataset.id;
    fold(id, !folded.has(id));
    show();
  });
  [...table.tHead.rows[0].cells].forEach((cell, i) => {
    cell.querySelector('button').addEventListener('click', () => {
      const again = sorted && sorted.column === i;
      if (again && sorted.direction < 0 === cell.classList.contains('number')) order(i, -sorted.direction);
      else if (again) order(null, 0);
      else order(i, cell.classList.contains('number') ? -1 : 1);
    });
  });
  const foldAll = (on) => {
    for (const row of rows) if (row.dataset.id) fold(row.dataset.id, on);
    show();
  };
  document.querySelector('#fold').addEventListener('click', () => foldAll(true));
  document.querySelector('#unfold').addEventListener('click', () => foldAll(false));
  document.querySelector('#reset').addEventListener('click', () => {
    search.value = '';
    order(null, 0);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && document.activeElement === search) {
      search.value = '';
      show();
    }
  });
  show();
})();
)";

}  // namespace shapewise::report
