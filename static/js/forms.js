// Forms. Ctrl+Enter sends the form one is writing in. <form data-unsaved> asks before the page is left with
// changes in it, and is marked data-unsaved-changes meanwhile. <select data-submits> and the like send their form.
"use strict";

(() => {
  const changed = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      const was = [...field.options].filter((option) => option.defaultSelected);
      return was.length ? [...field.options].some((option) => option.selected !== option.defaultSelected) : field.selectedIndex > 0;
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-default]") ?? undefined);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    form?.toggleAttribute("data-unsaved-changes", [...form.elements].some((field) => field.name && changed(field)));
  });

  // A form that is sent, or swapped away by htmx, holds nothing unsaved any more; one that comes back refused does.
  document.addEventListener("submit", (event) => event.target.removeAttribute("data-unsaved-changes"));
  for (const form of document.querySelectorAll("form[data-unsaved]:has([aria-invalid=true])")) {
    form.setAttribute("data-unsaved-changes", "");
  }

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved-changes]")) event.preventDefault();
  });
})();
