// The search field in the page's frame: "/" and Ctrl-K go to it, arrows walk through what it found,
// Escape leaves it. Without script it is a plain search form.
"use strict";
(() => {
  const field = document.getElementById("palette");
  const found = document.getElementById("palette-found");
  if (!field || !found) return;

  const isWriting = (place) =>
    place instanceof HTMLElement && (place.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(place.tagName));

  const close = () => { found.replaceChildren(); };

  document.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if ((isSlash && !isWriting(event.target)) || isCtrlK) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  field.form.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    if (event.key === "Escape") {
      close();
      field.value = "";
      field.blur();
    } else if (links.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = links.indexOf(document.activeElement) + step;
      (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
    }
  });

  field.addEventListener("input", () => { if (!field.value.trim()) close(); });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) close(); });
})();
