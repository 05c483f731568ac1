// Results without a mouse, and while one types. From the field with data-results="#found" the arrow keys lead along the
// [data-result] links in there, and back; Enter opens one, as any link, and Esc goes back to the field.
// htmx brings the results; here: what Back leads to, and what [data-unanswered] says when no answer comes.
"use strict";

(() => {
  const field = document.querySelector("[data-results]");
  let isTyping = false; // whether the newest address in the history came of typing

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

  // Back leads to what one looked at before one began to type, not through every letter.
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const isSame = new URL(detail.history.path, location).href === location.href;
    const typed = detail.requestConfig.elt === field;
    detail.history.type = isSame || (typed && isTyping) ? "replace" : "push";
    isTyping = typed;
  });
  field.addEventListener("blur", () => { isTyping = false; });

  const said = document.querySelector("[data-unanswered]");
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, () => {
      said.textContent = said.dataset.unanswered;
      said.className = "spell";
    });
  }
  document.addEventListener("htmx:beforeRequest", () => { said.className = "sr"; });
})();
