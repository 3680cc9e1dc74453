// What one page of each template looks like, compared with what is kept in pictures/: on a wide screen, on a narrow one, in the dark and on paper.
// `node pictures.mjs <program>`; CRIER_BLESS=1 keeps what is there now. A page that looks otherwise is written to target/pictures/.
// Letters are those of one font, so that pictures do not hang on the machine; and they are small, so that nobody's smoothing of edges counts.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { sites } from './pages.mjs';
import { read, reduced, write } from './png.mjs';
import { each, launch } from './site.mjs';

const FLAGS = ['--font-render-hinting=slight', '--disable-lcd-text', '--hide-scrollbars', '--force-color-profile=srgb'];
const KEPT = join(import.meta.dirname, 'pictures');
const FAILED = resolve(import.meta.dirname, '../../target/pictures');
const BLESS = process.env.CRIER_BLESS === '1';

/** How long anything may take. Long, for a machine that does other things too. */
const PATIENCE_MS = 120000;

/** How each page is looked at, how much of it from the top, and how many points make one of the kept picture. */
const VARIANTS = {
  wide: { viewport: { width: 1280, height: 1600 }, by: 10 },
  narrow: { viewport: { width: 320, height: 960 }, by: 5 },
  dark: { viewport: { width: 1280, height: 1600 }, colorScheme: 'dark', by: 10 },
  paper: { viewport: { width: 672, height: 976 }, media: 'print', by: 8 },
};
/** A point differs when one of its colours does by more than this, of 255. */
const POINT = 10;
/** A picture differs when more than this share of its points do. Measured: the same page again, and in the chromium with windows, which has light
 * hinting whatever it is told: 0. Without windows and with other hinting: none, 3.9 % at most; medium and full, 17 and 18 %. The flags above
 * keep that out. The three breaks below: 3.4 % and more. */
const SHARE = 0.005;

const font = (weight) => `@font-face { font-family: Kept; font-weight: ${weight}; src: url(data:font/woff2;base64,${
  readFileSync(createRequire(import.meta.url).resolve(`@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2`)).toString('base64')}); }`;
const LETTERS = `${font(400)}${font(700)} :root { --serif: Kept !important; --sans: Kept !important; } code, pre, input, select, button { font-family: Kept !important; }`;

/** Opens pages in one variant with the letters of these pictures. */
async function opened(browser, { viewport, colorScheme, media }) {
  const context = await browser.newContext({ viewport, colorScheme: colorScheme ?? 'light', bypassCSP: true, deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  if (media) await page.emulateMedia({ media });
  return { page, close: () => context.close() };
}

/** One page as a small picture, and as it was shot. */
async function taken(page, url, { by }, spoil = '') {
  await page.goto(url);
  if (url.includes('?q=')) await page.locator('#status', { hasText: 'found' }).waitFor();
  await page.addStyleTag({ content: LETTERS + spoil });
  if (spoil === 'none') await page.evaluate(() => document.querySelectorAll('link[rel=stylesheet]').forEach((l) => l.remove()));
  await page.evaluate(() => document.fonts.ready);
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  return { shot, small: reduced(read(shot), by) };
}

/** The share of points that differ. */
function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let count = 0;
  for (let i = 0; i < a.rgb.length; i += 3) if ([0, 1, 2].some((k) => Math.abs(a.rgb[i + k] - b.rgb[i + k]) > POINT)) count += 1;
  return count / (a.width * a.height);
}

const percent = (share) => `${(share * 100).toFixed(2)} %`;

/** What must not pass: a page without its style, a moved column, another colour. */
async function provesItself(browser, url) {
  const variant = VARIANTS.wide;
  const view = await opened(browser, variant);
  const { small } = await taken(view.page, url, variant);
  const breaks = { 'no stylesheet': 'none', 'a column 16 px to the right': ':root { --rail: 9.1rem; }', 'another accent': ':root { --accent: #4b0b38; }' };
  const found = [];
  for (const [name, spoil] of Object.entries(breaks)) {
    const share = difference(small, (await taken(view.page, url, variant, spoil)).small);
    if (share <= SHARE) throw new Error(`${name} passes: ${percent(share)} of the picture differs`);
    found.push(`${name} ${percent(share)}`);
  }
  await view.close();
  console.log(`pictures: of a page these change ${found.join(', ')}; more than ${percent(SHARE)} is too much`);
}

/** Compares one page with what is kept, or keeps it; gives back whether it differs. */
function judged(name, { shot, small }) {
  const file = join(KEPT, `${name}.png`);
  if (BLESS) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(file, write(small));
    return 0;
  }
  const share = existsSync(file) ? difference(read(readFileSync(file)), small) : 1;
  if (share <= SHARE) return share;
  mkdirSync(FAILED, { recursive: true });
  writeFileSync(join(FAILED, `${name}.png`), shot);
  console.error(`pictures: ${percent(share)} of ${name} is otherwise than in tests/browser/pictures/${name}.png: look at ${relative(resolve(FAILED, '../..'), join(FAILED, `${name}.png`))}`);
  return share;
}

const browser = await launch(FLAGS);
const { pages, close } = await sites(process.argv[2]);
let [most, failed] = [0, 0];
try {
  rmSync(FAILED, { recursive: true, force: true });
  await provesItself(browser, pages.find((page) => page.template === 'report').url);
  await each(Object.entries(VARIANTS), async ([name, variant]) => {
    const view = await opened(browser, variant);
    for (const { template, url } of pages) {
      const share = judged(`${template}-${name}`, await taken(view.page, url, variant));
      most = Math.max(most, share);
      failed += share > SHARE ? 1 : 0;
    }
    await view.close();
  });
  if (failed) console.error('When they should look so, keep them: CRIER_BLESS=1 make test-browser');
  console.log(`pictures: ${pages.length} templates in ${Object.keys(VARIANTS).length} variants, ${failed} changed; at most ${percent(most)} differs`);
} finally {
  close();
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
