// What people do with a page beside reading it as it comes: by keys alone, at 400 %, with text spaced out, without JavaScript. One page of
// each template. First each of these must find what is wrong with a page that is made to be wrong.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { folds, searches, skips, tabs } from './keys.mjs';
import { WIDE, crowds } from './narrow.mjs';
import { each, launch, samples, serve } from './site.mjs';


/** Runs in the page: its words and links as a reader has them. */
function content() {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (texts.nextNode()) if (seen(texts.currentNode.parentElement)) words.push(...texts.currentNode.data.split(/\s+/).filter(Boolean));
  return { words: words.join(' '), links: [...document.querySelectorAll('a[href]')].filter(seen).map((e) => e.href), form: [...document.querySelectorAll('main form')].some(seen) };
}

/** Without JavaScript a page says and leads to what it does with it. A search page says so, and has all its links. */
function missing(whole, without, template) {
  const found = [];
  const lost = whole.links.filter((link) => !without.links.includes(link));
  if (lost.length) found.push(`without JavaScript there is no link to ${lost.slice(0, 3).join(', ')}`);
  if (template === 'search') {
    if (without.form) found.push('without JavaScript there is a form that nothing answers');
    if (!/needs JavaScript/.test(without.words)) found.push('without JavaScript the search page does not say what it needs');
    if (!without.links.length) found.push('without JavaScript the search page leads nowhere');
  } else if (whole.words !== without.words) found.push('without JavaScript the page says something else');
  return found;
}

/** What is wrong with one page: `page` and `bare`, which has no JavaScript, are tabs to look at it in. */
async function faults({ page, bare }, url, template) {
  const at = async (tab) => {
    await tab.goto(url);
    return tab.evaluate(content);
  };
  await page.setViewportSize(WIDE);
  const [whole, without] = await Promise.all([at(page), at(bare)]);
  const { stops, found } = await tabs(page);
  found.push(...await folds(page));
  await page.goto(url);
  found.push(...await skips(page), ...await crowds(page), ...missing(whole, without, template));
  return { stops, found };
}

const BROKEN = `<!doctype html><html lang="en" data-template="x"><style>
  .plain:focus { outline: none } .cut { overflow: hidden; white-space: nowrap; width: 8rem } .mute { overflow: auto; width: 8rem; white-space: nowrap }
  .over { position: relative; top: -1.5rem }</style><body><a class="plain" href="#main">Past</a><main id="main">
  <a href="/a" tabindex="2">First by force</a><p class="cut">Text that is cut off where its box ends</p><p class="mute">Text in a box that no key moves</p>
  <p>Words of one line</p><p class="over">Words of another line</p><p style="width:90rem">Wide</p>
  <details><summary>Folded</summary>Never seen by keys</details></main><script>
  document.querySelector('summary').addEventListener('keydown', (e) => e.preventDefault());
  document.querySelector('summary').addEventListener('keyup', (e) => e.preventDefault());
  document.querySelector('main').append(Object.assign(document.createElement('a'), { href: '/late', textContent: 'Late' }));
  document.querySelector('main').prepend(Object.assign(document.createElement('button'), { textContent: 'Trap', onkeydown: (e) => e.preventDefault() }));
  </script></body></html>`;
const SEEN = ['stop 1 of Tab is not', 'nothing shows the focus', 'does not open or close by Enter', 'does not open or close by Space', 'first stop does not lead',
  'px wider than the screen', 'cut off:', 'no key moves', 'stands on', 'no link to', 'says something else'];
const TRAPPED = BROKEN.replace(' tabindex="2"', '');
const LOST = '<!doctype html><html data-template="search"><body><main><form><input id="q"></form></main></body></html>';

/** Each check finds what is wrong with a page that is wrong in that way. */
async function proof(own) {
  const folder = mkdtempSync(join(tmpdir(), 'crier-'));
  const seen = [];
  for (const [name, text, template] of [['broken', BROKEN, 'x'], ['trapped', TRAPPED, 'x'], ['lost', LOST, 'search']]) {
    writeFileSync(join(folder, `${name}.html`), text);
    const there = await serve(folder);
    seen.push(...(await faults(own, `${there.base}/${name}.html`, template)).found);
    there.close();
  }
  const blind = [...SEEN, 'Tab ends at stop', 'a form that nothing answers', 'does not say what it needs', 'leads nowhere'].filter((words) => !seen.some((f) => f.includes(words)));
  if (blind.length) throw new Error(`walk does not see: ${blind.join('; ')}\nIt saw:\n${seen.join('\n')}`);
}

const browser = await launch();
let failed = 0;
try {
  // The page's own policy keeps styles out, so spacing is let in past it.
  const plain = await browser.newContext({ viewport: WIDE, bypassCSP: true });
  const scriptless = await browser.newContext({ viewport: WIDE, javaScriptEnabled: false });
  const start = async () => ({ page: await plain.newPage(), bare: await scriptless.newPage() });
  await proof(await start());
  for (const root of process.argv.slice(2).map((path) => resolve(path))) {
    const site = await serve(root);
    const pages = samples(root);
    let stops = 0;
    const tell = (where, found) => {
      failed += found.length;
      found.forEach((fault) => console.error(`${where}: ${fault}`));
    };
    await each(pages, async ({ template, file }, own) => {
      const had = await faults(own, `${site.base}/${file.replace(/index\.html$/, '')}`, template);
      stops += had.stops;
      tell(`${template} (${file})`, had.found);
    }, start);
    const { file } = pages.find(({ template }) => template === 'report');
    const title = /<h1>([^<]*)<\/h1>/.exec(readFileSync(join(root, file), 'utf8'))[1];
    const page = await plain.newPage();
    tell('search', await searches(page, site.base, { title, address: `/${file.replace(/index\.html$/, '')}` }));
    await page.close();
    site.close();
    console.log(`walk: ${pages.length} templates, ${stops} stops of Tab, ${failed} faults`);
  }
} finally {
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
