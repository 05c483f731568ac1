// Suggestions in a list box below each <input data-completes="/search/completing/" data-fields="org severity …">: fields
// and their values, for what the caret stands behind. The server answers with <li role="option" data-start data-end
// data-text>: what to put where, counted in code points. For other words it is not asked: the keys are the results'.
// Arrow keys choose, Enter or a click takes, Esc closes.
"use strict";

for (const field of document.querySelectorAll("[data-completes]")) {
  const PAUSE = 120; // milliseconds without a key before it asks
  const NEAR = /(?:^|\s)-?([a-z]{2,})(?::(?:"[^"]*"|[^\s"])*(?:"[^"]*)?)?$/i; // a name, and its value if it has one
  const CLOSING = ["Enter", "Tab", "ArrowLeft", "ArrowRight", "Home", "End"];
  const names = field.dataset.fields.split(" ");
  const list = document.createElement("ul");
  let asked = 0; // the newest question, by its timer; 0: none is open

  const active = () => list.querySelector("[aria-selected=true]");
  const close = () => show("");

  function show(options) {
    clearTimeout(asked);
    asked = 0;
    list.innerHTML = options;
    list.hidden = !options;
    field.ariaExpanded = String(!list.hidden);
    field.removeAttribute("aria-activedescendant");
  }

  function ask() {
    const before = field.value.slice(0, field.selectionEnd);
    const name = NEAR.exec(before.slice(-300))?.[1].toLowerCase(); // of a pasted page only its end
    if (!name || !names.some((one) => one.startsWith(name))) return close();
    clearTimeout(asked);
    asked = setTimeout(look, PAUSE, [...before].length);
  }

  async function look(at) {
    const mine = asked;
    const answer = await fetch(`${field.dataset.completes}?${new URLSearchParams({ q: field.value, at })}`).catch(() => null);
    const options = answer?.ok ? await answer.text() : ""; // without an answer the field works as any other
    if (mine === asked) show(options.trim());
  }

  function choose(step) {
    const places = [null, ...list.children]; // the first is the field itself
    const to = places.at((places.indexOf(active()) + step) % places.length);
    active()?.setAttribute("aria-selected", "false");
    to?.setAttribute("aria-selected", "true");
    to?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", to?.id ?? "");
  }

  function take({ dataset }) {
    const units = (points) => [...field.value].slice(0, points).join("").length;
    field.setRangeText(dataset.text, units(dataset.start), units(dataset.end), "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Enter" && active()) take(active());
    else if (list.hidden || CLOSING.includes(key)) return CLOSING.includes(key) && close(); // an answer may be to come
    else if (key === "Escape") close();
    else if (key === "ArrowDown" || key === "ArrowUp") choose(key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation(); // neither the results' arrow keys nor what else Esc does
  });
  field.addEventListener("input", ask);
  field.addEventListener("blur", close);
  field.addEventListener("click", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", ({ target }) => target.matches("[role=option] *, [role=option]") && take(target.closest("li")));

  Object.assign(list, { id: `${field.id}-list`, className: "completions", role: "listbox", ariaLabel: "Suggestions" });
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list" });
  field.setAttribute("aria-controls", list.id);
  field.after(list);
  close();
}
