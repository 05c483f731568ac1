// Suggestions in a list box below each <input data-completes="/search/completing/" data-fields="org severity …">: fields
// and their values, for what the caret stands behind. The server answers with <li role="option" data-start data-end
// data-text>: what to put where, counted in code points. For other words it is not asked: the keys are the results'.
// Arrow keys choose, Enter or a click takes, Esc closes.
"use strict";

(() => {
  const PAUSE = 120; // milliseconds without a key before it asks
  const LOOKED_AT = 300; // characters before the caret
  const NAME = /(?:^|\s)-?([a-z]{2,})$/i;
  const VALUE = /(?:^|\s)-?([a-z]+):(?:"[^"]*"|[^\s"])*(?:"[^"]*)?$/i;
  const CLOSING = ["Enter", "Tab", "ArrowLeft", "ArrowRight", "Home", "End"];

  for (const field of document.querySelectorAll("[data-completes]")) offer(field);

  function offer(field) {
    const list = document.createElement("ul");
    list.id = `${field.id}-list`;
    list.className = "completions";
    list.role = "listbox";
    list.ariaLabel = "Suggestions";
    field.role = "combobox";
    field.ariaAutoComplete = "list";
    field.setAttribute("aria-controls", list.id);
    field.after(list);
    let timer;
    let asking;
    close();

    const fields = field.dataset.fields.split(" ");
    const active = () => list.querySelector("[aria-selected=true]");

    function close() {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      list.replaceChildren();
      field.ariaExpanded = "false";
      field.removeAttribute("aria-activedescendant");
    }

    function ask() {
      const before = field.value.slice(0, field.selectionEnd);
      const near = before.slice(-LOOKED_AT);
      const begun = (NAME.exec(near)?.[1] ?? VALUE.exec(near)?.[1])?.toLowerCase();
      if (!begun || !fields.some((name) => name.startsWith(begun))) return close();
      clearTimeout(timer);
      timer = setTimeout(() => look([...before].length), PAUSE);
    }

    async function look(at) {
      asking?.abort();
      asking = new AbortController();
      const query = new URLSearchParams({ q: field.value, at });
      try {
        const answer = await fetch(`${field.dataset.completes}?${query}`, { signal: asking.signal });
        const options = answer.ok ? (await answer.text()).trim() : "";
        if (!options || document.activeElement !== field) return close();
        list.innerHTML = options;
        [...list.children].forEach((option, place) => { option.id = `${list.id}-${place}`; });
        list.hidden = false;
        field.ariaExpanded = "true";
        field.removeAttribute("aria-activedescendant");
      } catch (problem) {
        if (problem.name !== "AbortError") close(); // no connection: the field works without suggestions
      }
    }

    function choose(step) {
      const options = [...list.children];
      const places = options.length + 1; // one is the field itself
      const to = options[(options.indexOf(active()) + 1 + step + places) % places - 1];
      active()?.setAttribute("aria-selected", "false");
      if (!to) return field.removeAttribute("aria-activedescendant");
      to.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", to.id);
      to.scrollIntoView({ block: "nearest" });
    }

    function take({ dataset }) {
      const units = (points) => [...field.value].slice(0, points).join("").length;
      field.setRangeText(dataset.text, units(dataset.start), units(dataset.end), "end");
      close();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // Whether the key was for the list, and so for nothing else.
    function press({ key }) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (step && !list.hidden) choose(step);
      else if (key === "Enter" && active()) take(active());
      else if (key === "Escape" && !list.hidden) close();
      else {
        if (CLOSING.includes(key)) close(); // also when the answer is still to come
        return false;
      }
      return true;
    }

    field.addEventListener("input", ask);
    field.addEventListener("blur", close);
    field.addEventListener("click", close);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !press(event)) return;
      event.preventDefault();
      event.stopPropagation(); // neither the results' arrow keys nor what else Esc does
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
  }
})();
