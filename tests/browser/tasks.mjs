// The ten things in questions.mjs, done on the built demonstration as people do them: with the mouse on what is to be seen, by keyboard alone,
// from the accessibility tree alone, and by keyboard with JavaScript off. Each takes at most four steps from the first page, and ends in words
// that the records support. `node tasks.mjs <folder of the demonstration>`.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { TASKS, TENTH } from './questions.mjs';
import { launch, serve } from './site.mjs';
import { lookup, spoken, tree } from './tree.mjs';

const MOST_STEPS = 4;
/** How long anything may take to come. Long, for a machine that does other things too: nothing here is timed. */
const PATIENCE_MS = 15000;

/** What a step acts on. A page still on its way, or one that a search has yet to fill, is asked again. */
async function found(visit, step) {
  const end = Date.now() + visit.patience;
  for (;;) {
    const node = lookup(await tree(visit.session), step);
    if (node) return node;
    if (Date.now() > end) throw new Error(`no ${step.role} “${step.name}” in ${step.within ?? 'the page'} of ${visit.page.url()}`);
  }
}

/** What a sighted person reads in something: its words without those for listeners alone. */
function label() {
  const of = (e) => [...e.childNodes].map((n) => (n.nodeType === 3 ? n.data : n.matches?.('.hidden, .quiet') ? '' : of(n))).join('');
  return of(this.labels?.[0] ?? this).replace(/\s+/g, ' ').trim();
}

/** The middle of what is to be seen of something, in view, and whether it is really what lies there. */
function spot() {
  this.scrollIntoView({ block: 'center' });
  const [box] = this.getClientRects();
  if (!box || box.width < 2 || box.height < 2) return null;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const top = document.elementFromPoint(at.x, at.y);
  return this === top || this.contains(top) ? at : null;
}

/** Calls a function on the element of a node of the tree. */
async function on(visit, node, act) {
  const { object } = await visit.session.send('DOM.resolveNode', { backendNodeId: node.dom });
  const { result, exceptionDetails } = await visit.session.send('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: act.toString(), returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
  return result.value;
}

async function byMouse(visit, step) {
  const node = await found(visit, step);
  const seen = await on(visit, node, label);
  const wanted = step.seen ?? step.name;
  assert.ok(wanted.endsWith('…') ? seen.startsWith(wanted.slice(0, -1)) : seen === wanted, `“${wanted}” is to be seen: “${seen}”`);
  const at = await on(visit, node, spot);
  assert.ok(at, `“${step.name}” can be clicked`);
  await visit.page.mouse.click(at.x, at.y);
  if (!step.types) return;
  await visit.page.keyboard.type(step.types);
  await byMouse(visit, { role: 'button', name: 'Search', within: 'search' });
}

/** How many presses of Tab lead from the place of the focus to something, by the order of the page; of Shift and Tab where it is less than 0. */
function away() {
  const stops = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].filter((e) => e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }));
  // A link within the page moves the place to go on from, not the focus.
  const here = document.activeElement === document.body ? document.getElementById(location.hash.slice(1)) ?? document.body : document.activeElement;
  const towards = (e) => here.compareDocumentPosition(e);
  const after = stops.filter((e) => towards(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  const before = stops.filter((e) => towards(e) & Node.DOCUMENT_POSITION_PRECEDING);
  return after.includes(this) ? after.indexOf(this) + 1 : before.indexOf(this) - before.length;
}

async function byKeyboard(visit, step) {
  const { page } = visit;
  const node = await found(visit, step);
  // To the main text by the first link, which skips what every page begins with; after that, from where one is.
  if (step.within === 'main' && !visit.skipped) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'the first stop skips to the text');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.id === 'main', undefined, { polling: 20, timeout: visit.patience });
    visit.presses += 2;
  }
  visit.skipped = true;
  const presses = await on(visit, node, away);
  for (let i = 0; i < Math.abs(presses); i += 1) await page.keyboard.press(presses > 0 ? 'Tab' : 'Shift+Tab');
  assert.ok(await on(visit, node, function there() { return document.activeElement === this; }), `Tab leads to “${step.name}” in the order of the page`);
  visit.presses += Math.abs(presses) + 1;
  if (step.types) await page.keyboard.type(step.types);
  await page.keyboard.press('Enter');
}

async function byTree(visit, step) {
  const node = await found(visit, step);
  if (!step.types) return void await on(visit, node, function act() { this.click(); });
  await visit.session.send('DOM.focus', { backendNodeId: node.dom });
  await visit.session.send('Input.insertText', { text: step.types });
  await byTree(visit, { role: 'button', name: 'Search', within: 'search' });
}

const seen = async ({ page }) => (await page.evaluate(() => document.body.innerText)).replace(/\s+/g, ' ');
const heard = async ({ session }) => spoken(await tree(session, { layout: true })).join(' ').replace(/link, /g, '').replace(/\s+([,.:;)])/g, '$1');

const WAYS = [
  { name: 'by mouse', act: byMouse, read: seen },
  { name: 'by keyboard', act: byKeyboard, read: seen },
  { name: 'from the accessibility tree', act: byTree, read: heard },
  { name: 'by keyboard without JavaScript', act: byKeyboard, read: seen, plain: true },
];

/** Follows one link, sends one form or opens one part, and waits for what comes of it. */
async function take(visit, way, step, last) {
  const before = visit.page.url();
  visit.file = undefined;
  if (step.role === 'DisclosureTriangle') await way.act(visit, step);
  else if (last) {
    const [file] = await Promise.all([visit.page.waitForEvent('download', { timeout: visit.patience }), way.act(visit, step)]);
    visit.file = file;
  } else {
    await Promise.all([visit.page.waitForURL((url) => url.href !== before && url.hash !== '#main', { timeout: visit.patience }), way.act(visit, step)]);
    if (visit.page.url().split('#')[0] !== before.split('#')[0]) visit.skipped = false;
    if (visit.page.url().includes('#')) visit.skipped = true;
  }
}

/** The words of a file that was saved; of a workbook, those of all its parts (ZIP application note, 4.3.7 and 4.3.12). */
function saved(bytes) {
  if (bytes.toString('latin1', 0, 2) !== 'PK') return bytes.toString('utf8');
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const parts = [];
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + size);
    parts.push(bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts.join('\n');
}

function judge(text, { says, never }, url) {
  const plain = text.replace(/\s+/g, ' ');
  for (const words of says) assert.ok(plain.includes(words), `${url} says “${words}”`);
  for (const words of never) assert.doesNotMatch(plain, words, `${url} says what no record supports`);
}

/** A browser's window for one way of doing things: a new one for each task would cost more than the tasks. */
async function visitor(browser, way, patience = PATIENCE_MS) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: !way.plain });
  const page = await context.newPage();
  return { page, session: await context.newCDPSession(page), way, patience, close: () => context.close() };
}

/** Does one task in one way; gives back how many times a key was pressed to get about. */
async function done(visitor, base, task) {
  const { page, way } = visitor;
  const visit = { ...visitor, presses: 0, skipped: false };
  try {
    await page.goto(`${base}/`);
    const steps = (way.plain && task.plain) || task.steps;
    assert.ok(steps.length <= MOST_STEPS, `${steps.length} steps`);
    for (const [i, step] of steps.entries()) {
      await take(visit, way, step, task.saves && i === steps.length - 1);
      judge(await seen(visit), { says: [], never: task.never }, page.url());
    }
    if (task.saves) {
      assert.equal(visit.file.suggestedFilename(), task.saves);
      judge(saved(readFileSync(await visit.file.path())), task, task.saves);
    } else {
      assert.equal(page.url().slice(base.length).replace(/#main$/, ''), (way.plain && task.plainly) || task.ends);
      judge(await way.read(visit), task, page.url());
    }
    return visit.presses;
  } catch (error) {
    throw new Error(`${task.asks}\n${way.name}: ${error.message}`);
  }
}

/** A step in words. */
function told({ role, name, seen: words, types }) {
  if (types) return `search for “${types}”`;
  return `${role === 'DisclosureTriangle' ? 'open' : 'follow'} “${words ?? name}”`;
}

/** A page that hides its link, traps the keyboard or says too much must not pass. */
async function provesItself(browser) {
  const page = (body) => `<!doctype html><html lang="en"><title>x</title><body><a href="#main">Skip</a><main id="main" tabindex="-1">${body}</main></body></html>`;
  const bad = [
    [0, page('<a href="end.html" style="opacity:0;pointer-events:none">Go</a>')], [1, page('<a href="end.html" tabindex="-1">Go</a>')],
    [2, page('<a href="end.html" aria-hidden="true">Go</a>')], [3, page('<a href="#" onclick="location=\'end.html\'">Go</a>')],
    [0, page('<a href="end.html">Go</a><p>Approved by Council.')],
  ];
  for (const [way, html] of bad) {
    const folder = mkdtempSync(join(tmpdir(), 'crier-'));
    writeFileSync(join(folder, 'index.html'), html);
    writeFileSync(join(folder, 'end.html'), page('Proposed.<p>Approved by Council.'));
    const site = await serve(folder);
    const task = { asks: 'x', steps: [{ role: 'link', name: 'Go', within: 'main' }], ends: '/end.html', says: ['Proposed.'], never: html.includes('<p>') ? [/approved by council/i] : [] };
    const visit = await visitor(browser, WAYS[way], 400);
    const passed = await done(visit, site.base, task).then(() => true, () => false);
    await visit.close();
    site.close();
    assert.ok(!passed, `${WAYS[way].name}: this page passes: ${html}`);
  }
}

const [root] = process.argv.slice(2).map((path) => resolve(path));
const guide = readFileSync(join(import.meta.dirname, '../../docs/screen-readers.md'), 'utf8');
for (const asks of [...TASKS.map((t) => t.asks), TENTH]) assert.ok(guide.includes(asks), `docs/screen-readers.md has the task “${asks}”`);
const browser = await launch();
const site = await serve(root);
try {
  await provesItself(browser);
  const presses = WAYS.map(() => 0);
  const visitors = await Promise.all(WAYS.map((way) => visitor(browser, way)));
  for (const [n, task] of TASKS.entries()) {
    (await Promise.all(visitors.map((v) => done(v, site.base, task)))).forEach((count, i) => { presses[i] += count; });
    console.log(`${n + 1}. ${task.asks} ${task.steps.map(told).join('; ')}.${task.plain ? ` Without JavaScript: ${task.plain.map(told).join('; ')}.` : ''}`);
  }
  console.log(`${TASKS.length + 1}. ${TENTH} Yes: ${presses[1]} presses of Tab and Enter for all with JavaScript, ${presses[3]} without.`);
} finally {
  site.close();
  await browser.close();
}
