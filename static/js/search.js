// Results without a mouse, and while one types. From the field with data-results="#found" the arrow keys lead along the
// [data-result] links in there, and back; Enter opens one, as any link, and Esc goes back to the field.
// htmx brings the results; here: what Back leads to, and what [data-unanswered] says when no answer comes.
"use strict";

(() => {
  const field = document.querySelector("[data-results]");
  const said = document.querySelector("[data-unanswered]");
  let isTyping = false; // whether the newest address in the history came of typing

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const stops = [field, ...document.querySelectorAll(`${field.dataset.results} [data-result]`)];
    const at = stops.indexOf(document.activeElement);
    if (at < 0 || (at === 0 && step < 1)) return;
    const to = step ? stops[at + step] ?? stops[at] : field;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });

  // Back leads to what one looked at before one began to type, not through every letter.
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const isSame = new URL(detail.history.path, location).href === location.href;
    const typed = detail.requestConfig.elt === field;
    detail.history.type = isSame || (typed && isTyping) ? "replace" : "push";
    isTyping = typed;
  });
  field.addEventListener("blur", () => { isTyping = false; });

  const fail = () => Object.assign(said, { textContent: said.dataset.unanswered, className: "spell" });
  for (const failure of ["sendError", "responseError", "timeout"]) document.addEventListener(`htmx:${failure}`, fail);
  document.addEventListener("htmx:beforeRequest", () => { said.className = "sr"; });
})();
