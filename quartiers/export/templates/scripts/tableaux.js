// Tables sort by the buttons of their headers: up, down, then as they were. Nothing is hidden but the rows of themes,
// which are then named in each row.
const MISSING = /^(|[—–-]|non (diffusé|renseigné|connu|comparé|disponible).*|sans objet.*)$/i;
const LAST = /^(total|ensemble|moyenne|médiane|qpv de france|qpv médian)/i; // rows that sum up the others stay under them
const NUMBER = /^[^\p{L}\p{N}+−-]*(?:environ |moins de |plus de |près de |≈ ?|[<>≤≥] ?)*([+−-]?(?:\d{1,3}(?:\s\d{3})+|\d+)(?:,\d+)?)(?:er|re|e)?\s*([%€‰\p{L}]*)/iu;
const DATE = /^(\d{1,2})(?:er)?(?:\s(\p{L}+)\s|\/(\d{1,2})\/)(\d{4})/u;
const MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" ");
const NATURES = ["fragile", "alerte", "neutre", "favorable"];
const french = new Intl.Collator("fr", { numeric: true });

for (const table of $$("main table")) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.matches(".groupe"));
  if (table.tHead && rows.length > 2) makeSortable(table, rows);
}

function makeSortable(table, rows) {
  const [first, second] = table.tHead.rows; // of a matrix, groups of columns are over them, beside the corner
  const heads = second ? [first.cells[0], ...second.cells] : [...first.cells];
  const before = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }));
  const themes = new Map();
  for (const body of before) {
    let theme = "";
    for (const row of body.rows) row.matches(".groupe") ? (theme = row.textContent.trim()) : themes.set(row, theme);
  }

  function restore() {
    for (const { body, rows } of before) { body.replaceChildren(...rows); table.append(body); }
    for (const named of $$(".theme", table)) named.remove();
  }

  function sort(column, direction) {
    restore();
    if (!direction) return;
    const { body } = before[0];
    body.replaceChildren(...order(rows, column, direction));
    for (const other of before.slice(1)) other.body.remove();
    for (const [row, theme] of themes) if (theme) {
      const named = document.createElement("span");
      named.className = "discret theme";
      named.textContent = theme;
      row.cells[0].append(named);
    }
  }

  heads.forEach((head, column) => makeTurner(head, () => {
    const turn = { ascending: -1, descending: 0 }[head.getAttribute("aria-sort")] ?? 1;
    for (const other of heads) other.removeAttribute("aria-sort");
    if (turn) head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
    sort(column, turn);
  }));
}

// The words of a header become a button, or get one beside them where they hold a link. It is no <button>: Chromium
// leaves those out of the headers that it repeats on each printed page.
function makeTurner(head, act) {
  const turner = document.createElement("span");
  turner.className = "tri";
  turner.tabIndex = 0;
  turner.setAttribute("role", "button");
  if ($("a", head)) turner.setAttribute("aria-label", `Trier\u202f: ${head.textContent.trim()}`);
  else turner.append(...head.childNodes);
  head.append(turner);
  turner.addEventListener("click", act);
  turner.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

// The rows in the order of a column: first what is known, in that direction, then what is not, as it was.
function order(rows, column, direction) {
  const read = rows.map((row, rank) => ({ row, rank, ...readCell(row.cells[column]) }));
  const under = rows.findIndex((row) => row.matches(".debut"));
  const end = read.filter((r) => LAST.test(r.row.cells[0].textContent.trim()) || (under > 0 && r.rank >= under));
  const said = read.some((r) => r.main); // else the whole column is in small print
  const isKnown = (r) => !end.includes(r) && !MISSING.test(said ? r.main : r.whole);
  const known = read.filter(isKnown), unknown = read.filter((r) => !end.includes(r) && !isKnown(r));
  const by = (name) => known.every((r) => r[name] !== undefined);
  const units = [...new Set(known.map((r) => r.unit))]; // what is counted otherwise is not compared
  const byUnit = (a, b) => units.indexOf(a.unit) - units.indexOf(b.unit);
  const numbers = (a, b) => (a.number ?? 0) - (b.number ?? 0);
  const compare = by("nature")
    ? (a, b) => direction * (a.nature - b.nature || byUnit(a, b) || numbers(a, b))
    : by("date")
      ? (a, b) => direction * (a.date - b.date)
      : by("number")
        ? (a, b) => byUnit(a, b) || direction * numbers(a, b)
        : (a, b) => direction * french.compare(a.main || a.whole, b.main || b.whole);
  known.sort((a, b) => compare(a, b) || a.rank - b.rank);
  return [...known, ...unknown, ...end].map((r) => r.row);
}

// What a cell says but for its notes and small print: its reading if it opens with one, a number and its unit, a date.
function readCell(cell) {
  const copy = cell.cloneNode(true);
  for (const aside of $$(".renvoi, .theme, .cache", copy)) aside.remove();
  const whole = copy.textContent.trim();
  for (const aside of $$(".discret", copy)) aside.remove();
  const read = { whole, main: copy.textContent.trim() };
  const signal = $(".signal", copy);
  if (signal && read.main.startsWith(signal.textContent.trim())) {
    read.nature = NATURES.findIndex((name) => signal.classList.contains(name));
    signal.remove();
  }
  const number = NUMBER.exec(copy.textContent.trim()), date = DATE.exec(read.main);
  if (number) {
    read.number = Number(number[1].replace(/\s/g, "").replace("−", "-").replace(",", "."));
    read.unit = number[2].toLowerCase().replace(/s$/, "");
  }
  if (date) {
    const month = date[3] ? Number(date[3]) : MONTHS.indexOf(date[2].toLowerCase()) + 1;
    if (month > 0) read.date = Number(date[4]) * 10000 + month * 100 + Number(date[1]);
  }
  return read;
}
