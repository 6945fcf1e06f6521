// Small conveniences: filters apply when chosen, menus close, pictures that fail leave an empty frame.
(() => {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // Ticked rows. Events are caught above the table, so rows that are swapped need no new listeners.
  const boxes = () => [...document.querySelectorAll("input.action-select")];
  let lastTicked = null;

  function count() {
    const all = boxes();
    const ticked = all.filter((box) => box.checked);
    for (const box of all) box.closest("tr").classList.toggle("selected", box.checked);
    const toggle = document.getElementById("action-toggle");
    if (toggle) toggle.checked = ticked.length > 0 && ticked.length === all.length;
    const counter = document.querySelector(".ls-ticked");
    if (counter) counter.textContent = counter.dataset.text.replace("TICKED", ticked.length).replace("ALL", all.length);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.matches("input.action-select")) return;
    const all = boxes();
    const [from, to] = [all.indexOf(lastTicked), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) all.slice(from, to).forEach((box) => { box.checked = event.target.checked; });
    lastTicked = event.target;
    count();
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "action-toggle") boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("#action-toggle, input.action-select")) count();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".ls-search")) return;
    for (const field of event.target.elements) {
      if (field.name && !field.value) field.disabled = true; // keeps addresses short
    }
  });

  async function fill(select) {
    const address = select.dataset.choices;
    delete select.dataset.choices; // once
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const { choices } = await answer.json();
    for (const [value, label] of choices) {
      const known = [...select.options].find((option) => option.value === value);
      if (known) known.textContent = label;
      else select.add(new Option(label, value));
    }
  }

  function fillOpened(root) {
    if (root && root.open) root.querySelectorAll("select[data-choices]").forEach(fill);
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".ls-filters")) fillOpened(event.target);
  }, true);
  fillOpened(document.querySelector(".ls-filters"));

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details[data-menu][open]").forEach((m) => { m.open = false; });
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const box = document.getElementById("searchbar");
    if (event.key === "/" && !typing && box) {
      event.preventDefault();
      box.focus();
    }
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll(".ls-search :disabled").forEach((field) => { field.disabled = false; });
    count();
  });

  const drop = (picture) => picture.remove();
  document.addEventListener("error", (event) => {
    if (event.target.matches && event.target.matches(".ls-picture img")) drop(event.target);
  }, true);
  for (const picture of document.querySelectorAll(".ls-picture img")) {
    if (picture.complete && !picture.naturalWidth && picture.loading !== "lazy") drop(picture);
  }

  document.querySelector(".ls-tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
})();
