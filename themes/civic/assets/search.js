// Search in the reader's own browser. The page names the index; its files are read as they are needed. Nobody learns what was asked.
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

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

/** What to look up for a text: stems of words, numbers whole, days as data write them. */
export function terms(text) {
  const lower = text.toLowerCase().replace(/['’]/g, '');
  const days = lower.replace(/(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\s+(\d{4})/g, (all, day, month, year) => {
    const at = MONTHS.indexOf(month) + 1;
    return at ? `${year}-${String(at).padStart(2, '0')}-${day.padStart(2, '0')}` : all;
  });
  const found = [];
  for (const [run] of days.matchAll(/[\p{L}\p{N}]+(?:[/.-]+[\p{L}\p{N}]+)*/gu)) {
    if (/\d/.test(run)) found.push(run);
    else found.push(...run.split(/[/.-]+/).map(stem));
  }
  return [...new Set(found)];
}

/** FNV-1a in 32 bits. */
export function hash(term) {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(term)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

/** Whether one slip leads from one word to the other: a letter too many, too few, another, or two changed about. */
export function near(a, b) {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const [x, y] = [a.slice(i), b.slice(i)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)
    || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
}

/** Records of a term, as they are written in the index: position to weight and places. */
function read(text) {
  const records = new Map();
  let at = 0;
  for (const one of text.split(',')) {
    const [step, weight, ...places] = one.split('.').map((n) => parseInt(n, 36));
    at += step;
    records.set(at, { weight, places });
  }
  return records;
}

/** Positions found, best first, each with the places to look at; what was looked up; whether each has all words. */
export async function find(load, { size, parts }, query, listings) {
  const look = async (term) => (await load(`words/${hash(term) % parts}.json`))[term];
  const asked = await Promise.all(terms(query).map(async (term) => {
    const told = await look(term);
    if (told !== undefined || term.length < 4 || /\d/.test(term)) return { term, told };
    // The first letter is taken to be right, or else the second.
    for (const letter of new Set([term[0], term[1]])) {
      const like = (await load(`like/${/[a-z]/.test(letter) ? letter : 0}.json`)).find((other) => near(term, other));
      if (like) return { term: like, told: await look(like), meant: term };
    }
    return { term, told };
  }));
  const filters = await Promise.all(listings.map(async (address) => read((await look(address)) ?? '')));
  // What most records have tells none apart.
  const told = asked.filter((a) => a.told !== '*').map((a) => read(a.told ?? ''));
  told.forEach((records) => records.delete(NaN));
  const scored = new Map();
  const everything = told.length ? [] : Array.from({ length: asked.length ? size : 0 }, (_, i) => i);
  everything.forEach((i) => scored.set(i, { i, score: 0, has: 0, places: new Map() }));
  for (const records of told) {
    const rare = Math.log(1 + size / (records.size || 1));
    for (const [i, { weight, places }] of records) {
      const one = scored.get(i) ?? { i, score: 0, has: 0, places: new Map() };
      one.score += (weight + 2) * rare;
      one.has += 1;
      places.forEach((p) => one.places.set(p, (one.places.get(p) ?? 0) + rare));
      scored.set(i, one);
    }
  }
  let found = [...scored.values()].filter(({ i }) => filters.every((f) => f.has(i)));
  const whole = found.filter((one) => one.has === told.length);
  const all = whole.length > 0;
  if (all) found = whole;
  found.sort((a, b) => b.has - a.has || b.score - a.score || a.i - b.i);
  const best = ({ places }) => [...places].filter(([p]) => p > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([p]) => p);
  return { found: found.map((one) => ({ i: one.i, places: best(one).slice(0, 3) })), asked, all };
}

const element = (name, ...inside) => {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
};

/** A text with the words that were looked for marked. */
function marked(text, wanted) {
  const pieces = text.split(/([\p{L}\p{N}’']+)/u);
  return pieces.map((piece) => (terms(piece).some((t) => wanted.has(t)) ? element('mark', piece) : piece));
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

  const link = (row, place) => {
    const [anchor, label] = place ? row.slice(2 + place * 2) : ['', row[1]];
    const made = element('a', label);
    made.href = `../${row[0].slice(1)}${anchor ? `#${anchor}` : ''}`;
    return made;
  };

  function item(row, places, wanted) {
    const head = link(row, 0);
    head.replaceChildren(...marked(row[1], wanted));
    const text = element('div', element('h3', head), element('p', row[2]));
    text.className = 'text';
    text.lastChild.className = 'meta';
    if (row[3]) text.append(element('p', ...marked(row[3], wanted)));
    if (places.length) {
      const ways = element('ul', ...places.map((p) => element('li', link(row, p))));
      ways.className = 'ways';
      text.append(ways);
    }
    return element('li', text);
  }

  async function show({ found, asked, all }, from, mine) {
    // Ten records, or as many as three files tell of.
    const rows = Number(form.dataset.rows);
    const parts = new Set();
    let to = from;
    while (to < found.length && to < from + 10) {
      parts.add(Math.floor(found[to].i / rows));
      if (parts.size > 3) break;
      to += 1;
    }
    await Promise.all([...parts].slice(0, 3).map((n) => load(`rows/${n}.json`)));
    const wanted = new Set(asked.map((a) => a.term));
    const items = await Promise.all(found.slice(from, to).map(async ({ i, places }) => {
      const row = (await load(`rows/${Math.floor(i / rows)}.json`))[i % rows];
      return item(row, places, wanted);
    }));
    if (mine !== turn) return;
    list.append(...items);
    const meant = asked.filter((a) => a.meant).map((a) => ` No record has “${a.meant}”: words like it were looked for.`);
    const some = all || !found.length ? '' : ' None has all of these words.';
    const n = found.length.toLocaleString('en-GB');
    const words = found.length === 0 ? 'No record found. The names below may help.'
      : `${n} ${found.length === 1 ? 'record' : 'records'} found${to < found.length ? `, ${to} shown` : ''}.`;
    status.textContent = words + some + meant.join('');
    more.hidden = to >= found.length;
    more.onclick = () => show({ found, asked, all }, to, mine);
  }

  async function run() {
    turn += 1;
    const mine = turn;
    const wanted = new URLSearchParams(location.search);
    const query = (wanted.get('q') ?? '').trim();
    for (const field of form.elements) if (field.name) field.value = wanted.get(field.name) ?? '';
    list.replaceChildren();
    more.hidden = true;
    status.textContent = query ? 'Searching …' : '';
    const listings = ['kind', 'in', 'year'].map((name) => wanted.get(name)).filter(Boolean);
    // What narrows the list is to be seen.
    if (listings.length) form.querySelector('details')?.setAttribute('open', '');
    document.title = query ? `${query} – ${form.dataset.title}` : form.dataset.title;
    if (!query) return;
    try {
      const result = await find(load, index, query, listings);
      if (mine === turn) await show(result, 0, mine);
    } catch {
      if (mine === turn) status.textContent = 'The search could not be loaded. Try again, or go by the names below.';
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.pushState(null, '', `?${wanted}`);
    run();
  });
  addEventListener('popstate', run);
  run();
}

if (typeof document !== 'undefined') start(document.getElementById('search'));
