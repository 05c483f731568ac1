// Results without a mouse. From the field with data-results="#found" the arrow keys lead along the [data-result]
// links in there, and back; Enter opens one, as any link, and Esc goes back to the field.
"use strict";

(() => {
  const field = document.querySelector("[data-results]");

  function along(step) {
    const links = [...document.querySelectorAll(`${field.dataset.results} [data-result]`)];
    const at = links.indexOf(document.activeElement);
    if (at < 0 && (step < 1 || document.activeElement !== field)) return false;
    const to = step && (links[at + step] ?? (at + step < 0 ? field : links[at]));
    (to || field).focus({ preventScroll: true });
    (to || field).scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key];
    if (step !== undefined && along(step)) event.preventDefault();
  });
})();
