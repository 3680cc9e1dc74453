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
console.log('search: stems, slips and questions agree');
