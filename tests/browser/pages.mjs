// One page of each template, made for one day: for what is kept of pages and compared. They are pages of the demonstration, and of the site of
// states where the demonstration has no page of a template.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { samples, serve } from './site.mjs';

const HOME = resolve(import.meta.dirname, '../..');

/** Each site with the day that its pages are made for, and the page looked at for each template: small enough to be read through, and with what
 * makes the template. Nothing in the demonstration falls due after its day. */
const SITES = [
  {
    root: HOME,
    day: '2026-12-01',
    pages: {
      home: '/', listing: '/resolutions/', report: '/reports/2012-06-25-commissioning-protocol/', resolution: '/resolutions/2010-12-strategic-commissioning/',
      matter: '/matters/strategic-commissioning/', protocol: '/protocols/commissioning-protocol-2012/', 'needs-assessment': '/needs-assessments/homes-in-cheltenham-2025-26/',
      figures: '/indicators/population/', meeting: '/meetings/2010-05-27-staff-and-support-services-committee/', body: '/bodies/staff-and-support-services-committee/',
      person: '/people/jane-griffiths/', record: '/topics/finance/', page: '/about/', search: '/search/?q=savings', data: '/data/', dataset: '/data/topics/', 404: '/404.html',
      statement: '/accessibility/',
    },
  },
  {
    root: join(import.meta.dirname, 'states'),
    day: '2026-11-25',
    pages: { ward: '/wards/north/', tombstone: '/reports/withdrawn/' },
  },
];

/** Builds one site for its day in a folder of its own, a copy; gives back where it is. */
function built(program, { root, day }) {
  const copy = mkdtempSync(join(tmpdir(), 'crier-day-'));
  for (const name of ['content', 'data', 'themes', 'crier.toml']) if (existsSync(join(root, name))) cpSync(join(root, name), join(copy, name), { recursive: true });
  const run = spawnSync(resolve(program), ['build', '--root', copy, '--today', day], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`crier build: ${run.stderr}`);
  return copy;
}

/** Builds and serves the sites: `pages` has the template and the address of each page, `close` ends it. A template that no page is of is an error. */
export async function sites(program) {
  const [pages, ends, seen] = [[], [], new Set()];
  for (const site of SITES) {
    const copy = built(program, site);
    const folder = join(copy, 'public');
    const server = await serve(folder);
    ends.push(server.close, () => rmSync(copy, { recursive: true, force: true }));
    samples(folder).forEach(({ template }) => seen.add(template));
    for (const [template, path] of Object.entries(site.pages)) pages.push({ template, url: server.base + path });
  }
  const missing = [...seen].filter((template) => !pages.some((page) => page.template === template));
  if (missing.length) throw new Error(`SITES in pages.mjs has no page of ${missing.join(', ')}`);
  return { pages, close: () => ends.forEach((end) => end()) };
}
