// A page as a screen reader has it: Chromium's accessibility tree, what it says in one line after another, and what one can act on.
// The words follow NVDA's: what a thing is comes before its name, states come after. Text alone is said as it is, dates too.

const LANDMARKS = { banner: 'banner', navigation: 'navigation', main: 'main', complementary: 'complementary', contentinfo: 'content information', search: 'search', region: 'region', form: 'form' };
const NAMED = { link: 'link', button: 'button', searchbox: 'search edit', textbox: 'edit', combobox: 'combo box', DisclosureTriangle: 'button', image: 'image', img: 'image' };
/** Roles of which the name is all that is said: their content is the same words. */
const WHOLE = new Set(['button', 'searchbox', 'textbox', 'combobox', 'DisclosureTriangle', 'image', 'img']);

const squeezed = (text) => text.replace(/[\s\u200b]+/g, ' ').trim().replace(/ ([,.:;?!)])/g, '$1');

/** A page's tree: nodes by id, each with its role, name, children and, where asked for, how it is laid out and whether it is where one is. */
export async function tree(session, { layout = false } = {}) {
  const [{ nodes }, looks] = await Promise.all([session.send('Accessibility.getFullAXTree'), layout ? looksOf(session) : new Map()]);
  const all = new Map(nodes.filter((n) => n.role?.value !== 'InlineTextBox').map((n) => [n.nodeId, {
    children: n.childIds ?? [], dom: n.backendDOMNodeId, ignored: n.ignored, role: n.role?.value ?? '', name: squeezed(n.name?.value ?? ''), text: n.name?.value ?? '', value: n.value?.value,
    display: '', current: '', ...looks.get(n.backendDOMNodeId), state: Object.fromEntries((n.properties ?? []).map((p) => [p.name, p.value.value])),
  }]));
  return { all, root: all.get(nodes[0].nodeId) };
}

/** What the tree leaves out of each element, by its number: how it is laid out, for two words in a row are one word to a listener unless their boxes
 * stand apart; and its `aria-current`. */
async function looksOf(session) {
  const { documents, strings } = await session.send('DOMSnapshot.captureSnapshot', { computedStyles: ['display'] });
  const { nodes, layout } = documents[0];
  const looks = new Map(layout.nodeIndex.map((at, i) => [nodes.backendNodeId[at], { display: strings[layout.styles[i][0]] ?? '' }]));
  nodes.attributes.forEach((pairs, at) => {
    const i = pairs.findIndex((name, k) => k % 2 === 0 && strings[name] === 'aria-current');
    if (i >= 0) looks.set(nodes.backendNodeId[at], { ...looks.get(nodes.backendNodeId[at]), current: strings[pairs[i + 1]] === 'page' ? 'current page' : 'current' });
  });
  return looks;
}

/** The first node with this role and name, below a landmark if one is asked for. A name that ends with … is a beginning. */
export function lookup({ all, root }, { role, name, within }) {
  const fits = name.endsWith('…') ? (n) => n.name.startsWith(name.slice(0, -1)) : (n) => n.name === name;
  const search = (node, inside) => {
    const here = inside || node.role === within;
    if (here && !node.ignored && node.role === role && fits(node)) return node;
    for (const id of node.children) {
      const found = all.has(id) && search(all.get(id), here);
      if (found) return found;
    }
    return undefined;
  };
  return search(root, !within);
}

/** What is said, line by line. */
export function spoken({ all, root }) {
  const lines = [];
  let line = '';
  const end = () => {
    if (squeezed(line)) lines.push(squeezed(line));
    line = '';
  };
  const say = (words) => { line += words; };
  const inside = (node) => node.children.forEach((id) => all.has(id) && speak(all.get(id)));

  function table(node) {
    const below = (n, roles) => n.children.map((id) => all.get(id)).filter(Boolean).flatMap((c) => (roles.has(c.role) ? [c] : below(c, roles)));
    const rows = below(node, new Set(['row']));
    const cells = rows.map((row) => below(row, new Set(['cell', 'gridcell', 'columnheader', 'rowheader'])));
    const heads = cells[0]?.every((c) => c.role === 'columnheader') ? cells[0].map(words) : [];
    lines.push(`table with ${rows.length} rows and ${Math.max(0, ...cells.map((c) => c.length))} columns${node.name ? `, ${node.name}` : ''}`);
    cells.forEach((row, i) => lines.push(`row ${i + 1}: ${row.map((c, k) => [i && heads.length && c.role !== 'rowheader' ? heads[k] : '', words(c) || 'blank'].filter(Boolean).join(', ')).join('; ')}`));
  }
  /** What is said of one part alone. */
  const words = (node) => spoken({ all, root: { ...node, role: 'generic', display: 'block', ignored: false } }).join(' ');

  function named(node) {
    const { state } = node;
    const more = [state.expanded === true && 'expanded', state.expanded === false && 'collapsed', node.role === 'combobox' && node.value, state.disabled && 'unavailable'].filter(Boolean);
    say(` ${[NAMED[node.role], node.current, node.name || 'no name', ...more].filter(Boolean).join(', ')} `);
  }

  function speak(node) {
    const { role } = node;
    if (role === 'StaticText' || role === 'LineBreak' || role === 'ListMarker') return void say(role === 'StaticText' ? node.text : ' ');
    const apart = /block|list-item|grid|flex|table/.test(node.display) && !node.display.startsWith('inline');
    if (apart) end();
    else if (node.display.startsWith('inline-')) say(' ');
    if (node.ignored) inside(node);
    else if (LANDMARKS[role] && (node.name || !['region', 'form'].includes(role))) {
      end();
      lines.push(`${[node.name, LANDMARKS[role]].filter(Boolean).join(', ')} landmark`);
      inside(node);
      end();
    } else if (role === 'table') {
      end();
      table(node);
    } else if (role === 'heading') {
      end();
      say(`heading level ${node.state.level}, `);
      inside(node);
      end();
    } else if (role === 'list' || role === 'DescriptionList') {
      end();
      const items = node.children.map((id) => all.get(id)).filter((c) => c && c.role === 'listitem');
      if (items.length) lines.push(`list with ${items.length} item${items.length === 1 ? '' : 's'}`);
      inside(node);
    } else if (role === 'figure') {
      end();
      lines.push(`figure${node.name ? `, ${node.name}` : ''}`);
      inside(node);
    } else if (role === 'blockquote') {
      end();
      lines.push('block quote');
      inside(node);
    } else if (NAMED[role]) {
      named(node);
      if (!WHOLE.has(role) && !node.name) inside(node);
    } else {
      if (role === 'mark') say(' highlighted ');
      inside(node);
    }
    if (apart) end();
    else if (node.display.startsWith('inline-')) say(' ');
  }

  if (root.role === 'RootWebArea') lines.push(`page, ${root.name}`);
  inside(root);
  end();
  return lines;
}
