// Two or three columns of the table, those that the address names (#a,b); the whole table is in the page.
const MOST = 3, ABSENT = "non renseigné";
const form = $("#choix"), frame = $(".comparees"), table = $("table", frame), said = $("#objet");
const selects = $$("select", form), title = document.title;
const quartiers = [...selects[0].options].filter((o) => o.value).map((o) => ({ id: o.value, name: o.textContent }));
const columns = $$("col", table);
const rows = $$("tr", table).map((row) => ({ row, theme: row.matches(".groupe"), body: row.parentNode, cells: [...row.cells] }));

const place = (id) => quartiers.findIndex((q) => q.id === id);

// What the address asks for: places of columns, and what names none of them.
function asked() {
  const names = location.hash.slice(1).split(",").filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { known: [...new Set(names.map(place).filter((n) => n >= 0))].slice(0, MOST), lost: names.filter((name) => place(name) < 0) };
}

function show({ known, lost }) {
  selects.forEach((select, n) => { select.value = known[n] === undefined ? "" : quartiers[known[n]].id; });
  frame.hidden = !known.length;
  frame.classList.add("choisies");
  frame.style.setProperty("--colonnes", known.length);
  columns[0].parentNode.replaceChildren(columns[0], ...known.map((n) => columns[n + 1]));
  for (const column of columns) column.style.width = "";
  for (const { row, theme, cells } of rows) {
    if (theme) cells[0].colSpan = known.length + 1;
    else row.replaceChildren(cells[0], ...known.map((n) => cells[n + 1]));
  }
  hideEmpty();
  for (const link of $$(".rapports > li")) link.hidden = !known.some((n) => quartiers[n].id === link.dataset.quartier);
  const names = known.map((n) => quartiers[n].name);
  const told = names.length > 1
    ? `${names.slice(0, -1).join(", ")} et ${names.at(-1)}`
    : names.length ? `${names[0]}\u202f: choisir un deuxième quartier.` : "Choisir deux ou trois quartiers ci-dessus.";
  const strange = lost.length ? ` Inconnu dans ce contrat\u202f: ${lost.map((name) => `«\u202f${name}\u202f»`).join(", ")}.` : "";
  said.textContent = told + strange;
  document.title = names.length > 1 ? `${title}\u202f: ${names.join(", ")}` : title;
}

// A row that none of them has says nothing, nor does its note, nor a theme without rows.
function hideEmpty() {
  for (const { row, theme, body } of rows) {
    if (theme || body === table.tHead) continue;
    row.hidden = [...row.cells].slice(1).every((cell) => [ABSENT, "—"].includes(cell.textContent.trim()));
    for (const call of $$(".renvoi a", row)) $(call.getAttribute("href")).hidden = row.hidden;
  }
  for (const { row, theme, body } of rows) if (theme) row.hidden = [...body.rows].every((r) => r === row || r.hidden);
}

form.addEventListener("change", () => {
  const chosen = [...new Set(selects.map((select) => select.value).filter(Boolean))];
  replaceHash("#" + chosen.map(encodeURIComponent).join(","));
  show({ known: chosen.map(place), lost: [] });
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", () => show(asked()));
form.hidden = false;
show(asked());
