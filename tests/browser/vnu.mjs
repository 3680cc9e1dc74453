// The Nu HTML checker on every page and stylesheet of a built site: no error, no warning.
// First it must find the faults of a broken page, so that a checker that sees nothing cannot pass.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import vnu from 'vnu-jar';
import { files } from './site.mjs';

/** The checker's messages about some files. */
function check(paths) {
  const words = ['-jar', vnu, '--format', 'json', '--also-check-css', '--stdout', ...paths];
  const run = spawnSync('java', words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.error) throw run.error;
  return JSON.parse(run.stdout).messages;
}

const broken = join(mkdtempSync(join(tmpdir(), 'crier-')), 'broken.html');
writeFileSync(broken, '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a"><img src="a.png"><div></p>');
if (!check([broken]).some((m) => m.type === 'error')) {
  console.error('vnu: the checker finds nothing wrong with a broken page');
  process.exit(1);
}

const paths = process.argv.slice(2).map((folder) => resolve(folder)).flatMap((root) => {
  const pages = files(root).filter((f) => f.endsWith('.html') || f.endsWith('.css')).map((f) => join(root, f));
  if (pages.length === 0) throw new Error(`${root} holds no pages: build the site first`);
  return pages;
});
// Files have no origin, so the checker takes a page's own stylesheet for a foreign one.
const ownOrigin = (m) => m.message.includes('Content Security Policy') && m.message.includes('assets/');
// It takes data for a script: a browser looks at the policy only for what it would run (HTML, "prepare the script element").
const data = (m) => m.message.startsWith('Inline script violates') && (m.extract ?? '').includes('application/ld+json');
const messages = check(paths).filter((m) => !ownOrigin(m) && !data(m));
for (const m of messages) {
  console.error(`${(m.url ?? '').replace('file:', '')}:${m.lastLine ?? 0}:${m.lastColumn ?? 0}: ${m.subType ?? m.type}: ${m.message}`);
}
console.log(`vnu: ${paths.length} files, ${messages.length} messages`);
process.exit(messages.length === 0 ? 0 : 1);
