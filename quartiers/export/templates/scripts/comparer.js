// Two or three columns of the table, those that the address names (#a,b). The whole table is in the page or, of very
// many quartiers, its first column is, and the others are data: a cell is made when it is first shown.
const MOST = 3, LAST = 6, ABSENT = "non renseigné";
const form = $("#choix"), frame = $(".comparees"), table = $("table", frame), said = $("#objet");
const selects = $$("select", form), title = document.title, links = $(".rapports");
const views = $("#vues"), details = $("#details"), differing = $("#differents");
const quartiers = [...selects[0].options].filter((o) => o.value).map((o) => ({ id: o.value, name: o.textContent }));
const columns = $$("col", table);
const given = $("#donnees"), data = given && JSON.parse(given.textContent);
const rows = $$("tr", table).map((row) => ({ row, theme: row.matches(".groupe"), body: row.parentNode, cells: [...row.cells] }));
if (data) rows.filter((r) => !r.theme && r.body !== table.tHead).forEach((r, rank) => { r.rank = rank; });

const place = (id) => quartiers.findIndex((q) => q.id === id);

// What the address asks for: places of columns, and what names none of them.
function asked() {
  const names = location.hash.slice(1).split(",").filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { known: [...new Set(names.map(place).filter((n) => n >= 0))].slice(0, MOST), lost: names.filter((name) => place(name) < 0) };
}

function columnOf(n) {
  return columns[n + 1] ??= document.createElement("col");
}

// The texts of the data are the HTML of the report's own cells, escaped where it was made.
function cellOf({ cells, rank }, n) {
  if (cells[n + 1]) return cells[n + 1];
  const head = rank === undefined, cell = document.createElement(head ? "th" : "td");
  if (head) { cell.scope = "col"; cell.textContent = quartiers[n].name; }
  else cell.innerHTML = data.colonnes[n][rank].map((line) => data.lignes[line]).join("<br>");
  return cells[n + 1] = cell;
}

function show({ known, lost }) {
  selects.forEach((select, n) => { select.value = known[n] === undefined ? "" : quartiers[known[n]].id; });
  frame.hidden = !known.length;
  frame.classList.add("choisies");
  frame.style.setProperty("--colonnes", known.length);
  columns[0].parentNode.replaceChildren(columns[0], ...known.map(columnOf));
  for (const column of columns) if (column) column.style.width = "";
  for (const one of rows) {
    if (one.theme) one.cells[0].colSpan = known.length + 1;
    else one.row.replaceChildren(one.cells[0], ...known.map((n) => cellOf(one, n)));
  }
  for (const one of rows) compareRow(one, known);
  const differ = rows.filter((one) => one.differs).length;
  differing.textContent = differ > 1 ? `Seulement les ${differ} lignes dont les lectures diffèrent` : "Seulement la ligne dont les lectures diffèrent";
  differing.hidden = !differ;
  if (!differ) differing.setAttribute("aria-pressed", "false");
  views.hidden = !known.length;
  hideEmpty();
  for (const link of $$("li", links)) link.hidden = !known.some((n) => quartiers[n].id === link.dataset.quartier);
  links.append(...known.flatMap((n) => $$("li", links).filter((link) => link.dataset.quartier === quartiers[n].id)));
  const names = known.map((n) => quartiers[n].name);
  const told = names.length > 1
    ? `${names.slice(0, -1).join(", ")} et ${names.at(-1)}`
    : names.length ? `${names[0]}\u202f: choisir un deuxième quartier.` : "Choisir deux ou trois quartiers ci-dessus.";
  const strange = lost.length ? ` Inconnu dans ce contrat\u202f: ${lost.map((name) => `«\u202f${name}\u202f»`).join(", ")}.` : "";
  said.textContent = told + strange;
  document.title = names.length > 1 ? `${title}\u202f: ${names.join(", ")}` : title;
}

// Whether the readings of a row differ, and its bars: of values of one unit, date and perimeter, from zero.
function compareRow(one, known) {
  if (one.theme || one.body === table.tHead) return;
  const cells = known.map((n) => one.cells[n + 1]);
  for (const old of $$(".barre, .differe", one.row)) old.remove();
  const readings = cells.map((cell) => $$(".signal:not(.alerte)", cell).find((signal) => !signal.closest(".detail"))?.textContent);
  one.differs = new Set(readings.filter(Boolean)).size > 1;
  if (one.differs) one.cells[0].append(makeSpan("differe discret", "lectures différentes"));
  const values = cells.map(valueOf);
  const told = values.filter(Boolean), most = Math.max(...told.map((value) => value.number));
  if (told.length < 2 || new Set(told.map((value) => value.kind)).size > 1 || !(most > 0)) return;
  values.forEach((value, n) => {
    if (!value) return;
    const bar = makeSpan("barre", "");
    bar.setAttribute("aria-hidden", "true");
    bar.style.setProperty("--part", value.number / most);
    cells[n].prepend(bar);
  });
}

// The value that a cell begins with: its number, and what another must share to be set against it.
function valueOf(cell) {
  const value = cell.firstElementChild?.matches("strong") && /^(\d[\d\s]*(?:,\d+)?)\s*(\D*)$/u.exec(cell.firstElementChild.textContent);
  if (!value) return null;
  const about = cell.firstElementChild.nextElementSibling, date = about?.nextElementSibling;
  const said = [about, date].filter((node) => node?.matches(".discret")).map((node) => node.textContent).join("");
  return { number: Number(value[1].replace(/\s/g, "").replace(",", ".")), kind: `${value[2].trim()} ${said.replace(", QPV entier", "")}` };
}

function makeSpan(css, text) {
  return Object.assign(document.createElement("span"), { className: css, textContent: text });
}

// A row that none of them has says nothing, nor does its note, nor a theme without rows.
function hideEmpty() {
  const only = differing.getAttribute("aria-pressed") === "true";
  for (const { row, theme, body, differs } of rows) {
    if (theme || body === table.tHead) continue;
    row.hidden = (only && !differs) || [...row.cells].slice(1).every((cell) => [ABSENT, "—"].includes(cell.textContent.trim()));
    for (const call of $$(".renvoi a", row)) $(call.getAttribute("href")).hidden = row.hidden;
  }
  for (const { row, theme, body } of rows) if (theme) row.hidden = [...body.rows].every((r) => r === row || r.hidden);
  for (const notes of $$("ol.notes")) {
    const heading = notes.previousElementSibling;
    const shown = [...notes.children].filter((note) => !note.hidden);
    if (heading?.matches("h2, h3, h4")) heading.hidden = !shown.length;
    for (const note of notes.children) note.classList.toggle("fin", shown.indexOf(note) >= Math.max(1, shown.length - LAST));
  }
}

form.addEventListener("change", () => {
  const chosen = [...new Set(selects.map((select) => select.value).filter(Boolean))];
  replaceHash("#" + chosen.map(encodeURIComponent).join(","));
  show({ known: chosen.map(place), lost: [] });
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const [button, act] of [[details, foldDetails], [differing, hideEmpty]]) button.addEventListener("click", () => {
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  act();
});
function foldDetails() {
  frame.classList.toggle("repliees", details.getAttribute("aria-pressed") !== "true");
}
foldDetails();
addEventListener("hashchange", () => show(asked()));
form.hidden = false;
show(asked());
