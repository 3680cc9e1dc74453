// Search in the reader's own browser. The page names the index; its files are read as they are needed. Nobody learns what was asked.
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
// Words that tell no text from another.
const EVERYWHERE = new Set('a an and are as at be been by for from has have in is it its not of on or that the this to was which with'.split(' '));

/** The stem of a word in small letters: the same as the program's, src/search/words.rs. */
export function stem(word) {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  let s = word;
  if (s.length > 4 && s.endsWith('ies')) s = s.slice(0, -3) + 'y';
  else if (/s$/.test(s) && !/(ss|us|is)$/.test(s)) s = s.slice(0, -1);
  for (const end of ['ing', 'ed']) {
    const rest = s.slice(0, -end.length);
    if (!s.endsWith(end) || rest.length < 3 || !/[aeiouy]/.test(rest) || (rest.length === 3 && s.endsWith('eed'))) continue;
    s = rest.replace(/([^aeioulsz])\1$/, '$1');
  }
  while (s.length > 3 && s.endsWith('e')) s = s.slice(0, -1);
  return s;
}

/** What to look up for a text, each with what was typed: stems of words, numbers whole, days as data write them. */
export function wanted(text) {
  const lower = text.toLowerCase().replace(/['’]/g, '');
  const days = lower.replace(/(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\s+(\d{4})/g, (all, day, month, year) => {
    const at = MONTHS.indexOf(month) + 1;
    return at ? `${year}-${String(at).padStart(2, '0')}-${day.padStart(2, '0')}` : all;
  });
  const found = new Map();
  for (const [run] of days.matchAll(/[\p{L}\p{N}]+(?:[/.-]+[\p{L}\p{N}]+)*/gu)) {
    for (const word of /\d/.test(run) ? [run] : run.split(/[/.-]+/)) if (!EVERYWHERE.has(word)) found.set(stem(word), word);
  }
  return found;
}

/** The terms of a text. */
export const terms = (text) => [...wanted(text).keys()];

/** FNV-1a in 32 bits. */
export function hash(term) {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(term)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

/** The stems of all words that are one slip away: a letter too many, too few, another, or two changed about. */
export function slips(word) {
  const found = new Set();
  for (let i = 0; i <= word.length; i += 1) {
    const [before, at, rest] = [word.slice(0, i), word.slice(i, i + 1), word.slice(i + 1)];
    found.add(before + rest).add(before + rest.slice(0, 1) + at + rest.slice(1));
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') found.add(before + letter + rest).add(before + letter + at + rest);
  }
  return new Set([...found].map(stem));
}

/** Records of a term, as they are written in the index: position to weight and places. */
function read(text) {
  const records = new Map();
  let at = 0;
  for (const one of text.replace('*', '').split(',').filter(Boolean)) {
    const [step, weight, ...places] = one.split('.').map((n) => parseInt(n, 36));
    at += step;
    records.set(at, { weight, places });
  }
  return records;
}

/** How much the words of one place count, as against those of the whole record. */
const TOGETHER = 3;

/** Positions found, best first, each with the places to look at; what was looked up; whether each has all words. */
export async function find(load, { size, parts }, query, listings) {
  const look = async (term) => (await load(`words/${hash(term) % parts}.json`))[term];
  const asked = await Promise.all([...wanted(query)].map(async ([term, typed]) => {
    const told = await look(term);
    if (told !== undefined || typed.length < 4 || /\d/.test(typed)) return { term, told };
    // The first letter is taken to be right, or else the second.
    const meant = slips(typed);
    for (const letter of new Set([typed[0], typed[1]])) {
      const like = (await load(`like/${/[a-z]/.test(letter) ? letter : 0}.json`)).find((other) => meant.has(other));
      if (like) return { term: like, told: await look(like), typed };
    }
    return { term, told };
  }));
  const filters = await Promise.all(listings.map(async (address) => read((await look(address)) ?? '')));
  const isCommon = ({ told }) => told?.startsWith('*');
  // What most records have must not be there; it counts where it is in a title.
  const must = asked.filter((a) => !isCommon(a)).length;
  const scored = new Map();
  const score = (i) => scored.get(i) ?? scored.set(i, { i, score: 0, has: 0, places: new Map() }).get(i);
  if (!must && asked.length) for (let i = 0; i < size; i += 1) score(i);
  for (const a of asked) {
    const records = read(a.told ?? '');
    const rare = Math.log(1 + size / (isCommon(a) ? size / 2 : records.size || 1));
    for (const [i, { weight, places }] of records) {
      const one = score(i);
      one.score += (weight + 2) * rare;
      if (!isCommon(a)) one.has += 1;
      places.forEach((p) => one.places.set(p, (one.places.get(p) ?? 0) + rare));
    }
  }
  // Words that stand together in one place say more than words far apart.
  for (const one of scored.values()) one.score += TOGETHER * Math.max(0, ...one.places.values());
  let found = [...scored.values()].filter(({ i }) => filters.every((f) => f.has(i)));
  const whole = found.filter((one) => one.has === must);
  const all = whole.length > 0;
  if (all) found = whole;
  found.sort((a, b) => b.has - a.has || b.score - a.score || a.i - b.i);
  const best = ({ places }) => [...places].filter(([p]) => p > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([p]) => p);
  return { found: found.map((one) => ({ i: one.i, places: best(one).slice(0, 3) })), asked, all };
}

/** Files of the index that one search asks for at most, if it is of few words: hardly any host answers more at a time. */
const MOST = 5;

const element = (name, ...inside) => {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
};

/** A text with the words that were looked for marked. */
function marked(text, lit) {
  const pieces = text.split(/([\p{L}\p{N}’']+)/u);
  return pieces.map((piece) => (terms(piece).some((t) => lit.has(t)) ? element('mark', piece) : piece));
}

function start(form) {
  const [status, list, more] = ['status', 'found', 'more'].map((id) => document.getElementById(id));
  const index = { size: Number(form.dataset.size), parts: Number(form.dataset.parts) };
  const files = new Map();
  const load = (path) => {
    if (!files.has(path)) {
      const asked = fetch(path).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(path))));
      asked.catch(() => files.delete(path));
      files.set(path, asked);
    }
    return files.get(path);
  };
  let turn = 0;
  let current;

  const link = (row, place) => {
    const [anchor, label] = place ? row.slice(2 + place * 2) : ['', row[1]];
    const made = element('a', label);
    made.href = `../${row[0].slice(1)}${anchor ? `#${anchor}` : ''}`;
    return made;
  };

  function item(row, places, lit) {
    const head = link(row, 0);
    head.replaceChildren(...marked(row[1], lit));
    const text = element('div', element('h2', head), element('p', row[2]));
    text.className = 'text';
    text.lastChild.className = 'meta';
    if (row[3]) text.append(element('p', ...marked(row[3], lit)));
    if (places.length) {
      const ways = element('ul', ...places.map((p) => element('li', link(row, p))));
      ways.className = 'ways';
      text.append(ways);
    }
    return element('li', text);
  }

  /** Shows ten records more, or as many as the next `most` files tell of. */
  async function show({ found, asked, all }, from, most, mine) {
    const rows = Number(form.dataset.rows);
    const path = ({ i }) => `rows/${Math.floor(i / rows)}.json`;
    const ask = new Set();
    let to = from;
    for (; to < found.length && to < from + 10; to += 1) {
      const next = path(found[to]);
      if (!files.has(next) && !ask.has(next) && ask.size === most) break;
      if (!files.has(next)) ask.add(next);
    }
    await Promise.all([...ask].map(load));
    const lit = new Set(asked.map((a) => a.term));
    const items = await Promise.all(found.slice(from, to).map(async (one) => (
      item((await load(path(one)))[one.i % rows], one.places, lit))));
    if (mine !== turn) return;
    list.append(...items);
    const meant = asked.filter((a) => a.typed).map((a) => ` No record has “${a.typed}”: words like it were looked for.`);
    const some = all || !found.length ? '' : ' None has all of these words.';
    const n = found.length.toLocaleString('en-GB');
    const words = found.length === 0 ? 'No record found. The names below may help.'
      : `${n} ${found.length === 1 ? 'record' : 'records'} found${to < found.length ? `, ${to} shown` : ''}.`;
    status.textContent = words + some + meant.join('');
    // A button that goes away takes the focus with it: then the first of what is new has it.
    if (to >= found.length && document.activeElement === more) items[0].querySelector('a').focus();
    more.hidden = to >= found.length;
    more.onclick = () => show({ found, asked, all }, to, MOST, mine).catch(failed);
  }

  const failed = () => {
    status.textContent = 'The search could not be loaded. Try again, or go by the names below.';
  };

  async function run() {
    turn += 1;
    const mine = turn;
    current = location.search;
    const fields = new URLSearchParams(current);
    const query = (fields.get('q') ?? '').trim();
    for (const field of form.elements) if (field.name) field.value = fields.get(field.name) ?? '';
    list.replaceChildren();
    more.hidden = true;
    status.textContent = query ? 'Searching …' : '';
    const listings = ['kind', 'in', 'year'].map((name) => fields.get(name)).filter(Boolean);
    // What narrows the list is to be seen.
    if (listings.length) form.querySelector('details')?.setAttribute('open', '');
    document.title = query ? `${query} – ${form.dataset.title}` : form.dataset.title;
    if (!query) return;
    try {
      const before = files.size;
      const result = await find(load, index, query, listings);
      if (mine === turn) await show(result, 0, Math.max(1, MOST - files.size + before), mine);
    } catch {
      if (mine === turn) failed();
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.pushState(null, '', `?${fields}`);
    run();
  });
  // A link within the page, such as the one to the main text, asks for nothing new.
  addEventListener('popstate', () => current === location.search || run());
  run();
}

if (typeof document !== 'undefined') start(document.getElementById('search'));
