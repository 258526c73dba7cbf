// Ranks what answers the words that a person writes of an action, and says why. Everything is read from the page.
const form = $("#filtres");
if (!form) return;
const list = $("#liste"), result = $("#resultat"), understood = $("#compris");

const SYNONYM = 0.8, TYPO = 0.7, QUALIFIER = 0.5; // what a word counts for that is not the one written; a public
const CONTEXT = 0.5; // what is said aside
const KEPT = 0.5; // of the best score: under that, it answers too little
const RARE = 4; // a word of fewer items than that weighs no more: it may be there by chance
// Words of every application, and of grammar: they are searched only where there is nothing else.
const EMPTY = new Set(("a afin ai an annee annees ans au aux avec ce ces cet cette chez comme contre d dans de des du elle en entre est et il ils " +
  "j je l la le les leur leurs lors lui ma mais me mes mon n ne non nos notre nous on ou par pas pendant plus pour qu que " +
  "qui s sa sans se ses si son sont sous sur ta te tes ton tous tout toute toutes tres un une vers via vos votre vous y").split(" "));
const GENERAL = new Set(("action actions projet projets atelier ateliers activite activites seance seances groupe groupes " +
  "programme dispositif mise place proposer propose organiser organise permettre aider aide accompagner accompagnement " +
  "permanence informer informe information informations sensibiliser sensibilisation promouvoir cite cites familial familiale familiales familiaux familles lutte lutter reduire vouloir voulons veut pouvoir peuvent puisse puissent chercher aller venir emmener donner prendre rendre partir passer realiser realise realisee realises realisees meme deux trois " +
  "favoriser developper developpement mettre faire creer creation ouvrir soutenir soutien renforcer ameliorer agir " +
  "quartier quartiers habitant habitants public publics personne personnes gens famille association acteur acteurs " +
  "autour demarche demarches avoir bien bon bonne etre faire grand grande petit petite petits premier premiere besoin besoins lieu lieux nouveau nouvelle temps jour jours semaine mercredi samedi soir matin midi apres").split(" "));

// Words that say how, not what: a mode or a form of action, a place to meet. They choose between answers, and make none.
const MANNER = new Set(("prevention prevenir prevenant social sociale sociales sociaux collectif collective collectifs collectives participatif " +
  "participative participatifs participatives solidaire solidaires solidarite partage partagee partages partagees adapte adaptee adaptes adaptees " +
  "inclusif inclusive gestion maitrise suivi visee educatif educative educatifs educatives education apprendre apprentissages professionnel " +
  "professionnelle professionnels professionnelles commun commune communs communautaire local locale locaux urbain urbaine urbains individuel " +
  "individuelle individuels global globale reseau partenariat parcours dynamique innovant innovante nouvelles citoyenne citoyennes " +
  "ludique gratuit gratuite itinerant itinerante mobile theatre cafe cafes rencontre rencontres sortie sorties stage stages forum forums musique photo " +
  "gouter gouters danse cinema fresque spectacle concert bus pied pieds immeuble immeubles porte portes vie ville point espace charge charges conduite conduites usage usages adapter").split(" "));

// What follows « avec » or « dans » is with whom, or where: it says less of what an action is for, until « pour ».
const ASIDE = new Set("avec dans chez par aupres entre".split(" "));
const AGAIN = new Set("pour qui et afin vers contre".split(" "));

const tokensOf = (text) => text.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
const wordsOf = (text) => tokensOf(text).map(bare);

// What is left of a word without its plural, its gender and the usual endings: « accompagnées » is « accompagnement ».
function stem(word) {
  let w = word;
  if (w.length > 4 && w.endsWith("aux") && !w.endsWith("eaux")) w = w.slice(0, -3) + "al";
  else if (w.length > 3) w = w.replace(/(?<=..)[sx]$/, "");
  if (w.length < 5) return w;
  for (const [end, left] of [["atrice", 4], ["ateur", 4], ["ation", 4], ["ative", 4], ["atif", 4], ["issement", 4],
    ["ement", 4], ["ion", 5], ["ive", 5], ["if", 5], ["eure", 5], ["eur", 5], ["age", 5], ["ee", 4], ["er", 5], ["e", 4]])
    if (w.endsWith(end) && w.length - end.length >= left) { w = w.slice(0, -end.length); break; }
  return w.replace(/(?<=[eo])([lnt])\1$/, "$1"); // « professionnelle »
}
const stemsOf = (text) => wordsOf(text).filter((w) => !EMPTY.has(w)).map(stem);

// -- what is searched -----------------------------------------------------------------------------------

const weights = JSON.parse(form.dataset.poids);
const items = $$(".proposition", list).map((node, rank) => ({
  node, rank,
  title: $("h3", node).textContent,
  facets: JSON.parse(node.dataset.facettes),
  fields: Object.entries(JSON.parse(node.dataset.champs)).map(([name, texts]) => ({
    name, weight: weights[name] ?? 1, texts: texts.map((text) => ({ text, stems: new Set(stemsOf(text)) })),
  })),
}));
const everyText = items.flatMap((i) => i.fields.flatMap((f) => f.texts));
const vocabulary = new Set(everyText.flatMap((t) => [...t.stems]));
const publics = new Set(items.flatMap((i) => i.fields.filter((f) => f.name === "public").flatMap((f) => f.texts.map((t) => [...t.stems].sort().join(" ")))));
const synonyms = Object.entries(JSON.parse(form.dataset.synonymes))
  .map(([expression, words]) => ({ expression, stems: stemsOf(expression), words }))
  .filter((s) => s.stems.length).sort((a, b) => b.stems.length - a.stems.length);

// How many keystrokes apart two words are (letters typed, missing, changed, or swapped); more than `most`: Infinity.
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length] <= most ? last[b.length] : Infinity;
}

// The word of the page, or of the synonyms, that was probably meant: whole words are compared, for stems are short.
const known = new Set([...everyText.map((t) => t.text), ...synonyms.map((s) => s.expression)].flatMap(wordsOf));
function nearest(word) {
  const most = word.length > 5 ? 1 : 0; // two apart, « réparation » would be « réputation »
  let best = null, least = most + 1;
  for (const other of most ? known : []) {
    if (other[0] !== word[0] || other.length < 4) continue;
    const d = distance(word, other, most);
    if (d < least) [best, least] = [other, d];
  }
  return best;
}

// -- what is asked --------------------------------------------------------------------------------------

// Ideas, in the order in which they are written: each with the words that stand for it.
function ideasOf(text) {
  let aside = false;
  const words = tokensOf(text).map((said) => {
    const word = bare(said);
    aside = ASIDE.has(word) || (aside && !AGAIN.has(word));
    return { said, word, stem: stem(word), general: GENERAL.has(word), manner: MANNER.has(word), aside };
  }).filter(({ word }) => word && !EMPTY.has(word) && !ASIDE.has(word));
  const ideas = [];
  while (words.length) {
    const found = synonyms.find((s) => s.stems.length > 1 && s.stems.every((part, n) => words[n]?.stem === part));
    const taken = words.splice(0, found ? found.stems.length : 1);
    if (!found && /^\p{N}+$/u.test(taken[0].word)) continue; // an age, a number of people: by itself it says nothing
    const said = taken.map((w) => w.said).join(" ");
    const idea = { said, general: taken.every((w) => w.general), manner: taken.every((w) => w.manner), aside: taken[0].aside, terms: [{ words: said, stems: taken.map((w) => w.stem), weight: 1 }] };
    const add = (s) => idea.terms.push(...s.words.map((w) => ({ words: w, stems: stemsOf(w), weight: SYNONYM * (idea.typo ? TYPO : 1) })));
    if (found) add(found);
    else {
      const exact = (part) => synonyms.filter((s) => s.stems.length === 1 && s.stems[0] === part);
      let own = exact(taken[0].stem);
      if (!own.length && !vocabulary.has(taken[0].stem) && !idea.general) {
        const near = nearest(taken[0].word);
        if (near) {
          idea.typo = near;
          idea.terms.push({ words: near, stems: [stem(near)], weight: TYPO });
          own = exact(stem(near));
        }
      }
      own.forEach(add);
    }
    idea.terms = idea.terms.filter((t) => t.stems.length);
    for (const term of idea.terms) term.public = publics.has([...term.stems].sort().join(" "));
    // « élèves » is whom, as « enfants » is that it stands for.
    if (idea.terms.some((t) => t.public)) idea.terms[0].public = true;
    ideas.push(idea);
  }
  const said = new Set();
  const once = ideas.filter((i) => !said.has(bare(i.said)) && said.add(bare(i.said)));
  const precise = once.some((i) => !i.general) ? once.filter((i) => !i.general) : once;
  if (precise.every((i) => i.manner)) for (const idea of precise) idea.manner = false; // nothing else is asked
  return precise;
}

// Where a term is found in an item: the field that weighs most.
function find(item, term) {
  let best = null;
  for (const field of item.fields) {
    if (best && best.field.weight >= field.weight) continue;
    const where = field.texts.find(({ stems }) => term.stems.every((s) => stems.has(s)));
    if (where) best = { field, text: where.text };
  }
  return best;
}

// What every item is worth for the ideas, and why; rare words weigh more.
function score(ideas) {
  const scored = items.map((item) => ({ item, score: 0, topics: 0, asides: 0, things: new Map(), why: new Map() }));
  for (const idea of ideas) {
    idea.found = 0;
    const best = new Map();
    for (const term of idea.terms) {
      const hits = items.map((item) => [item, find(item, term)]).filter(([, hit]) => hit);
      const rarity = Math.log(1 + items.length / Math.max(RARE, hits.length));
      for (const [item, hit] of hits) {
        const worth = rarity * hit.field.weight * term.weight * (term.public || idea.manner ? QUALIFIER : 1) * (idea.aside ? CONTEXT : 1);
        if (!best.has(item) || best.get(item).worth < worth) best.set(item, { worth, term, hit });
      }
    }
    idea.found = best.size;
    for (const one of scored) {
      const own = best.get(one.item);
      if (!own) continue;
      // Two words for one thing, « cuisine » and « manger », count once; so do two that only a theme has.
      const thing = own.hit.field.name === "thème" ? "thème" : own.term.stems.join(" ");
      one.score += Math.max(0, own.worth - (one.things.get(thing) ?? 0));
      one.things.set(thing, Math.max(own.worth, one.things.get(thing) ?? 0));
      if (!own.term.public && !idea.manner) one[idea.aside ? "asides" : "topics"] += 1;
      const other = bare(own.term.words) !== bare(idea.said) ? `, compris comme ${quoted(own.term.words)}` : "";
      const where = own.hit.field.name === "forme" ? `forme\u202f: ${own.hit.text}` : own.hit.field.name;
      const reason = `${other} (${where})`;
      one.why.set(reason, [...(one.why.get(reason) ?? []), quoted(idea.said)]);
    }
  }
  return scored;
}

// -- what is shown --------------------------------------------------------------------------------------

const quoted = (text) => `«\u202f${text}\u202f»`;
const count = (n, one, several) => `${n} ${n < 2 ? one : several}`;

function say(found, ideas) {
  const places = new Set(found.map((f) => f.item.facets.quartier?.[0]));
  const text = found.length
    ? `${count(found.length, "priorité", "priorités")}${ideas.length ? (found.length < 2 ? " trouvée" : " trouvées") : ""}, ${count(places.size, "quartier", "quartiers")}`
    : "Aucune priorité trouvée";
  if (result.textContent !== text) result.textContent = text;
  const lost = ideas.filter((i) => !i.found).map((i) => quoted(i.said));
  const only = found.length > 0 && lost.length > 0 && found.every((f) => !f.topics && !f.asides);
  const told = [
    only ? `Aucun mot du sujet n’est repris : ces priorités nomment seulement ${ideas.some((i) => i.manner && i.found) ? "une façon de faire ou un public" : "ce public"}.` : "",
    lost.length ? `Mots que rien ne reprend\u202f: ${lost.join(", ")}.` : "",
  ].filter(Boolean).join(" ");
  if (understood.textContent !== told) understood.textContent = told;
  understood.hidden = !told;
}

function apply() {
  const state = stateOf(form);
  const ideas = ideasOf(state.get("q") ?? "");
  const filters = [...state].filter(([key]) => key !== "q");
  let found = score(ideas).filter(({ item }) => filters.every(([key, value]) => (item.facets[key] ?? []).includes(value)));
  if (ideas.length) {
    for (const kind of ["topics", "asides"]) if (found.some((f) => f[kind])) { found = found.filter((f) => f[kind]); break; }
    const best = Math.max(0, ...found.map((f) => f.score));
    found = found.filter((f) => f.score > 0 && f.score >= KEPT * best).sort((a, b) => b.score - a.score || a.item.rank - b.item.rank);
  }
  const shown = new Set(found.map((f) => f.item));
  const rest = items.filter((item) => !shown.has(item));
  list.append(...found.map((f) => f.item.node), ...rest.map((item) => item.node));
  for (const item of rest) item.node.hidden = true;
  for (const { item, why } of found) {
    item.node.hidden = false;
    const line = $(".pourquoi", item.node);
    line.hidden = !why.size;
    $("span", line).textContent = [...why].map(([reason, words]) => words.join(" et ") + reason).join("\u202f; ");
  }
  $("#vide").hidden = found.length > 0;
  say(found, ideas);
  return state;
}

// -- copying --------------------------------------------------------------------------------------------

async function copy(item) {
  const node = $(".citation", item.node), range = document.createRange();
  const done = await copyText(node.textContent);
  range.selectNodeContents(node); // after: what copies may have selected something else
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  $(".fait", item.node).textContent = done ? "Texte copié." : "Texte sélectionné : le copier avec Ctrl+C.";
}

for (const item of items) {
  const button = $(".copier", item.node);
  button.hidden = false;
  button.addEventListener("click", () => copy(item));
}
followAddress(form, apply);
