// Small behaviours of every page. Pages work for reading without them.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.remove("noscript");

  const say = (text) => {
    const place = document.getElementById("said");
    if (place) place.textContent = text;
  };

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-copy],[data-copy-from],[data-download],[data-menu],[data-close]");
    if (!target) return;
    if (target.dataset.menu !== undefined) {
      const side = target.closest(".side");
      const open = side.classList.toggle("open");
      target.setAttribute("aria-expanded", String(open));
    } else if (target.dataset.close !== undefined) {
      document.getElementById(target.dataset.close).hidden = true;
    } else if (target.dataset.download !== undefined) {
      const text = document.getElementById(target.dataset.download).textContent;
      const link = document.createElement("a");
      const content = target.dataset.encoding === "base64"
        ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
        : text;
      link.href = URL.createObjectURL(new Blob([content], { type: target.dataset.type || "application/x-pem-file" }));
      link.download = target.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } else {
      const from = target.dataset.copyFrom;
      const text = from ? document.getElementById(from).textContent : target.dataset.copy;
      try {
        await navigator.clipboard.writeText(text);
        say(target.dataset.said || "");
        target.classList.add("done");
        setTimeout(() => target.classList.remove("done"), 1200);
      } catch {
        const range = document.createRange();
        const node = from ? document.getElementById(from) : target.parentElement;
        range.selectNodeContents(node);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
    }
  });

  // Files that are dropped on a text, or chosen for it. DER becomes PEM.
  const pem = (bytes, label) => {
    let raw = "";
    for (const byte of bytes) raw += String.fromCharCode(byte);
    return `-----BEGIN ${label}-----\n${btoa(raw).replace(/(.{64})/g, "$1\n").trim()}\n-----END ${label}-----\n`;
  };
  const read = async (area, files) => {
    let text = "";
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const start = new TextDecoder().decode(bytes.slice(0, 4096));
      text += start.includes("-----BEGIN") ? new TextDecoder().decode(bytes) : pem(bytes, area.dataset.drop);
      if (!text.endsWith("\n")) text += "\n";
    }
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const dropArea = (event) => event.target instanceof Element && event.target.closest("textarea[data-drop]");
  document.addEventListener("dragover", (event) => {
    const area = dropArea(event);
    if (area) { event.preventDefault(); area.classList.add("over"); }
  });
  document.addEventListener("dragleave", (event) => dropArea(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const area = dropArea(event);
    if (area && event.dataTransfer.files.length) {
      event.preventDefault();
      area.classList.remove("over");
      read(area, event.dataTransfer.files);
    }
  });

  // Filters apply at once.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select")) form.requestSubmit();
  });

  // Parts of a form that depend on a choice.
  const choose = () => {
    for (const part of document.querySelectorAll("[data-when]")) {
      const [name, ...values] = part.dataset.when.split("=").flatMap((word, i) => (i ? word.split("|") : [word]));
      const chosen = document.querySelector(`[name="${name}"]:checked`) || document.querySelector(`select[name="${name}"]`);
      part.hidden = !chosen || !values.includes(chosen.value);
    }
  };
  document.addEventListener("change", choose);
  choose();

  // The keyboard.
  let pending = "";
  const places = { o: "/", h: "/hosts", s: "/sites", c: "/certificates", l: "/client-certificates", a: "/client-cas", r: "/rules", e: "/events", k: "/key-servers", n: "/nodes" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const help = document.getElementById("help");
      if (help) help.hidden = true;
      if (event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "?") {
      const help = document.getElementById("help");
      if (help) help.hidden = !help.hidden;
    } else if (pending === "g" && places[event.key]) {
      location.assign(places[event.key]);
    }
    pending = event.key;
    setTimeout(() => { pending = ""; }, 1000);
  });

  // A page that renews itself does not keep a session alive: only what a person does.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.triggeringEvent?.isTrusted) event.detail.headers["X-Renew"] = "1";
  });

  // What is shown once does not stay in the browser's memory of pages.
  addEventListener("pagehide", () => {
    for (const shown of document.querySelectorAll("#key, #token, #link")) shown.textContent = "";
  });

  // New events as they happen.
  const stream = document.querySelector("[data-stream]");
  if (stream) {
    const button = document.getElementById("live");
    let source = null;
    const more = () => {
      source = new EventSource(stream.dataset.stream);
      let due = 0;
      const arrived = () => {
        clearTimeout(due);
        due = setTimeout(() => document.body.dispatchEvent(new Event("events")), 250);
      };
      for (const kind of stream.dataset.kinds.split(" ")) source.addEventListener(kind, arrived);
    };
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      if (on) more(); else { source.close(); source = null; }
    });
    addEventListener("pagehide", () => source && source.close());
  }
})();
