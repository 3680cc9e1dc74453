// A page made large: 400 % of 1,280 pixels are 320 by 256, and text with more room between lines, words and letters (WCAG 1.4.10 and 1.4.12).

export const LARGE = { width: 320, height: 256 };
export const WIDE = { width: 1280, height: 900 };

/** The values of WCAG 1.4.12. */
export const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';

/** Runs in the page: text that is cut off, that runs over other text, or that makes the page wider than the screen. */
function crowded() {
  const found = [];
  const name = (e) => `${e.tagName.toLowerCase()} “${e.textContent.trim().slice(0, 40)}”`;
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) found.push(`the page is ${over} px wider than the screen`);
  // For screen readers alone.
  const unseen = (e) => e.closest('.hidden, .quiet, .skip') || !e.checkVisibility({ visibilityProperty: true });
  const texts = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    const e = text.parentElement;
    if (!text.data.trim() || unseen(e) || e.closest('select, noscript, script')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) if (box.width > 1) texts.push({ e, box });
  }
  const looked = new Set();
  for (const { e, box } of texts) {
    for (let holder = e; holder && holder !== document.body; holder = holder.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(holder);
      if (overflowX === 'visible' && overflowY === 'visible') continue;
      // An element that is moved sideways or down by keys shows all it holds.
      const moves = /auto|scroll/.test(overflowX + overflowY);
      if (moves && !looked.has(holder)) {
        looked.add(holder);
        const wide = holder.scrollWidth > holder.clientWidth + 1 || holder.scrollHeight > holder.clientHeight + 1;
        if (wide && holder.tabIndex < 0 && !holder.querySelector('a[href], button, summary')) found.push(`no key moves ${name(holder)}`);
      }
      if (moves) break;
      const within = holder.getBoundingClientRect();
      if (box.right > within.right + 1 || box.left < within.left - 1 || box.bottom > within.bottom + 2 || box.top < within.top - 2) found.push(`cut off: ${name(e)}`);
    }
    if (box.right > document.documentElement.clientWidth + 1 && !e.closest('[tabindex="0"]')) found.push(`beyond the edge: ${name(e)}`);
  }
  // A sweep from the top: only boxes on one height can run over each other.
  texts.sort((a, b) => a.box.top - b.box.top);
  let open = [];
  for (const one of texts) {
    open = open.filter(({ box }) => box.bottom > one.box.top + 3);
    for (const other of open) {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - one.box.top;
      // Letters of one line reach into the next by a little, whoever sets them.
      const nested = one.e.closest('[tabindex="0"]') !== other.e.closest('[tabindex="0"]');
      if (across > 2 && down > one.box.height / 3 && !nested) found.push(`${name(one.e)} stands on ${name(other.e)}`);
    }
    open.push(one);
  }
  return [...new Set(found)].slice(0, 4);
}

/** At 400 %, then with spaced text there and on a wide screen. */
export async function crowds(page) {
  const found = [];
  const look = async (how) => found.push(...(await page.evaluate(crowded)).map((fault) => `${how}: ${fault}`));
  await page.setViewportSize(LARGE);
  await page.evaluate(() => document.querySelectorAll('details').forEach((e) => { e.open = true; }));
  await look('at 400 %');
  await page.addStyleTag({ content: SPACED });
  await look('at 400 % with spaced text');
  await page.setViewportSize(WIDE);
  await look('with spaced text');
  return found;
}
