// A built site as a set of files, and a server for it on this machine alone.
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.csv': 'text/csv', '.xml': 'application/xml', '.svg': 'image/svg+xml' };

/** Chromium as Debian has it without windows, which does the same pages in two thirds of the time; else with them. */
const CHROMIUM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

/** Debian's chromium, which asks nothing of any network. */
export function launch(words = []) {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', ...words];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** Does something with each of a list, two at a time: there are two processors. Each of the two has what `start` gives it. */
export async function each(list, act, start = () => undefined) {
  const left = [...list];
  const worker = async () => {
    const own = await start();
    for (let next = left.shift(); next !== undefined; next = left.shift()) await act(next, own);
  };
  await Promise.all([worker(), worker()]);
}

/** Every file below a folder, sorted, as paths with `/`. */
export function files(root) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.push(relative(root, path).replaceAll('\\', '/'));
    }
  };
  walk(resolve(root));
  return found.sort();
}

/** The largest page of each template, which says its name on `<html data-template>`. Old addresses send a browser on before it can look. */
export function samples(root) {
  const largest = new Map();
  for (const file of files(root).filter((f) => f.endsWith('.html'))) {
    const template = /<html[^>]* data-template="([^"]+)"/.exec(readFileSync(join(root, file), 'utf8'))?.[1];
    if (!template) throw new Error(`${file}: no data-template on <html>`);
    if (template === 'redirect') continue;
    const size = statSync(join(root, file)).size;
    if (size > (largest.get(template)?.size ?? -1)) largest.set(template, { file, size });
  }
  return [...largest].map(([template, { file }]) => ({ template, file }));
}

/** The path on its host that a site is built for: the page for missing addresses has all its links from there. */
function home(root) {
  const page = files(root).includes('404.html') ? readFileSync(join(root, '404.html'), 'utf8') : '';
  return /href="(\/[^"]*)assets\//.exec(page)?.[1] ?? '/';
}

/** Serves a folder at the path it is built for; resolves to its base address, without the last slash, and a way to close it. */
export function serve(root) {
  const known = new Set(files(root));
  const below = home(root);
  const server = createServer((request, response) => {
    let path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    // Browsers ask for an icon on their own; the theme has none.
    if (path === '/favicon.ico') return void response.writeHead(204).end();
    path = path.startsWith(below) ? path.slice(below.length) : path;
    if (path === '' || path.endsWith('/')) path += 'index.html';
    if (!known.has(path)) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(readFileSync(join(root, path)));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => {
    done({ base: `http://127.0.0.1:${server.address().port}${below.slice(0, -1)}`, close: () => server.close() });
  }));
}
