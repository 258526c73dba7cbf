// On a telephone, the contents would fill the first screen: a button shows them. Elsewhere, and without scripts, they are there.
for (const contents of $$("nav.sommaire")) {
  const list = $("ul", contents), title = $("p", contents);
  const button = makeButton(title.textContent, () => {
    const open = contents.classList.toggle("deplie");
    button.setAttribute("aria-expanded", open);
  }, "bouton plier");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", list.id);
  contents.classList.add("pliable");
  title.before(button);
}
