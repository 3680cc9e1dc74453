// axe-core in Debian's chromium on one page of each template: light, dark, 320 px wide, and in forced colours. No violation, best practice
// included; no script but that of the search page, nothing from elsewhere, no error on the console, nothing wider than the screen.
import { readFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { each, launch, samples, serve } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VARIANTS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: '320 px', colorScheme: 'light', viewport: { width: 320, height: 640 } },
  // Chromium tells of the author's colours here, not of those that are seen.
  { name: 'forced colours', forcedColors: 'active', viewport: { width: 1280, height: 900 }, apart: ['color-contrast'] },
];

/** A tab to look at pages in. */
async function tab(browser) {
  // The page's own policy keeps scripts out, so axe is let in past it.
  const context = await browser.newContext({ bypassCSP: true });
  return context.newPage();
}

/** What is wrong with one page in some variants: it is loaded once, and looks as it would be seen in each. */
async function faults(page, url, variants) {
  const found = [];
  const told = (m) => m.type() === 'error' && found.push(`console: ${m.text()}`);
  const asked = (r) => r.url().startsWith(new URL(url).origin) || found.push(`request to ${r.url()}`);
  page.on('console', told).on('request', asked);
  await page.goto(url);
  const scripts = 'script:not([type="application/ld+json"])';
  const allowed = 'html[data-template="search"] script[type="module"][src$="/assets/search.js"]';
  if (await page.locator(`${scripts}:not(${allowed})`).count()) found.push('a script element');
  const blank = await page.evaluate(() => [...document.images].filter((i) => !i.naturalWidth).map((i) => i.src.slice(-40)));
  if (blank.length) found.push(`images that do not come: ${blank.join(', ')}`);
  await page.addScriptTag({ content: axe });
  for (const { name, viewport, colorScheme = 'light', forcedColors = 'none', apart = [] } of variants) {
    await page.emulateMedia({ colorScheme, forcedColors });
    await page.setViewportSize(viewport);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${name}: ${wide} px wider than the screen`);
    const result = await page.evaluate((without) => axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    }), apart);
    for (const v of result.violations) found.push(`${name}: ${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')})`);
  }
  page.off('console', told).off('request', asked);
  return found;
}

const browser = await launch();
let failed = 0;
try {
  const folder = mkdtempSync(join(tmpdir(), 'crier-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html data-template="x"><body><img src="data:,"><p style="width:2000px;color:#bbb">x</p><button style="all:unset;width:9px;height:9px"></button><button style="all:unset;width:9px;height:9px"></button></body></html>');
  const bad = await serve(folder);
  const seen = await faults(await tab(browser), `${bad.base}/`, [VARIANTS[2]]);
  bad.close();
  // Buttons of nine pixels side by side: WCAG 2.5.8 asks for 24.
  const blind = ['image-alt', 'wider', 'target-size', 'do not come'].filter((words) => !seen.some((f) => f.includes(words)));
  if (blind.length) throw new Error(`axe finds nothing wrong with a broken page: ${blind.join(', ')}`);

  for (const root of process.argv.slice(2).map((folder) => resolve(folder))) {
    const site = await serve(root);
    const pages = samples(root);
    await each(pages, async ({ template, file }, page) => {
      const url = `${site.base}/${file.replace(/index\.html$/, '')}`;
      for (const fault of await faults(page, url, VARIANTS)) {
        failed += 1;
        console.error(`${template} (${file}): ${fault}`);
      }
    }, () => tab(browser));
    site.close();
    console.log(`axe: ${pages.length} templates in ${VARIANTS.length} variants, ${failed} faults`);
  }
} finally {
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
