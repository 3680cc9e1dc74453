// The demonstration on one day, and one page of it for each template: for what is kept of pages and compared.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { samples } from './site.mjs';

const HOME = resolve(import.meta.dirname, '../..');
/** The day that the pages are made for. Nothing in the demonstration falls due after it. */
const DAY = '2026-12-01';

/** The page looked at for each template: small enough to be read through, and with what makes the template. */
export const PAGES = {
  home: '/', listing: '/resolutions/', report: '/reports/2012-06-25-commissioning-protocol/', resolution: '/resolutions/2010-12-strategic-commissioning/',
  matter: '/matters/strategic-commissioning/', protocol: '/protocols/commissioning-protocol-2012/', 'needs-assessment': '/needs-assessments/homes-in-cheltenham-2025-26/',
  figures: '/indicators/population/', meeting: '/meetings/2010-05-27-staff-and-support-services-committee/', body: '/bodies/staff-and-support-services-committee/',
  person: '/people/jane-griffiths/', record: '/topics/finance/', page: '/about/', search: '/search/?q=savings', data: '/data/', dataset: '/data/topics/', 404: '/404.html',
  statement: '/accessibility/',
};

/** Builds the demonstration for that day into a folder of its own; gives back where it is. */
export function demonstration(program) {
  const root = mkdtempSync(join(tmpdir(), 'crier-day-'));
  for (const name of ['content', 'data', 'themes', 'crier.toml']) cpSync(join(HOME, name), join(root, name), { recursive: true });
  const run = spawnSync(resolve(program), ['build', '--root', root, '--today', DAY], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`crier build: ${run.stderr}`);
  const site = join(root, 'public');
  const missing = samples(site).map((s) => s.template).filter((template) => !PAGES[template]);
  if (missing.length) throw new Error(`PAGES in pages.mjs has no page of ${missing.join(', ')}`);
  return site;
}
