// Charts: the value of a mark under the pointer or by the arrows, their data to copy, their image to keep.
const NEAR = 14; // units of the drawing: how far from a mark the pointer still speaks of it
const HINT = "Flèches\u202f: passer d’une valeur à l’autre. Échap\u202f: fermer.";
const SVG = "http://www.w3.org/2000/svg";
const SCALE = 3; // pixels of an image for a unit of its drawing

for (const figure of $$("figure.graphique")) {
  readMarks(figure);
  offerTools(figure);
}

// -- values -----------------------------------------------------------------------------------------------

function readMarks(figure) {
  const svg = $(".defilant > svg", figure), frame = svg.parentNode, layer = $(".reperes", svg);
  if (!layer) return;
  const rows = $$("g", layer).map((group) => $$("circle", group).map((circle, n) => ({
    row: group.dataset.ligne, text: circle.textContent, main: n === 0,
    x: circle.cx.baseVal.value, y: circle.cy.baseVal.value,
  })).sort((a, b) => a.x - b.x));
  const marks = rows.flat();
  layer.remove(); // what it says is said otherwise
  const bubble = document.createElement("p");
  bubble.className = "bulle";
  bubble.setAttribute("role", "status");
  bubble.hidden = true;
  figure.append(bubble);
  const ring = document.createElementNS(SVG, "circle");
  ring.setAttribute("class", "anneau");
  ring.setAttribute("r", "7");
  let current = null;

  const hide = () => { bubble.hidden = true; ring.remove(); current = null; };
  const at = (mark) => new DOMPoint(mark.x, mark.y).matrixTransform(svg.getScreenCTM());
  const together = (mark) =>
    marks.filter((m) => Math.hypot(m.x - mark.x, m.y - mark.y) < 1.5).sort((a, b) => b.main - a.main);

  function place(point) {
    const box = figure.getBoundingClientRect(), half = bubble.offsetWidth / 2;
    const x = Math.min(Math.max(point.x - box.x, half), box.width - half);
    const above = point.y - box.y - bubble.offsetHeight - 12;
    bubble.style.left = `${x - half}px`;
    bubble.style.top = `${above > 0 ? above : point.y - box.y + 14}px`;
  }

  // `spoken`: a screen reader is to say it; the pointer alone would have it say too much.
  function show(mark, spoken) {
    current = mark;
    bubble.setAttribute("aria-live", spoken ? "polite" : "off");
    const text = `${mark.row}\u202f: ${together(mark).map((m) => m.text).join("\u202f; ")}`;
    if (bubble.textContent !== text) bubble.textContent = text;
    bubble.hidden = false;
    ring.setAttribute("cx", mark.x);
    ring.setAttribute("cy", mark.y);
    svg.append(ring);
    if (spoken) {
      const box = frame.getBoundingClientRect(), x = at(mark).x;
      if (x < box.left + 20 || x > box.right - 20) frame.scrollLeft += x - (box.left + box.right) / 2;
    }
    place(at(mark));
  }

  svg.addEventListener("pointermove", (event) => {
    const to = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const far = (mark) => Math.hypot(mark.x - to.x, mark.y - to.y);
    const nearest = marks.reduce((best, mark) => (far(mark) < far(best) ? mark : best));
    if (far(nearest) <= NEAR) show(nearest, false);
    else if (document.activeElement !== frame) hide();
  });
  figure.addEventListener("pointerleave", () => { if (document.activeElement !== frame) hide(); });
  frame.addEventListener("blur", hide);
  frame.addEventListener("focus", () => {
    if (!frame.matches(":focus-visible") || current) return;
    bubble.setAttribute("aria-live", "polite");
    bubble.textContent = HINT;
    bubble.hidden = false;
    const box = svg.getBoundingClientRect();
    place({ x: box.left + box.width / 2, y: box.top });
  });
  frame.addEventListener("scroll", () => { if (current) place(at(current)); });
  frame.addEventListener("keydown", (event) => {
    const next = step(event.key);
    if (next) show(next, true);
    else if (event.key === "Escape" && !bubble.hidden) { hide(); event.stopPropagation(); }
    else return;
    event.preventDefault();
  });

  // The mark that a key leads to: along its row, or the main one of the next row.
  function step(key) {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return null;
    const main = (row) => row.find((mark) => mark.main);
    if (!current) return main(rows[0]);
    const line = rows.findIndex((row) => row.includes(current)), row = rows[line], n = row.indexOf(current);
    if (key === "Home") return row[0];
    if (key === "End") return row.at(-1);
    const aside = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (aside) {
      let to = n + aside;
      while (row[to] && together(current).includes(row[to])) to += aside; // those are said already
      return row[to] ?? current;
    }
    return main(rows[line + (key === "ArrowUp" ? -1 : 1)] ?? row);
  }
}

// -- data and image ---------------------------------------------------------------------------------------

function offerTools(figure) {
  const tools = document.createElement("div"), said = document.createElement("span");
  const title = $("figcaption", figure).textContent;
  tools.className = "outils";
  said.setAttribute("role", "status");
  const add = (text, act) => {
    const button = makeButton(text, act);
    button.append(Object.assign(document.createElement("span"), { className: "cache", textContent: ` – ${title}` }));
    tools.append(button);
  };
  const data = $(".donnees table", figure);
  if (data) add("Copier les données", async () => {
    const done = await copyText(asText(data));
    if (!done) $(".donnees", figure).open = true;
    said.textContent = done ? "Données copiées." : "La copie est refusée\u202f: les données sont dans le tableau.";
  });
  add("Télécharger l’image", async () => {
    try {
      await download(figure, title);
      said.textContent = "Image téléchargée.";
    } catch {
      said.textContent = "Ce navigateur ne peut pas faire l’image.";
    }
  });
  tools.append(said);
  figure.append(tools);
}

// A table as a spreadsheet takes it: a tab between cells, numbers as a French keyboard types them.
function asText(table) {
  const clean = (text) => text.replace(/(?<=\d)[\u202f\u00a0 ](?=\d{3})/g, "").replace(/−(?=\d)/g, "-").replace(/\s+/g, " ").trim();
  return [...table.rows].map((row) => [...row.cells].map((cell) => clean(cell.textContent)).join("\t")).join("\n") + "\n";
}

async function download(figure, title) {
  const canvas = await draw($(".defilant > svg", figure), title, $("p.discret", figure)?.textContent ?? "");
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${bare(`${$("h1")?.textContent ?? ""} ${title}`).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80)}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The drawing between its title and its source: an image says where it comes from, wherever it is pasted.
async function draw(svg, title, source) {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(alone(svg, width, height));
  await image.decode();
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const texts = [
    { text: title, size: 11, weight: 700, ink: colour("--encre") },
    { text: source, size: 8, weight: 400, ink: colour("--gris") },
  ];
  for (const text of texts) text.lines = linesOf(pen, text, width - 12);
  const heightOf = ({ lines, size }) => lines.length * size * 1.3 + 8;
  canvas.width = width * SCALE;
  canvas.height = (height + heightOf(texts[0]) + heightOf(texts[1])) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, canvas.height);
  pen.drawImage(image, 0, heightOf(texts[0]), width, height);
  for (const [text, top] of [[texts[0], 0], [texts[1], heightOf(texts[0]) + height]]) {
    pen.font = fontOf(text);
    pen.fillStyle = text.ink;
    text.lines.forEach((line, n) => pen.fillText(line, 6, top + 4 + (n + 1) * text.size * 1.3 - 2));
  }
  return canvas;
}

const fontOf = ({ weight, size }) => `${weight} ${size}px "Source Sans 3", sans-serif`;

function linesOf(pen, text, width) {
  pen.font = fontOf(text);
  const lines = [""];
  for (const word of text.text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

// The drawing as a file by itself: with its size and the typeface of the page.
function alone(svg, width, height) {
  const copy = svg.cloneNode(true), style = document.createElementNS(SVG, "style");
  copy.setAttribute("width", width * SCALE);
  copy.setAttribute("height", height * SCALE);
  copy.removeAttribute("style");
  copy.style.cssText = "stroke-linejoin:round;stroke-linecap:butt";
  $(".anneau", copy)?.remove();
  const faces = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSFontFaceRule);
  style.textContent = faces.map((rule) => rule.cssText).join("") + 'text{font-family:"Source Sans 3",sans-serif}';
  copy.prepend(style);
  return new XMLSerializer().serializeToString(copy);
}
