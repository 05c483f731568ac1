// <button data-print> opens the browser's print dialogue. Where scripts do not run, the style sheet hides it.
"use strict";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
