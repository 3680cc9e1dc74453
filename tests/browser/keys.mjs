// A page by the keyboard alone. Each of these gives back what is wrong, as words.

/** Runs in the page: the elements that Tab should reach, and a record of where focus goes and whether it is seen. */
function prepare() {
  const look = (e) => {
    const s = getComputedStyle(e);
    return [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineColor, s.boxShadow, s.backgroundColor, s.borderTopColor, s.borderTopWidth].join();
  };
  const wanted = 'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [contenteditable], [tabindex]';
  // What is folded away is looked at too.
  document.querySelectorAll('details').forEach((e) => { e.open = true; });
  const stops = [...document.querySelectorAll(wanted)].filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }));
  const before = stops.map(look);
  const walk = { stops, seen: [], plain: [], covered: [] };
  globalThis.walk = walk;
  addEventListener('focusin', ({ target }) => {
    const at = stops.indexOf(target);
    walk.seen.push(at < 0 ? target.tagName : at);
    if (at >= 0 && look(target) === before[at]) walk.plain.push(at);
  });
  // By then the browser has brought it into view.
  addEventListener('keyup', () => {
    const e = document.activeElement;
    const shown = [...e.getClientRects()].some((r) => {
      const [x, y] = [Math.max(r.left, 0) + 1, Math.max(r.top, 0) + 1];
      const top = document.elementFromPoint(x, Math.min(y, innerHeight - 1));
      return r.bottom > 0 && r.top < innerHeight && top && (e.contains(top) || top.contains(e));
    });
    if (e !== document.body && !shown) walk.covered.push(stops.indexOf(e));
  });
  return stops.length;
}

/** Runs in the page: what the walk came to. */
function told() {
  const { stops, seen, plain, covered } = globalThis.walk;
  const name = (at) => (typeof at === 'number' ? `${stops[at]?.outerHTML.slice(0, 90)}` : at);
  const found = [];
  const astray = seen.findIndex((at, nth) => at !== nth);
  if (astray >= 0 && astray < stops.length) found.push(`stop ${astray + 1} of Tab is not ${name(astray)} but ${name(seen[astray])}`);
  else if (seen.length < stops.length) found.push(`Tab ends at stop ${seen.length} of ${stops.length}, before ${name(seen.length)}`);
  plain.slice(0, 3).forEach((at) => found.push(`nothing shows the focus on ${name(at)}`));
  covered.slice(0, 3).forEach((at) => found.push(`out of sight with the focus: ${name(at)}`));
  return found;
}

/** Tab from the top to the end: every element that does something once, in the order of the text, seen each time, and nothing holds it. */
export async function tabs(page) {
  const stops = await page.evaluate(prepare);
  const keys = await page.context().newCDPSession(page);
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
  const presses = Array.from({ length: stops }, () => [{ type: 'rawKeyDown', ...key }, { type: 'keyUp', ...key }]).flat();
  await Promise.all(presses.map((press) => keys.send('Input.dispatchKeyEvent', press)));
  await keys.detach();
  return { stops, found: await page.evaluate(told) };
}

/** What is folded closes and opens by Enter and by the space bar. */
export async function folds(page) {
  const found = [];
  for (const fold of (await page.locator('details').all()).slice(0, 2)) {
    const words = (await fold.locator('summary').textContent()).trim();
    await fold.locator('summary').focus();
    for (const press of ['Enter', 'Space']) {
      const before = await fold.evaluate((e) => e.open);
      await page.keyboard.press(press);
      if (await fold.evaluate((e) => e.open) === before) found.push(`“${words}” does not open or close by ${press}`);
    }
  }
  return found;
}

/** The first stop of a page leads past what all pages have. */
export async function skips(page) {
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => {
    const e = document.activeElement;
    const box = e.getBoundingClientRect();
    return { leads: e.matches('a[href="#main"]'), seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0 };
  });
  if (!first.leads) return ['the first stop does not lead to what the page is about'];
  const found = first.seen ? [] : ['the first stop is not seen when it has the focus'];
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const past = await page.evaluate(() => {
    const main = document.querySelector('main');
    const e = document.activeElement;
    return e === document.body || main.contains(e) || Boolean(main.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  return past ? found : [...found, 'the first stop does not lead past what all pages have'];
}

/** From any page: words into the search box, the page of results, down to the record and back, by keys. */
export async function searches(page, base, { title, address }) {
  const found = [];
  const until = async (what, test, argument) => {
    try {
      await page.waitForFunction(test, argument, { timeout: 10000 });
      return true;
    } catch {
      found.push(`search by keys: never came: ${what}`);
      return false;
    }
  };
  const to = async (what, test) => {
    for (let presses = 0; presses < 400; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(`(${test})(document.activeElement)`)) return true;
    }
    found.push(`search by keys: Tab never reaches ${what}`);
    return false;
  };
  await page.goto(`${base}/`);
  if (!await to('the search box', '(e) => e.matches("input[type=search]")')) return found;
  await page.keyboard.type(title);
  await page.keyboard.press('Enter');
  if (!await until('the results', () => /found/.test(document.getElementById('status')?.textContent))) return found;
  if (await page.evaluate(() => document.getElementById('q').value) !== title) found.push('search by keys: the box of the results forgets the words');
  if (!await page.evaluate(() => document.querySelector('#found mark') !== null)) found.push('search by keys: no result has its words marked');
  if (!await page.evaluate(() => [document.body, document.getElementById('q')].includes(document.activeElement))) found.push('search by keys: the results take the focus');
  if (!await to('the record', `(e) => e.closest('#found') && e.pathname.endsWith(${JSON.stringify(address)})`)) return found;
  await page.keyboard.press('Enter');
  await until('the record', (end) => location.pathname.endsWith(end), address);
  await page.goBack();
  if (await until('the results again', () => document.querySelectorAll('#found > li').length > 0)) {
    await to('the search box of the results', '(e) => e.id === "q"');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('zzqqxx');
    await page.keyboard.press('Enter');
    await until('that nothing is found', () => /No record found/.test(document.getElementById('status').textContent));
  }
  return found;
}
