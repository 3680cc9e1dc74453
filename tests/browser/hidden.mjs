// What the preview must not show: private fields ever, and what residents do not see without --drafts.
import assert from 'node:assert/strict';
import { change, tabs } from './workbench.mjs';

/** A word of a private field, in every record below. It stands nowhere else. */
const PRIVATE = 'zqprivate';

const document = (word, more) => `---\ntitle: ${word} plan\nsummary: The plan called ${word}.\n${more}\ninternal_note: ${PRIVATE} of ${word}\n---\n\nMore of ${word}.\n`;
const report = (word, more) => document(word, `date: "2026-01-05"\nbody: council\ntopics: [zqtopic]\n${more}`);

/** What residents do not see, or not whole: a word of it, its file, its page, and what its ribbon says. */
const HIDDEN = [
  { word: 'zqdraft', file: 'content/pages/unfinished.md', at: '/unfinished/', text: (word) => document(word, 'status: draft'), says: /^A draft: residents do not see this\.$/ },
  { word: 'zqdraftreport', file: 'content/reports/draft.md', at: '/reports/draft/', text: (word) => report(word, 'status: draft'), says: /^A draft: residents do not see this\.$/ },
  { word: 'zqembargo', file: 'content/reports/later.md', at: '/reports/later/', text: (word) => report(word, 'publish_from: 2999-01-02T09:00:00Z'), says: /^Residents do not see this before 2 January 2999, 9am \(2999-01-02T09:00:00Z\)\.$/ },
  { word: 'zqexempt', file: 'content/reports/exempt.md', at: '/reports/exempt/', seen: true, says: /^Residents see only that this is exempt, until 2 January 2999\.$/,
    text: (word) => report(word, 'exempt: { kind: exempt, paragraph: 3, reason: Business affairs, public_title: A contract, from: 2026-01-01, until: 2999-01-02 }') },
];
const OPEN = { word: 'zqopen', file: 'content/reports/open.md', at: '/reports/open/', text: (word) => report(word, 'status: published') };
const TOPICS = `name,title,internal_note\nzqtopic,Zqtopic,${PRIVATE} of a row\n`;

/** Restarts the preview with these words, on the files as they are. */
async function anew(bench, words) {
  await bench.stop();
  await bench.start({ port: bench.port, words });
}

async function planted(bench) {
  for (const { file, text, word } of [...HIDDEN, OPEN]) bench.write(file, text(word));
  bench.make('data/topics');
  bench.write('data/topics/more.csv', TOPICS);
}

async function cleared(bench) {
  for (const { file } of [...HIDDEN, OPEN, { file: 'data/topics' }]) bench.remove(file);
  await anew(bench, []);
}

const holds = (all, word, ending) => [...all].filter(([at, text]) => at.endsWith(ending) && text.includes(word)).map(([at]) => at);

export async function draftsCarryARibbon(browser, bench) {
  await planted(bench);
  await anew(bench, ['--drafts']);
  const { context, pages } = await tabs(browser, bench, [...HIDDEN, OPEN].map(({ at }) => at).concat('/_crier/'));
  for (const [i, { word, says }] of HIDDEN.entries()) {
    assert.match(await pages[i].locator('.crier-ribbon').textContent(), says);
    assert.ok((await pages[i].locator('main').textContent()).includes(`More of ${word}`), `${word} is shown`);
  }
  assert.equal(await pages[HIDDEN.length].locator('.crier-ribbon').count(), 0, 'what residents see carries none');
  const desk = pages.at(-1);
  const due = await desk.locator('table').textContent();
  for (const part of ['page/unfinished', 'report/draft', 'report/later', '2999-01-02T09:00:00Z', 'report/exempt', '2 January 2999']) assert.ok(due.includes(part), part);
  assert.equal(await desk.locator('table a').count(), HIDDEN.length, 'each leads to its page');
  await desk.locator('#q').fill('unfinished');
  await desk.keyboard.press('Enter');
  await desk.waitForURL(/q=unfinished/);
  assert.deepEqual(await desk.locator('main li a').allTextContents(), ['/pages/unfinished.json', '/unfinished/']);
  const drafts = await bench.everything();
  for (const { word, file } of HIDDEN) {
    for (const ending of ['/', '.json', '.csv']) assert.ok(holds(drafts, word, ending).length > 0, `${word} is in some ${ending} with --drafts`);
    assert.ok(file.startsWith('content/pages') || holds(drafts, word, '.csv').includes('/data/v1/reports.csv'), `${word} has its row`);
  }
  await anew(bench, []);
  const without = await bench.everything();
  for (const { word, at, seen } of HIDDEN) {
    assert.equal((await fetch(bench.base + at)).status, seen ? 200 : 404, at);
    assert.deepEqual(holds(without, word, ''), [], `${word} is nowhere without --drafts`);
  }
  assert.ok(holds(without, OPEN.word, '').length > 3);
  assert.ok(without.get('/reports/exempt/').includes('A contract'));
  for (const [at, text] of without) assert.ok(!text.includes('crier-ribbon'), `${at} carries no ribbon`);
  // A page that was open under the flag forgets what it showed.
  await pages[0].waitForFunction(() => document.querySelector('h1').textContent === 'Page not found');
  await context.close();
  await cleared(bench);
}

export async function privateFieldsStayPrivate(browser, bench) {
  await planted(bench);
  const mistakes = [
    // In the field itself, beside it, and where nobody can tell where it ends.
    [OPEN, (text) => text.replace(/internal_note: (.*)/, 'internal_note: [$1]'), 'wrong-type'],
    [OPEN, (text) => text.replace('topics:', 'topcis:'), 'unknown-field'],
    [OPEN, (text) => text.replace(/internal_note: (.*)/, 'internal_note: "$1'), 'bad-yaml'],
    [OPEN, (text) => text.replace('internal_note:', 'internal_not:'), 'unknown-field'],
    [HIDDEN[0], (text) => text.replace('summary:', 'sumary:'), 'unknown-field'],
    [HIDDEN[3], (text) => text.replace(/internal_note: (.*)/, 'internal_note: [$1]'), 'wrong-type'],
  ];
  for (const words of [['--drafts'], []]) {
    await anew(bench, words);
    const all = await bench.everything();
    assert.deepEqual(holds(all, PRIVATE, ''), [], words.join());
    assert.ok(holds(all, OPEN.word, '').length > 3 && holds(all, 'Zqtopic', '').length > 3, 'its records are shown');
    const { context, pages: [page, desk] } = await tabs(browser, bench, [OPEN.at, '/_crier/']);
    for (const [{ file, text, word }, spoil, code] of mistakes) {
      await change(bench, [page, desk], () => bench.write(file, spoil(text(word))));
      await page.locator('.crier-panel').waitFor();
      for (const said of [await page.content(), await desk.content(), bench.said]) {
        assert.ok(said.includes(code), `${file}: ${code} is told`);
        assert.ok(!said.includes(PRIVATE), `${file}: ${said.split('\n').filter((line) => line.includes(PRIVATE)).join('\n')}`);
      }
      assert.ok((await page.locator('.crier-panel').textContent()).includes(file), 'the panel names the file');
      await change(bench, [page, desk], () => bench.write(file, text(word)));
    }
    await change(bench, [page, desk], () => bench.write('data/topics/more.csv', TOPICS.replace('a row', 'a row,too much')));
    for (const said of [await page.content(), await desk.content(), bench.said]) assert.ok(said.includes('bad-csv') && !said.includes(PRIVATE), said);
    await change(bench, [page, desk], () => bench.write('data/topics/more.csv', TOPICS));
    await context.close();
  }
  await cleared(bench);
}
