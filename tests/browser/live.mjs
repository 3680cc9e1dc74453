// The preview in Debian's chromium: `node live.mjs PROGRAM`, or CRIER=PROGRAM. Every check edits a copy of the demonstration and looks at
// open pages; nothing is reloaded by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { files, launch } from './site.mjs';
import { draftsCarryARibbon, privateFieldsStayPrivate } from './hidden.mjs';
import { Workbench, caughtUp, change, tabs, until } from './workbench.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const HOMES = { file: 'content/needs-assessments/homes-in-cheltenham-2025-26.md', at: '/needs-assessments/homes-in-cheltenham-2025-26/' };
const REPORT = { file: 'content/reports/2010-06-28-strategic-commissioning.md', at: '/reports/2010-06-28-strategic-commissioning/' };
const PROTOCOL = '/reports/2012-06-25-commissioning-protocol/';
const ABOUT = '/about/';
const EVIL = '<script>window.hacked=1</script><img src=x onerror="window.hacked=2">';

const mark = (page) => page.evaluate(() => { document.querySelector('main').marker = true; });
const marked = (page) => page.evaluate(() => document.querySelector('main').marker === true);
const noPanel = (page) => until(page, 'the panel is gone', () => !document.querySelector('.crier-panel'));

async function contentIsExchanged(browser, bench) {
  const { context, pages } = await tabs(browser, bench, [HOMES.at, HOMES.at, ABOUT]);
  const [first, second, other] = pages;
  await first.evaluate(() => {
    document.querySelectorAll('main details')[1].open = true;
    document.querySelectorAll('main a')[12].focus();
    window.scrollTo({ top: 1234, behavior: 'instant' });
  });
  await Promise.all(pages.map(mark));
  const before = await first.evaluate(() => ({ focus: document.activeElement.textContent, top: window.scrollY }));
  assert.equal(before.top, 1234);
  await change(bench, pages, () => bench.edit(HOMES.file, 'Nobody can read a trend from them.', 'No trend can be read from them.'));
  for (const page of [first, second]) {
    await until(page, 'the new words', () => document.querySelector('main').textContent.includes('No trend can be read from them.'));
    assert.equal(await marked(page), false, 'the content was exchanged');
  }
  const after = await first.evaluate(() => ({
    focus: document.activeElement.textContent, top: window.scrollY, open: [...document.querySelectorAll('main details')].map((d) => d.open),
  }));
  assert.equal(after.focus, before.focus);
  assert.equal(after.top, before.top);
  assert.deepEqual(after.open.slice(0, 3), [false, true, false]);
  assert.equal(await marked(other), true, 'a page that shows nothing of it is left alone');
  await context.close();
}

async function stylesAreExchanged(browser, bench) {
  const { context, pages } = await tabs(browser, bench, [REPORT.at, ABOUT]);
  await Promise.all(pages.map(mark));
  const undo = await change(bench, pages, () => bench.edit('themes/civic/assets/civic.css', 'body { margin: 0; }', 'body { margin: 0; } h1 { letter-spacing: 7px !important; }'));
  const is = (wanted) => Promise.all(pages.map((page) => until(page, `letter-spacing ${wanted}`,
    (w) => (getComputedStyle(document.querySelector('h1')).letterSpacing === '7px') === w, wanted)));
  await is(true);
  await change(bench, pages, undo);
  await is(false);
  for (const page of pages) {
    assert.equal(await marked(page), true, 'the content is the same nodes');
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('link[rel=stylesheet]')].map((l) => new URL(l.href).pathname).sort()),
      ['/_crier/preview.css', '/assets/civic.css']);
  }
  await context.close();
}

async function panelComesAndGoes(browser, bench) {
  const { context, pages } = await tabs(browser, bench, [REPORT.at, HOMES.at]);
  const [page] = pages;
  await Promise.all(pages.map(mark));
  const undo = await change(bench, pages, () => bench.edit(REPORT.file, 'topics: [commissioning', 'topics: [comissioning'));
  const panel = page.locator('.crier-panel');
  await panel.waitFor();
  const words = await panel.textContent();
  for (const part of ['1 problem', 'error[unknown-record]', `${REPORT.file}:13:10`, '^^^^', 'did you mean `commissioning`?']) {
    assert.ok(words.includes(part), `the panel says “${part}”:\n${words}`);
  }
  const box = await panel.locator('pre').first().boundingBox();
  assert.ok(box.y > 0 && box.y + box.height <= 800, 'it is seen without scrolling');
  assert.match(await page.locator('.crier-ribbon').textContent(), /last version without/);
  assert.match(await page.locator('#crier [role=status]').textContent(), /1 problem/);
  for (const each of pages) assert.equal(await marked(each), true, 'the last good page stays');
  // Closed by the reader, it stays closed while it says the same.
  await panel.locator('summary').click();
  await change(bench, pages, () => bench.edit(HOMES.file, 'Nothing is hidden.', 'None is hidden.'));
  assert.equal(await panel.locator('details').evaluate((d) => d.open), false);
  await change(bench, pages, undo);
  await Promise.all(pages.map(noPanel));
  assert.equal(await marked(page), true);
  assert.equal(await page.locator('.crier-ribbon').count(), 0);
  await context.close();
}

async function nothingRuns(browser, bench) {
  // Once as it is served, and once without its policy: then escaping alone must do.
  for (const bypassCSP of [false, true]) {
    const { context, pages } = await tabs(browser, bench, [REPORT.at, '/meetings/2010-06-28-council/', '/_crier/', ABOUT], { bypassCSP });
    const [page, linked, desk] = pages;
    const inert = async (when) => {
      for (const each of pages) {
        assert.equal(await each.evaluate(() => window.hacked), undefined, `${when}: ${each.url()}`);
        assert.equal(await each.locator('img[src=x], [onerror], script:not([src="/_crier/live.js"], [type="application/ld+json"])').count(), 0, `${when}: ${each.url()}`);
      }
    };
    const mend = await change(bench, pages, () => bench.edit(REPORT.file, 'title: Strategic Commissioning', `title: '${EVIL}'`));
    await until(page, 'the title', (evil) => document.querySelector('h1').textContent.includes(evil), EVIL);
    assert.ok((await linked.locator('.crier-bar').textContent()).includes(EVIL), 'the bar lists it');
    await inert('a title');
    const undo = await change(bench, pages, () => bench.edit(REPORT.file, 'topics: [commissioning', `topics: ['${EVIL}'`));
    await page.locator('.crier-panel').waitFor();
    assert.ok((await page.locator('.crier-panel h3').first().textContent()).includes(EVIL), 'the message repeats it');
    await until(desk, 'the desk lists it', (evil) => document.querySelector('main').textContent.includes(evil), EVIL);
    await inert('a message');
    await Promise.all(pages.map((each) => each.reload()));
    await inert('loaded afresh');
    await desk.goto(`${bench.base}/_crier/?q=${encodeURIComponent(`"><${EVIL}`)}`);
    await inert('a filter');
    undo();
    await change(bench, pages, mend);
    await Promise.all(pages.map(noPanel));
    await context.close();
  }
}

async function templatesFail(browser, bench) {
  const { context, pages } = await tabs(browser, bench, [REPORT.at, ABOUT]);
  const [page, other] = pages;
  await Promise.all(pages.map(mark));
  const undo = await change(bench, pages, () => bench.edit('themes/civic/templates/report.html', '{% block by %}', '{% block by %}{{ record.title.no.such }}'));
  for (const each of pages) {
    await each.locator('.crier-panel').waitFor();
    const words = await each.locator('.crier-panel').textContent();
    assert.match(words, /templates\/report\.html:\d+:\d+/);
    assert.match(words, /while rendering `report\/2010-06-28-strategic-commissioning`/, `the record is named:\n${words}`);
    assert.equal(await marked(each), true, 'the last good page stays');
  }
  assert.equal(bench.said.match(/error\[template-error\]/g).length, 1, 'the terminal tells it once');
  // Who comes now sees it as it was.
  const { context: late, pages: [fresh] } = await tabs(browser, bench, [REPORT.at]);
  assert.equal(await fresh.locator('h1').textContent(), 'Strategic Commissioning');
  assert.ok(await fresh.locator('.crier-panel').isVisible());
  await late.close();
  await change(bench, pages, undo);
  await Promise.all(pages.map(noPanel));
  await context.close();
}

async function onePageFails(browser, bench) {
  // Only this record brings it to light: nobody knows before its page is asked for.
  const { context, pages } = await tabs(browser, bench, [PROTOCOL, ABOUT]);
  const [page, other] = pages;
  await Promise.all(pages.map(mark));
  const title = await page.title();
  const fails = `{% if record.id == "report/2012-06-25-commissioning-protocol" %}{{ record.title.no.such }}{% endif %}`;
  const undo = await change(bench, pages, () => bench.edit('themes/civic/templates/report.html', '{% block by %}', `{% block by %}${fails}`));
  const panel = page.locator('.crier-panel');
  await panel.waitFor();
  assert.match(await panel.textContent(), /templates\/report\.html:\d+:\d+/);
  assert.match(await page.locator('.crier-ribbon').textContent(), /cannot be made as things are/);
  assert.equal(await marked(page), true, 'the last good page stays');
  assert.equal(await page.title(), title);
  assert.equal(await marked(other), true);
  // Who comes now has nothing to keep, and gets the page as soon as there is one.
  const { context: late, pages: [fresh] } = await tabs(browser, bench, [PROTOCOL], { bypassCSP: true });
  assert.equal(await fresh.locator('h1').textContent(), 'This page could not be made');
  assert.ok(await fresh.locator('.crier-panel').isVisible());
  await accessible(fresh);
  await change(bench, [...pages, fresh], undo);
  await Promise.all([page, fresh].map(noPanel));
  await until(fresh, 'the page itself', () => document.querySelector('h1').textContent !== 'This page could not be made');
  await late.close();
  await context.close();
}

async function aRestartIsCaughtUpWith(browser, bench) {
  const { context, pages } = await tabs(browser, bench, [REPORT.at, REPORT.at, HOMES.at]);
  await mark(pages[2]);
  const { edition } = await bench.state();
  await bench.stop();
  bench.edit(REPORT.file, '## About this copy', '## What this copy lacks');
  await bench.start({ port: bench.port });
  await caughtUp(bench, pages, edition);
  for (const page of pages.slice(0, 2)) {
    await until(page, 'what changed meanwhile', () => document.querySelector('main').textContent.includes('What this copy lacks'));
  }
  assert.equal(await marked(pages[2]), true);
  // The tab that listened for all is closed: another takes over.
  await pages[0].close();
  await change(bench, pages.slice(1), () => bench.edit(REPORT.file, '## What this copy lacks', '## What is not held'));
  await until(pages[1], 'the change', () => document.querySelector('main').textContent.includes('What is not held'));
  await context.close();
}

async function keysSuffice(browser, bench) {
  const { context, pages: [page] } = await tabs(browser, bench, [REPORT.at]);
  await page.locator('footer a').last().focus();
  const focused = () => page.evaluate(() => {
    const { bottom, top } = document.activeElement.getBoundingClientRect();
    return { name: document.activeElement.localName, words: document.activeElement.textContent, seen: top >= 0 && bottom <= window.innerHeight + 1, bar: Boolean(document.activeElement.closest('.crier-bar')) };
  });
  await page.keyboard.press('Tab');
  let at = await focused();
  assert.ok(at.name === 'summary' && at.bar && at.words.includes('report/2010-06-28-strategic-commissioning'), JSON.stringify(at));
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('.crier-bar details').evaluate((d) => d.open));
  assert.ok((await page.locator('.crier-bar').textContent()).includes(`${REPORT.file}:2`));
  const links = await page.locator('.crier-bar a').count();
  assert.ok(links > 1, 'something links here');
  for (let i = 0; i < links; i += 1) {
    await page.keyboard.press('Tab');
    at = await focused();
    assert.ok(at.name === 'a' && at.bar && at.seen, JSON.stringify(at));
  }
  // It stays open, with its focus, while the page behind it changes.
  await change(bench, [page], () => bench.edit(REPORT.file, '## 4. Consultation', '## 4. Consulting'));
  assert.equal((await focused()).words, at.words);
  assert.ok(await page.locator('.crier-bar details').evaluate((d) => d.open));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== REPORT.at);
  await context.close();
}

/** No violation that axe can find, and nothing wider than the screen. The page's policy must be bypassed. */
async function accessible(page) {
  await page.evaluate(() => { for (const d of document.querySelectorAll('#crier details')) d.open = true; });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px wider than the screen`);
  await page.addScriptTag({ content: axe });
  const { violations, passes } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), AXE_TAGS);
  assert.ok(passes.length > 10, 'axe looked');
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], page.url());
}

async function axeFindsNothing(browser, bench) {
  const undo = await change(bench, [], () => bench.edit(REPORT.file, 'topics: [commissioning', 'topics: [comissioning'));
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 320, height: 640 } }]) {
    const { context, pages } = await tabs(browser, bench, [ABOUT, '/_crier/'], { bypassCSP: true, ...options });
    for (const page of pages) await accessible(page);
    await pages[0].emulateMedia({ media: 'print' });
    assert.equal(await pages[0].locator('#crier').isVisible(), false, 'it is not printed');
    await context.close();
  }
  await change(bench, [], undo);
}

async function manyTabsAreServed(browser, bench) {
  const { context, pages } = await tabs(browser, bench, Array.from({ length: 20 }, (_, i) => (i % 2 ? REPORT.at : '/reports/')));
  for (const name of ['Many tabs', 'Still more tabs']) {
    await change(bench, pages, () => bench.edit(REPORT.file, /^title: (.*)$/m.exec(readFileSync(join(bench.root, REPORT.file), 'utf8'))[0], `title: ${name}`));
    await Promise.all(pages.map((page) => until(page, name, (n) => document.querySelector('main').textContent.includes(n), name)));
  }
  assert.deepEqual(pages.flatMap((page) => page.said), [], 'nothing on the console');
  await context.close();
}

async function nothingIsPublished(_, bench) {
  const root = bench.build();
  const all = files(root);
  assert.ok(all.length > 50);
  for (const file of all) {
    const text = readFileSync(join(root, file), 'latin1');
    // `_crier` alone is the name of our extension in JSON Feed.
    for (const part of ['_crier/', 'live.js', 'id="crier"']) {
      assert.ok(!text.includes(part) && !file.includes(part), `${file} holds ${part}`);
    }
  }
}

const CHECKS = [contentIsExchanged, stylesAreExchanged, panelComesAndGoes, nothingRuns, templatesFail, onePageFails, aRestartIsCaughtUpWith, keysSuffice,
  draftsCarryARibbon, privateFieldsStayPrivate, axeFindsNothing, manyTabsAreServed, nothingIsPublished];
const program = process.argv[2] ?? process.env.CRIER;
if (!program) throw new Error('say which program: node live.mjs ../../target/release/crier');
// One check alone, by name.
const only = process.argv[3];
const bench = new Workbench(program);
const browser = await launch();
const checks = CHECKS.filter(({ name }) => !only || name === only);
let failed = 0;
try {
  await bench.start();
  for (const check of checks) {
    const start = Date.now();
    try {
      await check(browser, bench);
      console.log(`live: ${check.name}, ${((Date.now() - start) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed += 1;
      console.error(`live: ${check.name} FAILED: ${error.stack}`);
      // What one check leaves open or broken is no matter of the next.
      for (const context of browser.contexts()) await context.close();
      await bench.again();
    }
  }
} finally {
  await browser.close();
  await bench.stop();
  bench.clear();
}
console.log(`live: ${checks.length} checks, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
