// `crier serve` on a copy of the demonstration, and a browser before it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const HOME = resolve(import.meta.dirname, '../..');
const SOURCES = ['content', 'data', 'themes', 'crier.toml'];

/** How long anything may take to be seen. Long, for a machine that does other things too: nothing here is timed. */
const PATIENCE_MS = 15000;

/** A copy of the demonstration that may be changed, and the preview of it. */
export class Workbench {
  constructor(program) {
    this.program = resolve(program);
    this.root = mkdtempSync(join(tmpdir(), 'crier-live-'));
    this.fill();
  }

  fill() {
    for (const name of SOURCES) cpSync(join(HOME, name), join(this.root, name), { recursive: true });
  }

  /** Starts anew with the demonstration as it was. */
  async again() {
    await this.stop();
    for (const name of SOURCES) rmSync(join(this.root, name), { recursive: true });
    this.fill();
    await this.start();
  }

  /** Starts the preview; resolves when it listens. With a port, it must be that one. */
  async start({ port = 0, words = [] } = {}) {
    const child = spawn(this.program, ['serve', '--root', this.root, '--port', String(port), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.said = '';
    child.stdout.on('data', (bytes) => { this.said += bytes; });
    this.base = await new Promise((done, fail) => {
      child.on('error', fail);
      child.on('exit', (code) => fail(new Error(`crier serve ended with ${code}:\n${this.said}`)));
      child.stderr.on('data', (bytes) => {
        this.said += bytes;
        const address = /Look at (http:\/\/localhost:\d+)\//.exec(this.said)?.[1];
        if (address) done(address);
      });
    });
    this.port = Number(new URL(this.base).port);
    if (port && this.port !== port) throw new Error(`asked for port ${port}, got ${this.port}`);
  }

  /** Ends the preview as Ctrl-C does. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGINT');
    await ended;
  }

  /** A source with something in it exchanged; gives back what puts it as it was. */
  edit(path, from, to) {
    const file = join(this.root, path);
    const before = readFileSync(file, 'utf8');
    if (!before.includes(from)) throw new Error(`${path} has no “${from}”`);
    writeFileSync(file, before.replace(from, () => to));
    return () => writeFileSync(file, before);
  }

  /** Makes a folder. */
  make(path) {
    mkdirSync(join(this.root, path), { recursive: true });
  }

  remove(path) {
    rmSync(join(this.root, path), { recursive: true });
  }

  write(path, text) {
    writeFileSync(join(this.root, path), text);
  }

  /** Builds the site; gives back the folder of what would be published. */
  build() {
    const run = spawnSync(this.program, ['build', '--root', this.root], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`crier build: ${run.stderr}`);
    return join(this.root, 'public');
  }

  /** The edition now shown, as browsers are told of it. */
  async state() {
    return (await fetch(`${this.base}/_crier/state.json`)).json();
  }

  /** Every address that the preview lists. */
  async addresses() {
    const desk = await (await fetch(`${this.base}/_crier/`)).text();
    const [, found, all] = /<p>(\d+) of (\d+)<\/p>/.exec(desk) ?? [];
    const listed = [...desk.split('<h2>Addresses</h2>')[1].matchAll(/<li><a href="([^"]*)">/g)].map(([, at]) => at.replaceAll('&#x2f;', '/'));
    if (!listed.length || found !== all || listed.length !== Number(all)) throw new Error(`${listed.length} addresses of ${all}`);
    return listed;
  }

  /** What stands at every address and on the preview's own pages, as text. */
  async everything() {
    const all = new Map();
    for (const at of [...await this.addresses(), '/_crier/', '/_crier/state.json', '/_crier/nowhere', '/nowhere/']) {
      const answer = await fetch(this.base + at);
      all.set(at, Buffer.from(await answer.arrayBuffer()).toString('latin1'));
    }
    return all;
  }

  clear() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Opens pages in one browser, as tabs. What they say on the console is kept in `page.said`. */
export async function tabs(browser, bench, paths, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const pages = await Promise.all(paths.map(async (path) => {
    const page = await context.newPage();
    page.said = [];
    page.on('console', (message) => message.type() === 'error' && page.said.push(message.text()));
    page.on('pageerror', (error) => page.said.push(String(error)));
    await page.goto(bench.base + path);
    return page;
  }));
  return { context, pages };
}

/** Waits until something is true in a page. */
export async function until(page, what, test, argument) {
  try {
    await page.waitForFunction(test, argument, { polling: 50, timeout: PATIENCE_MS });
  } catch (error) {
    const frame = await page.evaluate(() => document.getElementById('crier')?.outerHTML.slice(0, 1500)).catch(() => '');
    throw new Error(`never came: ${what} (${page.url()})\n${frame}\n${error.message.split('\n')[0]}`);
  }
}

/** Waits until every one of some pages shows the edition that the preview shows, or a later one, after it has become another than `before`. */
export async function caughtUp(bench, pages, before) {
  const end = Date.now() + PATIENCE_MS;
  let { edition } = await bench.state();
  while (edition === before) {
    if (Date.now() > end) throw new Error('the preview saw no change');
    await new Promise((done) => setTimeout(done, 20));
    ({ edition } = await bench.state());
  }
  await Promise.all(pages.map((page) => until(page, `edition ${edition}`, (wanted) => {
    const [[run, number], [is, at]] = [wanted, document.getElementById('crier')?.dataset.edition ?? ''].map((id) => id.split('-'));
    return run === is && Number(at) >= Number(number);
  }, edition)));
}

/** Does something to the site and waits until all pages have caught up. */
export async function change(bench, pages, act) {
  const { edition } = await bench.state();
  const undo = act();
  await caughtUp(bench, pages, edition);
  return undo;
}
