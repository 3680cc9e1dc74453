// Pages as they are printed on A4: headings, rows and running text begin on one edge, nothing is wider than the paper, and no line above a row
// is left behind when the row goes to the next page.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { each, launch, samples, serve } from './site.mjs';

// A4 less the margins of the style sheet's @page, in CSS pixels: (210 - 32) mm at 96 px an inch.
const PAPER = { width: 673, height: 980 };

/** A tab that shows pages as they are printed. */
async function paper(browser) {
  const context = await browser.newContext({ viewport: PAPER });
  const page = await context.newPage();
  await page.emulateMedia({ media: 'print' });
  return page;
}

/** What stands at another left edge than the page's first heading, and how far the page runs over its paper. */
async function faults(page, url) {
  await page.goto(url);
  return page.evaluate(() => {
    const seen = [...document.querySelectorAll('main .sheet > h1, main .head > h1, main .sheet > h2, main .row > .text, main .rows > li > .text, main .facts > div > dd')]
      .filter((e) => e.getClientRects().length && !e.classList.contains('hidden'));
    const left = (e) => Math.round(e.getBoundingClientRect().left);
    const edge = seen.length ? left(seen[0]) : 0;
    const off = seen.filter((e) => Math.abs(left(e) - edge) > 1);
    const line = (e) => getComputedStyle(e, '::before');
    const above = [...document.querySelectorAll('main .rows > li > .text')].filter((e) => line(e).content !== 'none' && line(e).display !== 'none' && parseFloat(line(e).top) < 0);
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [...off.slice(0, 3).map((e) => `${e.tagName.toLowerCase()} at ${left(e)} px, not ${edge}: ${e.textContent.trim().slice(0, 40)}`),
      ...above.slice(0, 1).map((e) => `a line that stays behind above: ${e.textContent.trim().slice(0, 40)}`),
      ...(wide > 0 ? [`${wide} px wider than the paper`] : [])];
  });
}

const browser = await launch();
let failed = 0;
try {
  const folder = mkdtempSync(join(tmpdir(), 'crier-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html data-template="x"><style>li p{position:relative}li p::before{content:"";position:absolute;top:-9px}</style><main><div class="sheet"><h2>x</h2><div class="row"><p class="text" style="margin-left:9rem">x</p></div><ul class="rows"><li><p class="text" style="margin-left:9rem">x</p></ul></div></main></html>');
  const bad = await serve(folder);
  const seen = await faults(await paper(browser), `${bad.base}/`);
  bad.close();
  if (!seen.some((fault) => fault.includes(' px, not '))) throw new Error('a page whose rows stand apart from its headings passes');
  if (!seen.some((fault) => fault.startsWith('a line'))) throw new Error('a page whose lines stay behind passes');

  for (const root of process.argv.slice(2).map((path) => resolve(path))) {
    const site = await serve(root);
    const pages = samples(root);
    await each(pages, async ({ template, file }, page) => {
      for (const fault of await faults(page, `${site.base}/${file.replace(/index\.html$/, '')}`)) {
        failed += 1;
        console.error(`${template} (${file}): ${fault}`);
      }
    }, () => paper(browser));
    site.close();
    console.log(`print: ${pages.length} templates on A4, ${failed} faults`);
  }
} finally {
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
