// Keeps a page of the preview up to date. Served by `crier serve` alone; nothing of it is published.
(() => {
  'use strict';
  const EVENTS = '/_crier/events';
  const STATE = '/_crier/state.json';
  // How often, and how many times, a page that could not be fetched is asked for again.
  const AGAIN_MS = 1000;
  const TRIES = 5;
  const ui = () => document.getElementById('crier');

  // A node, named so that the one in its place after an exchange is found: from the nearest id down.
  const pathOf = (node) => {
    const steps = [];
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      if (at.id) { steps.unshift(`#${CSS.escape(at.id)}`); break; }
      steps.unshift(`${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
    }
    return steps.join('>');
  };

  // Every <details> by its words, for its place may move. Of those with the same words, the first stays the first.
  const byWords = () => {
    const found = new Map();
    for (const details of document.querySelectorAll('details:not([data-crier=problems])')) {
      const words = details.dataset.crier || details.id || details.querySelector('summary')?.textContent.trim() || '';
      let n = 1;
      while (found.has(`${words} ${n}`)) n += 1;
      found.set(`${words} ${n}`, details);
    }
    return found;
  };

  // What a reader has opened, typed and scrolled to, found again after the page was exchanged.
  const keeping = (exchange) => {
    const open = new Map([...byWords()].map(([words, details]) => [words, details.open]));
    const typed = [...document.querySelectorAll('input, textarea')].filter((field) => field.value !== field.defaultValue).map((field) => [pathOf(field), field.value]);
    const active = document.activeElement;
    const focus = active && active !== document.body ? pathOf(active) : '';
    const scrolled = [...document.body.querySelectorAll('*')].filter((n) => n.scrollLeft || n.scrollTop).map((n) => [pathOf(n), n.scrollLeft, n.scrollTop]);
    const { scrollX, scrollY } = window;
    exchange();
    for (const [words, details] of byWords()) if (open.has(words)) details.open = open.get(words);
    for (const [path, value] of typed) { const field = document.querySelector(path); if (field && 'value' in field) field.value = value; }
    if (focus && !active.isConnected) document.querySelector(focus)?.focus({ preventScroll: true });
    for (const [path, left, top] of scrolled) document.querySelector(path)?.scrollTo({ left, top, behavior: 'instant' });
    window.scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' });
  };

  const sheets = (page) => [...page.querySelectorAll('link[rel~=stylesheet]:not([data-old])')];
  const bare = (link) => new URL(link.href).pathname;

  const exchangePage = (next) => {
    document.title = next.title;
    const root = document.documentElement;
    for (const { name } of [...root.attributes]) if (!next.documentElement.hasAttribute(name)) root.removeAttribute(name);
    for (const { name, value } of next.documentElement.attributes) root.setAttribute(name, value);
    const [had, has] = [sheets(document), sheets(next)];
    for (const link of had) if (!has.some((other) => bare(other) === bare(link))) link.remove();
    for (const link of has) if (!had.some((other) => bare(other) === bare(link))) document.head.append(document.importNode(link));
    for (const node of [...document.body.childNodes]) if (node !== ui()) node.remove();
    for (const node of [...next.body.childNodes]) if (node.id !== 'crier') document.body.insertBefore(document.importNode(node, true), ui());
  };

  // The frame's parts, each only when its words are others: what is read aloud, or was closed, is not disturbed by every save.
  const words = (part) => {
    const copy = part.cloneNode(true);
    for (const details of copy.querySelectorAll('details')) details.open = false;
    return copy.innerHTML;
  };
  const exchangeFrame = (frame) => {
    for (const part of frame.querySelectorAll('[data-part]')) {
      const now = ui().querySelector(`[data-part="${part.dataset.part}"]`);
      if (words(now) === words(part)) continue;
      // Errors that are new are shown even to a reader who closed the panel.
      const opened = now.querySelector('details')?.open;
      now.replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
      if (opened) for (const details of now.querySelectorAll('details')) details.open = true;
    }
    for (const name of ['edition', 'page', 'styles']) ui().dataset[name] = frame.dataset[name];
  };

  const exchangeStyles = (mark) => {
    for (const link of sheets(document).filter((l) => !bare(l).startsWith('/_crier/'))) {
      const fresh = link.cloneNode();
      const address = new URL(link.href);
      address.searchParams.set('v', mark);
      fresh.href = address.href;
      link.dataset.old = '';
      for (const end of ['load', 'error']) fresh.addEventListener(end, () => link.remove());
      link.after(fresh);
    }
  };

  const take = async (state) => {
    if (state.edition === ui().dataset.edition) return;
    if (state.styles !== ui().dataset.styles) { ui().dataset.styles = state.styles; exchangeStyles(state.styles); }
    const answer = await fetch(location.pathname + location.search, { cache: 'no-store' });
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const frame = next.getElementById('crier');
    if (!frame) throw new Error('this is no page of the preview');
    // The record has another address now.
    if (answer.redirected) history.replaceState(history.state, '', answer.url + location.hash);
    const failed = 'failed' in frame.dataset;
    const other = !failed && frame.dataset.page !== ui().dataset.page;
    if (failed) frame.dataset.page = ui().dataset.page;
    keeping(() => {
      if (other) exchangePage(next);
      exchangeFrame(frame);
    });
  };

  // One update at a time; one that fails, because the preview is not there or too busy, is tried again.
  let busy = Promise.resolve();
  const update = (state, tries = TRIES) => {
    busy = busy.then(() => take(state)).catch(() => { if (tries > 0) setTimeout(update, AGAIN_MS, state, tries - 1); });
  };

  // One tab listens for all of them: browsers allow six connections to a host. When it closes, the next takes over.
  const channel = new BroadcastChannel('crier');
  channel.addEventListener('message', (event) => update(event.data));
  const listen = () => {
    const events = new EventSource(EVENTS);
    events.addEventListener('edition', (event) => {
      const state = JSON.parse(event.data);
      channel.postMessage(state);
      update(state);
    });
    // The browser comes back by itself while nobody answers, but not after an answer that is no stream.
    events.addEventListener('error', () => events.readyState === EventSource.CLOSED && setTimeout(listen, AGAIN_MS));
  };
  navigator.locks.request('crier', () => new Promise(listen));

  // A page asks for itself when it begins (an edition may have come while it was read), wakes, or was kept for the back button.
  const ask = () => fetch(STATE, { cache: 'no-store' }).then((answer) => answer.json()).then(update, () => {});
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && ask());
  window.addEventListener('pageshow', ask);
})();
