// What a screen reader says of one page of each template, compared with what is kept in spoken/. `node spoken.mjs <program>`; CRIER_BLESS=1 keeps
// what is said now: read it as a listener would before it is committed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sites } from './pages.mjs';
import { launch } from './site.mjs';
import { spoken, tree } from './tree.mjs';

const KEPT = join(import.meta.dirname, 'spoken');
const BLESS = process.env.CRIER_BLESS === '1';

/** What is said, less what changes with every release: sizes of files and the day of the edition. */
const steady = (line) => line.replace(/\d+(\.\d+)? (bytes|kB|MB)\b/g, 'SIZE').replace(/^(As published on|Last changed) .*/, '$1 DAY');

/** The first line that differs, with what was said and what is said. */
function difference(was, is) {
  const [a, b] = [was, is].map((text) => text.split('\n'));
  const at = a.findIndex((line, i) => line !== b[i]);
  const i = at < 0 ? a.length : at;
  return `line ${i + 1}\n  was: ${a[i] ?? 'the end'}\n  is:  ${b[i] ?? 'the end'}`;
}

const browser = await launch();
const { pages, close } = await sites(process.argv[2]);
let failed = 0;
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  for (const { template, url } of pages) {
    await page.goto(url);
    // The search says how much it found when it is done.
    if (template === 'search') await page.locator('#status', { hasText: 'found' }).waitFor();
    const is = `${spoken(await tree(session, { layout: true })).map(steady).join('\n')}\n`;
    const file = join(KEPT, `${template}.txt`);
    if (BLESS) {
      mkdirSync(KEPT, { recursive: true });
      writeFileSync(file, is);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== is) {
      failed += 1;
      console.error(`${template} (${new URL(url).pathname}) sounds otherwise than spoken/${template}.txt: ${difference(existsSync(file) ? readFileSync(file, 'utf8') : '', is)}`);
    }
  }
  if (failed) console.error('When it should sound so, keep it: CRIER_BLESS=1 make test-browser');
  console.log(`spoken: ${pages.length} templates, ${failed} changed`);
} finally {
  close();
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);
