// Importing. In [data-import] a quote (data-q: keys) and its item (data-item: key) light up together, and whichever one
// did not point at scrolls into view within its pane. At an item, a accepts, x drops, m unites it with the next one m is
// pressed at. <form data-drop> takes files dropped on it; <button data-busy> says what it is doing once it is pressed.
"use strict";

(() => {
  const rows = (keys) => keys.flatMap((key) => [...document.querySelectorAll(`[data-item="${CSS.escape(key)}"]`)]);
  const marks = (keys) => keys.flatMap((key) => [...document.querySelectorAll(`[data-q~="${CSS.escape(key)}"]`)]);
  const DOUBTED = ".item-doubt, .chip-doubt";
  let lit = [];
  let at = ""; // the key of the item that was pointed at last
  let uniting = null;
  let kept = null; // where both panes stood before htmx put them anew

  function light(keys) {
    for (const element of lit) element.classList.remove("item-on", "q-on");
    const items = rows(keys);
    const quotes = marks(keys);
    for (const item of items) item.classList.add("item-on");
    for (const quote of quotes) quote.classList.add("q-on");
    lit = [...items, ...quotes];
    at = keys[0] ?? "";
    return { items, quotes };
  }

  // Within its own pane only, so that what one points at stays where it is.
  function show(element) {
    const pane = element?.closest(".imp-doc, .imp-read");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    const top = Math.max(frame.top, 0) + 48; // below the pane's head
    const bottom = Math.min(frame.bottom, innerHeight) - 64; // above its buttons
    if (box.top < top || box.bottom > bottom) pane.scrollTop += (box.top + box.bottom - top - bottom) / 2;
  }

  function point(event) {
    const quote = event.target.closest(".q[data-q]");
    const item = event.target.closest("[data-item]");
    if (quote) {
      if (quote.classList.contains("q-on") && event.type === "mouseover") return;
      show(light(quote.dataset.q.split(" ")).items[0]);
    } else if (item && !(item.classList.contains("item-on") && event.type === "mouseover")) {
      show(light([item.dataset.item]).quotes[0]);
    }
  }

  function focus(item) {
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
  }

  const says = (words) => document.querySelector("[data-says]")?.replaceChildren(words);

  function take(item, yes) {
    const box = item.querySelector("input[type=checkbox]");
    if (!box || box.disabled) return says("It needs a time before it can be accepted: e edits it.");
    if (box.checked !== yes) box.click();
    else if (item.matches(DOUBTED)) box.dispatchEvent(new Event("change", { bubbles: true })); // decided now
  }

  function unite(item) {
    const address = item.querySelector("[data-unite]")?.dataset.unite;
    if (!address) return says("This cannot be united with anything.");
    const first = uniting && document.contains(uniting) ? uniting : null;
    first?.classList.remove("item-uniting");
    uniting = null;
    if (first && first !== item && first.dataset.group === item.dataset.group) {
      at = first.dataset.item;
      const values = { other: item.dataset.item, part: document.querySelector("#draft [name=part]").value };
      htmx.ajax("POST", first.querySelector("[data-unite]").dataset.unite, { values, target: "#main", select: "#main", swap: "outerHTML" });
    } else if (first === item) {
      says("Nothing is united.");
    } else {
      uniting = item;
      item.classList.add("item-uniting");
      says("Choose the other one, and press m there. m here lets go.");
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const item = document.activeElement.closest("[data-import] [data-row]");
    if (!item) return;
    if (event.key === "a" || event.key === "x") take(item, event.key === "a");
    else if (event.key === "m") unite(item);
  });

  document.addEventListener("click", (event) => {
    const quote = event.target.closest("[data-import] .q[data-q]");
    const button = event.target.closest("[data-unite]");
    if (button) unite(button.closest("[data-item]"));
    if (!quote) return;
    const item = rows(quote.dataset.q.split(" "))[0];
    if (!item) return; // in another part of the document: the link leads nowhere here
    event.preventDefault();
    focus(item);
    item.scrollIntoView({ block: "nearest" });
  });

  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => { if (event.target.closest?.("[data-import]")) point(event); });
  }

  // What was dropped is no longer marked in the text as something that will be kept; what was decided is no doubt.
  function dim(item) {
    const off = !item.querySelector("input").checked && !item.matches(DOUBTED);
    for (const quote of marks([item.dataset.item])) quote.classList.toggle("q-off", off);
  }
  document.addEventListener("change", (event) => {
    const item = event.target.closest("[data-item]");
    if (!item || !event.target.name.startsWith("take-")) return;
    item.classList.remove("item-doubt", "chip-doubt");
    for (const quote of marks([item.dataset.item])) quote.querySelector("mark").classList.remove("quoted-d");
    dim(item);
  });
  const dimAll = () => document.querySelectorAll("[data-item]:has(input[name^=take-]:not(:checked))").forEach(dim);
  dimAll();

  // htmx puts the whole page anew when something was edited: the panes stay where they were, and so does the focus.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "main") return;
    const focused = document.activeElement.closest("[data-item]") ? at : document.activeElement.id;
    kept = { at, focused, tops: [...document.querySelectorAll(".imp-doc, .imp-read")].map((pane) => pane.scrollTop) };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!kept || !document.querySelector("[data-import]")) return;
    if (event.detail.elt?.id !== "main" && !event.detail.elt?.querySelector?.("[data-import]")) return;
    const [item] = kept.at ? rows([kept.at]) : [];
    document.querySelectorAll(".imp-doc, .imp-read").forEach((pane, nth) => { pane.scrollTop = kept.tops[nth] ?? 0; });
    if (item) {
      light([kept.at]);
      if (document.activeElement === document.body || kept.focused === kept.at) focus(item);
    } else if (kept.focused) document.getElementById(kept.focused)?.focus({ preventScroll: true });
    kept = null;
    dimAll();
  });

  // An item whose form was left is where one goes on.
  document.addEventListener("htmx:load", (event) => {
    const item = event.detail.elt;
    if (!item.matches("[data-import] [data-item][data-row]") || document.activeElement !== document.body) return;
    light([item.dataset.item]);
    focus(item);
  });

  // Giving a document
  const form = document.querySelector("[data-drop]");
  for (const kind of form ? ["dragover", "dragleave", "drop"] : []) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.toggleAttribute("data-dropping", kind === "dragover");
      if (kind !== "drop") return;
      form.querySelector("[type=file]").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
  form?.addEventListener("submit", () => {
    const button = form.querySelector("[data-busy]");
    const said = button.textContent;
    const waits = form.elements[button.dataset.busyIf]?.value.trim();
    button.textContent = waits ? button.dataset.busyThen : button.dataset.busy;
    button.setAttribute("aria-busy", "true");
    // Back from the document, the page is as it was left.
    window.addEventListener("pagehide", () => { button.textContent = said; button.removeAttribute("aria-busy"); }, { once: true });
  });
})();
