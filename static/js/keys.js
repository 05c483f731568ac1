// Keys. An element with data-key="n" or data-key="g i" is pressed by those keys (a field is focused);
// data-key-says puts it in the list that "?" opens. j and k move through [data-row], e presses the row's or
// the page's [data-edit], Esc leaves a field, then the form it is in by its [data-leave]. What htmx puts on the page
// has the focus in its [data-focus].
"use strict";

(() => {
  const PAUSE = 1200; // milliseconds between the two keys of "g i"
  let waiting = "";
  let timer;

  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const visible = (element) => element.checkVisibility();
  const find = (selector, inside = document) => [...inside.querySelectorAll(selector)].find(visible);

  function move(step) {
    const rows = [...document.querySelectorAll("[data-row]")].filter(visible);
    if (!rows.length) return false;
    const now = rows.indexOf(document.activeElement.closest("[data-row]"));
    const row = rows[now < 0 ? firstInView(rows) : Math.min(Math.max(now + step, 0), rows.length - 1)];
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return true;
  }

  function firstInView(rows) {
    return Math.max(rows.findIndex((row) => row.getBoundingClientRect().top >= 0), 0);
  }

  function leave(element) {
    if (typing(element)) return element.blur();
    const form = element.closest("form, [data-row]") ?? document;
    if (form.matches?.("[data-unsaved-changes]")) return;
    find("[data-leave]", form)?.click();
  }

  function press(keys) {
    const row = document.activeElement.closest("[data-row]");
    if (keys === "j" || keys === "k") return move(keys === "j" ? 1 : -1);
    if (keys === "e" && click((row && find("[data-edit]", row)) || find("main [data-edit]:not([data-row] *)"))) return true;
    if (keys === "Enter") return row === document.activeElement && click(find("a[href], summary", row));
    return click(find(`[data-key="${CSS.escape(keys)}"]`));
  }

  function click(element) {
    if (!element) return false;
    if (typing(element)) {
      element.focus();
      element.select?.();
    } else element.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(document.activeElement);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const keys = waiting ? `${waiting} ${event.key}` : event.key;
    clearTimeout(timer);
    waiting = "";
    if (keys === "g") {
      waiting = "g";
      timer = setTimeout(() => { waiting = ""; }, PAUSE);
    } else if (press(keys)) event.preventDefault();
  });

  // Not by autofocus: the browser heeds that one frame later, when one may have left the field already.
  document.addEventListener("htmx:load", (event) => find("[data-focus]", event.detail.elt)?.focus());

  function made(tag, ...inside) {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  }
  const lines = [...document.querySelectorAll("[data-key-says]")].map(({ dataset }) => {
    const keys = dataset.key.split(" ").flatMap((key) => [made("kbd", key), " "]);
    return made("div", made("dt", ...keys), made("dd", dataset.keySays));
  });
  document.querySelector("[data-keys]")?.prepend(...lines);
})();
