// What the scripts of all pages share. A page has one script: this, then its own, in one function.
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

// Without accents, capitals nor ligatures: what is compared, and what names a file.
const bare = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");

// -- the address ----------------------------------------------------------------------------------------

// What comes after the # of the address, without a step back in the browser's history.
function replaceHash(hash) {
  try { history.replaceState(null, "", hash && hash !== "#" ? hash : location.pathname + location.search); }
  catch { /* some viewers refuse: the page works all the same */ }
}

// The address keeps what a form says, to be sent to somebody. `apply` shows what is asked, and gives the fields to keep.
function followAddress(form, apply) {
  const keep = () => {
    const state = apply().toString();
    replaceHash(location.hash.includes("=") || state ? "#" + state : location.hash);
  };
  const read = () => {
    if (location.hash && !location.hash.includes("=")) return apply();
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of $$("input, select", form)) {
      field.value = state.get(field.name) ?? "";
      if (field.selectedIndex === -1) field.value = "";
    }
    return apply();
  };
  let later = 0;
  const soon = (delay) => { clearTimeout(later); later = setTimeout(keep, delay); };
  form.addEventListener("input", (event) => soon(event.target.name === "q" ? 150 : 0));
  form.addEventListener("reset", () => soon(0));
  form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });
  addEventListener("hashchange", read);
  form.hidden = false;
  read();
}

// The fields of a form that say something.
const stateOf = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));

// -- copying, buttons -------------------------------------------------------------------------------------

// Whether the text is now in the clipboard: a page opened from a disk may not be let write there.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement, area = document.createElement("textarea");
    area.value = text;
    area.className = "cache";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }
}

function makeButton(text, act, css = "bouton") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = css;
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}
