// For the wall: the figures first, everything larger, what one reads alone folded. The address keeps it (#presentation).
const PRESENTATION = "#presentation";
const root = document.documentElement, tiles = $("main .chiffres-cles"), header = $("main .entete");

const folded = header?.dataset.presenter; // a page without sections folds what chooses its columns

if (header && (folded || tiles || $("main > .fiche"))) offerPresentation();

function offerPresentation() {
  const button = makeButton("", () => change(!root.classList.contains("presentation")));
  const fold = document.createElement("details"), identity = $$("main > .fiche");
  const places = new Map(); // what is moved, and the comment that keeps its place
  fold.className = "replie";
  fold.append(Object.assign(document.createElement("summary"), { textContent: folded ?? (identity.length ? "Sommaire et identité" : "Sommaire") }));
  header.append(button);

  function move(node, put) {
    const place = document.createComment("");
    node.replaceWith(place);
    places.set(node, place);
    put(node);
  }

  const follows = (before, after) => Boolean(before.compareDocumentPosition(after) & Node.DOCUMENT_POSITION_FOLLOWING);

  function show(on) {
    if (on === root.classList.contains("presentation")) return;
    root.classList.toggle("presentation", on);
    button.textContent = on ? "Quitter la présentation (Échap)" : "Présenter";
    if (on) {
      for (const node of [...$$(folded ? "#choix, .rapports" : ".sommaire"), ...identity]) move(node, () => fold.append(node));
      header.after(fold);
      const title = $("main > h2");
      if (title && tiles && follows(title, tiles)) {
        move(tiles, () => title.after(tiles));
        for (const caution of $$("main > .encadre").filter((node) => follows(node, title))) move(caution, () => tiles.after(caution));
      }
      scrollTo(0, 0);
    } else {
      for (const [node, place] of [...places].reverse()) place.replaceWith(node);
      places.clear();
      fold.remove();
    }
  }

  function change(on) {
    show(on);
    if (!folded) replaceHash(on ? PRESENTATION : ""); // the choice of columns is there
    button.focus({ preventScroll: on });
  }

  addEventListener("hashchange", () => { if (location.hash === PRESENTATION) show(true); });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("presentation")) change(false);
  });
  button.textContent = "Présenter";
  if (location.hash === PRESENTATION) show(true);
}
