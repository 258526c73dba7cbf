// Narrows the list and the map down to what answers the words and the filters. Everything is read from the page.
const form = $("#filtres"), result = $("#resultat");

// Words that say nothing by themselves are not searched: « santé des jeunes » is « santé jeunes ».
const EMPTY = new Set("a au aux c ce d dans de des du en et l la le les n ou par pour qu s sur un une".split(" "));
const fold = (text) => " " + bare(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
// A word is found where a word begins with it; a final s or x (a plural) is not asked for.
const wordsOf = (text) =>
  fold(text).split(" ").filter((w) => w && !EMPTY.has(w)).map((w) => (w.length > 3 ? w.replace(/[sx]$/, "") : w));
const has = (text, word) => text.includes(" " + word);
const textOf = (node) => fold(node.textContent);

const entries = $$(".entree").map((node) => ({
  node,
  text: textOf($(".nom", node)),
  facets: JSON.parse(node.dataset.facettes),
  details: $("details", node),
  mark: $$(".marque").find((a) => a.getAttribute("href") === "#" + node.id),
  groups: $$(".groupe", node).map((group) => ({
    node: group,
    main: "principal" in group.dataset,
    noun: group.dataset,
    items: $$(":scope > ul > li", group).map((item) => ({
      node: item,
      facets: JSON.parse(item.dataset.facettes),
      own: textOf($(".titre", item)),
      text: textOf(item),
      forms: $$(".formes > li", item).map((form) => ({ node: form, text: textOf(form) })),
    })),
  })),
}));

const count = (n, noun) => `${n} ${n < 2 ? noun.singulier : noun.pluriel}`;

// The forms that say what the title does not; all of them where nothing is searched.
function showForms(item, words, context) {
  const left = words.filter((w) => !has(item.own, w) && !has(context, w));
  const wanted = left.length ? left : words;
  let found = item.forms.filter((f) => wanted.every((w) => has(f.text, w)));
  if (left.length && !found.length) found = item.forms.filter((f) => left.some((w) => has(f.text, w)));
  for (const form of item.forms) form.node.hidden = words.length > 0 && !found.includes(form);
  const list = $(".formes", item.node);
  if (list) list.hidden = words.length > 0 && !found.length;
}

// Whether an entry answers; hides what of it does not, and adds what does to the totals (by singular noun).
function filterEntry(entry, words, filters, totals) {
  const own = filters.filter(([key]) => key in entry.facets);
  const inner = filters.filter(([key]) => !(key in entry.facets));
  const here = own.every(([key, value]) => entry.facets[key].includes(value));
  const named = words.every((w) => has(entry.text, w));
  const narrowed = inner.length > 0 || !named;
  let answers = here && named && !inner.length;
  const said = [];
  for (const group of entry.groups) {
    const asked = narrowed && !group.main ? words.length > 0 : true;
    const found = group.items.filter((item) =>
      here && asked && inner.every(([key, value]) => (item.facets[key] ?? []).includes(value)) &&
      words.every((w) => has(item.text, w) || has(entry.text, w)) &&
      (group.main || !narrowed || words.some((w) => has(item.text, w))));
    for (const item of group.items) {
      item.node.hidden = !found.includes(item);
      showForms(item, named ? [] : words, entry.text);
    }
    group.node.hidden = !found.length;
    if (found.length && (group.main || !inner.length)) answers = true;
    group.found = found.length;
    if (group.main || (found.length && narrowed)) said.push(`${count(found.length, group.noun)} sur ${group.items.length}`);
  }
  if (answers) for (const g of entry.groups) if (g.main || narrowed)
    totals.set(g.noun.singulier, { noun: g.noun, n: (totals.get(g.noun.singulier)?.n ?? 0) + g.found, main: g.main });
  if (entry.details) {
    if (narrowed) entry.details.open = true;
    else if (entry.opened) entry.details.open = false;
    entry.opened = narrowed;
    $(".compte", entry.details).textContent = narrowed ? `\u202f: ${said.join(", ")}` : "";
  }
  return answers;
}

// Where the words were found, underlined; the page itself is not touched.
function underline(words) {
  if (!CSS.highlights) return;
  const found = new Highlight();
  for (const node of words.length ? $$(".entree:not([hidden]) :is(.nom, .groupe li:not([hidden]))") : []) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
      if (!words.some((w) => has(fold(word[0]), w))) continue;
      const range = new Range();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      found.add(range);
    }
  }
  CSS.highlights.set("trouve", found);
}

function apply() {
  const state = stateOf(form);
  const words = wordsOf(state.get("q") ?? "");
  const filters = [...state].filter(([key]) => key !== "q");
  const totals = new Map();
  let shown = 0;
  for (const entry of entries) {
    const answers = filterEntry(entry, words, filters, totals);
    entry.node.hidden = !answers;
    if (answers) shown += 1;
    if (!entry.mark) continue;
    entry.mark.classList.toggle("exclu", !answers);
    if (answers) entry.mark.setAttribute("href", "#" + entry.node.id);
    else entry.mark.removeAttribute("href");
  }
  const counts = [...totals.values()].filter((t) => t.main || t.n).map((t) => count(t.n, t.noun));
  const text = shown ? [count(shown, result.dataset), ...counts].join(", ") : `Aucun ${result.dataset.singulier}`;
  if (result.textContent !== text) result.textContent = text;
  $("#vide").hidden = shown > 0;
  underline(words);
  const legend = $("#legende-exclus");
  if (legend) legend.hidden = shown === entries.length;
  return state;
}

for (const { mark, node } of entries) mark?.addEventListener("click", (event) => {
  event.preventDefault();
  if (!node.hidden) node.focus();
});
followAddress(form, apply);
