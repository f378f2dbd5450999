// The editor of rules: words to choose while typing. And rules that are dragged to their place.
(() => {
  "use strict";
  const WORD = /[A-Za-z_][A-Za-z0-9_.]*$/;
  const MOST = 8;

  class RuleEditor extends HTMLElement {
    connectedCallback() {
      this.area = this.querySelector("textarea");
      if (!this.area) return;
      this.words = JSON.parse(this.dataset.words);
      this.list = document.createElement("ul");
      this.list.id = "rule-words";
      this.list.className = "words";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", this.dataset.label);
      this.list.hidden = true;
      this.append(this.list);
      const area = this.area;
      area.setAttribute("role", "combobox");
      area.setAttribute("aria-autocomplete", "list");
      area.setAttribute("aria-controls", this.list.id);
      area.setAttribute("aria-expanded", "false");
      area.addEventListener("input", () => this.offer());
      area.addEventListener("keydown", (event) => this.key(event));
      area.addEventListener("blur", () => this.close());
      this.list.addEventListener("pointerdown", (event) => {
        const item = event.target.closest("li");
        if (item) { event.preventDefault(); this.take(item); }
      });
    }

    // A word in quotes is a value, not a name.
    begun() {
      const before = this.area.value.slice(0, this.area.selectionStart);
      const quotes = before.replace(/\\./g, "").split('"').length - 1;
      return quotes % 2 === 1 ? "" : (before.match(WORD) || [""])[0];
    }

    offer() {
      const begun = this.begun().toLowerCase();
      const found = begun.length < 1 ? [] : this.words.filter((word) => word.text !== begun && word.text.includes(begun));
      found.sort((a, b) => b.text.startsWith(begun) - a.text.startsWith(begun) || a.text.length - b.text.length);
      this.list.replaceChildren(...found.slice(0, MOST).map((word, i) => {
        const item = document.createElement("li");
        item.id = `rule-word-${i}`;
        item.setAttribute("role", "option");
        item.dataset.text = word.kind === "function" ? `${word.text}(` : word.text;
        const type = document.createElement("span");
        type.className = "muted small";
        type.textContent = word.type || word.kind;
        item.append(word.text, " ", type);
        return item;
      }));
      this.list.hidden = found.length === 0;
      this.area.setAttribute("aria-expanded", String(!this.list.hidden));
      this.choose(this.list.hidden ? null : this.list.firstElementChild);
    }

    choose(item) {
      for (const each of this.list.children) each.setAttribute("aria-selected", String(each === item));
      this.chosen = item;
      if (item) this.area.setAttribute("aria-activedescendant", item.id);
      else this.area.removeAttribute("aria-activedescendant");
    }

    key(event) {
      if (this.list.hidden) {
        if (event.ctrlKey && event.key === " ") { event.preventDefault(); this.offer(); }
        return;
      }
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (step) {
        event.preventDefault();
        this.choose(this.chosen[step] || this.chosen);
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        this.take(this.chosen);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      }
    }

    take(item) {
      const end = this.area.selectionStart;
      this.area.setRangeText(item.dataset.text, end - this.begun().length, end, "end");
      this.close();
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
      this.close();
    }

    close() {
      this.list.hidden = true;
      this.area.setAttribute("aria-expanded", "false");
      this.choose(null);
    }
  }
  customElements.define("rule-editor", RuleEditor);

  // Drag a row: the form of the order is sent with the place where it was dropped.
  let dragged = null;
  const row = (event) => event.target instanceof Element && event.target.closest("tr[data-rule]");
  document.addEventListener("dragstart", (event) => {
    dragged = row(event) || null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const over = row(event);
    if (dragged && over) {
      event.preventDefault();
      for (const each of document.querySelectorAll("tr.over")) each.classList.remove("over");
      over.classList.add("over");
    }
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    for (const each of document.querySelectorAll("tr.over")) each.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const over = row(event);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    const place = document.createElement("input");
    place.type = "hidden";
    place.name = "to";
    place.value = over.dataset.position;
    form.append(place);
    form.submit();
  });
})();
