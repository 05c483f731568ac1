// The theme and times switches at the foot: what the server will remember is shown at once.
// <form data-switch="theme"> with <button name="theme" value="dark" aria-pressed="false">
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-switch]");
  const button = event.submitter;
  if (!form || !button) return;
  event.preventDefault();
  const name = form.dataset.switch;
  document.documentElement.dataset[name] = button.value;
  for (const other of form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  document.dispatchEvent(new CustomEvent(`switch:${name}`, { detail: button.value }));
  // The answer is a redirect back to this page, which is already right; when the server cannot be reached the
  // choice holds for this page only.
  fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual", keepalive: true }).catch(() => {});
});
