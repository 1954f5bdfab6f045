#!/usr/bin/env python3
"""Uses the HTML report in a headless Chromium: search, sorting and folding do what they say, the page asks for nothing,
and its console stays empty.

    tools/check_html.py build/dev/shapewise NETWORK [OPTION...]

Without Chromium (Debian: chromium) it says so and returns 77.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Runs in the page, behind its own script. Its findings become the text of one element.
SCRIPT = """
<script>
(() => {
  const problems = [];
  const check = (fine, what) => { if (!fine) problems.push(what); };
  const table = document.querySelector('#layers');
  const rows = () => [...table.tBodies[0].rows];
  const shown = () => rows().filter((row) => !row.hidden && !row.classList.contains('module'));
  const all = shown().length;
  const order = shown().map((row) => row.cells[0].textContent);
  check(all > 0, 'no layer is shown');

  const search = document.querySelector('#search');
  const type = (text) => { search.value = text; search.dispatchEvent(new Event('input')); };
  type('conv');
  check(shown().length > 0 && shown().length < all, 'search for conv shows ' + shown().length + ' of ' + all);
  check(shown().every((row) => row.dataset.text.includes('conv')), 'search shows what it should not');
  type('no such layer');
  check(shown().length === 0, 'search for nonsense shows rows');
  document.dispatchEvent(new KeyboardEvent('keydown', {key: '/'}));
  check(document.activeElement === search, '/ does not lead to the search');
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));
  check(shown().length === all, 'Escape does not end the search');

  const heads = [...table.tHead.rows[0].cells];
  const column = heads.findIndex((cell) => cell.textContent === 'Parameters');
  const values = () => shown().map((row) => Number(row.cells[column].dataset.value));
  const sorted = (list, direction) => list.every((v, i) => i === 0 || direction * (v - list[i - 1]) >= 0);
  heads[column].querySelector('button').click();
  check(sorted(values(), -1) && heads[column].getAttribute('aria-sort') === 'descending', 'sorting down');
  heads[column].querySelector('button').click();
  check(sorted(values(), 1) && heads[column].getAttribute('aria-sort') === 'ascending', 'sorting up');
  heads[column].querySelector('button').click();
  check(shown().map((row) => row.cells[0].textContent).join() === order.join(), 'the third click does not restore the order');

  const modules = rows().filter((row) => row.classList.contains('module'));
  if (modules.length > 0) {
    modules[0].querySelector('.fold').click();
    check(shown().length < all, 'folding hides nothing');
    modules[0].querySelector('.fold').click();
    check(shown().length === all, 'unfolding does not bring all back');
    document.querySelector('#fold').click();
    check(shown().length < all, 'folding all hides nothing');
    document.querySelector('#unfold').click();
    check(shown().length === all, 'unfolding all does not bring all back');
  }
  check(performance.getEntriesByType('resource').length === 0, 'the page asks for something');
  const result = document.createElement('pre');
  result.id = 'result';
  result.textContent = JSON.stringify({layers: all, modules: modules.length, problems});
  document.body.append(result);
})();
</script>
"""


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    if chromium is None:
        print("there is no Chromium here")
        return 77
    page = subprocess.run([*sys.argv[1:], "--format", "html"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#)[^"']*|@import|url\((?!#)[^)]*""", page)
    problems = [f"refers to {text}" for text in found]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "report.html"
        file.write_text(page.replace("</body>", SCRIPT + "</body>"))
        run = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                              "--enable-logging=stderr", "--v=0", "--dump-dom", file.as_uri()],
                             capture_output=True, text=True, timeout=300)
    problems += [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    result = re.search(r'<pre id="result">(.*?)</pre>', run.stdout)
    if result is None:
        problems.append("the page's script did not run")
    else:
        outcome = json.loads(result.group(1).replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
        problems += outcome["problems"]
        print(f"{outcome['layers']} layers in {outcome['modules']} modules")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
