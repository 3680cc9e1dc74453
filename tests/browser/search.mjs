// The script's words are the program's: node search.mjs <folder of a built site> <list of words and stems>.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [site, list] = process.argv.slice(2);
const source = readFileSync(join(site, 'assets/search.js'), 'utf8');
const { terms, slips, find } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

for (const line of readFileSync(list, 'utf8').trim().split('\n')) {
  const [word, expected] = line.split('\t');
  assert.equal(terms(word).join(), expected, word);
}
assert.deepEqual(terms('the 1st March 2010, PL/2010/12'), ['2010-03-01', 'pl/2010/12']);
for (const typed of ['savigns', 'svaings', 'saving', 'savinggs']) assert.ok(slips(typed).has('sav'), typed);
assert.ok(!slips('savgnis').has('sav') && slips('traed').has('trad'));

const page = readFileSync(join(site, 'search/index.html'), 'utf8');
const number = (name) => Number(new RegExp(`data-${name}="(\\d+)"`).exec(page)[1]);
const index = { size: number('size'), parts: number('parts') };
const load = async (path) => JSON.parse(readFileSync(join(site, 'search', path), 'utf8'));
const rows = number('rows');
for (const line of readFileSync(join(import.meta.dirname, '../it/search.tsv'), 'utf8').trim().split('\n')) {
  const [question, address] = line.split('\t');
  const { found } = await find(load, index, question, []);
  const top = await Promise.all(found.slice(0, 3).map(async ({ i }) => (await load(`rows/${Math.floor(i / rows)}.json`))[i % rows][0]));
  assert.ok(top.includes(address), `${question}: ${address} is not among ${top}`);
}
// What narrows a search: every record found is in the list, and not all records are.
const addresses = async (listings) => {
  const { found } = await find(load, index, 'commissioning', listings);
  return Promise.all(found.map(async ({ i }) => (await load(`rows/${Math.floor(i / rows)}.json`))[i % rows]));
};
const all = await addresses([]);
for (const [listing, is] of [['/reports/', (row) => row[0].startsWith('/reports/')], ['/years/2012/', (row) => row[2].endsWith(' 2012')], ['/bodies/council/', (row) => /Council/.test(row.join(' '))]]) {
  const some = await addresses([listing]);
  assert.ok(some.length > 0 && some.length < all.length && some.every(is), `${listing}: ${some.length} of ${all.length}`);
}
assert.deepEqual(await addresses(['/reports/', '/years/2012/']), all.filter((row) => row[0].startsWith('/reports/') && row[2].endsWith(' 2012')));
console.log('search: stems, slips, questions and filters agree');
