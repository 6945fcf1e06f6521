// The navigation beside the list is open where there is room for it.
(() => {
  const wide = window.matchMedia("(min-width: 1024px)");
  const panels = document.querySelectorAll("details[data-opens-wide]");
  const fit = () => panels.forEach((panel) => { panel.open = wide.matches; });
  wide.addEventListener("change", fit);
  fit();
})();

// The parts of a long form as tabs. Without this script they stand below each other.
(() => {
  for (const form of document.querySelectorAll("form[data-tabbed]")) {
    const tabs = [...form.querySelectorAll("[data-tab]")];
    const sections = [...form.querySelectorAll("[data-section]")];
    const show = (name) => {
      for (const section of sections) section.hidden = section.dataset.section !== name;
      for (const tab of tabs) {
        if (tab.dataset.tab === name) tab.setAttribute("aria-current", "page");
        else tab.removeAttribute("aria-current");
      }
    };
    const named = () => tabs.find((tab) => `#${tab.dataset.tab}` === location.hash);
    form.classList.add("cp-tabbed");
    const wrong = tabs.find((tab) => tab.querySelector(".cp-wrong"));
    show((wrong || named() || tabs[0]).dataset.tab);
    for (const tab of tabs) {
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        history.replaceState(null, "", `#${tab.dataset.tab}`);
        form.action = `${location.pathname}${location.search}#${tab.dataset.tab}`;
        show(tab.dataset.tab);
      });
    }
  }
})();

// Rows that can be added: pictures, parts.
(() => {
  for (const rows of document.querySelectorAll("[data-rows]")) {
    const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
    rows.querySelector("[data-row-add]").addEventListener("click", () => {
      const row = rows.querySelector("template").content.cloneNode(true);
      for (const element of row.querySelectorAll("[name], [id], [for]")) {
        for (const name of ["name", "id", "for"]) {
          if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace("__prefix__", total.value));
        }
      }
      total.value = Number(total.value) + 1;
      const list = rows.querySelector("[data-row-list]");
      list.append(row);
      list.lastElementChild.querySelector("input")?.focus();
    });
  }
})();

// A search box that offers what fits the typed words: `ask(words)` is the address of the answer, `offered(answer)`
// the buttons made from it. Enter takes the first, if it fits what is typed by now.
function offerWhatFits(host, ask, offered) {
  const box = host.querySelector("input[type=search]");
  const menu = host.querySelector(".cp-found");
  let waiting = null;

  async function find() {
    const words = box.value.trim();
    if (!words) { menu.hidden = true; return; }
    const answer = await fetch(ask(words)).catch(() => null);
    if (!answer || !answer.ok || answer.redirected || words !== box.value.trim()) return;
    const found = await answer.json();
    menu.replaceChildren(...offered(found));
    if (!menu.children.length) menu.textContent = found.none;
    menu.dataset.words = words;
    menu.hidden = false;
  }

  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 200); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (menu.dataset.words === box.value.trim()) menu.querySelector("button")?.click();
    }
    if (event.key === "Escape") menu.hidden = true;
  });
  document.addEventListener("click", (event) => { if (!host.contains(event.target)) menu.hidden = true; });
}

// Categories are found by typing and kept as chips.
(() => {
  for (const chooser of document.querySelectorAll("[data-categories]")) {
    const box = chooser.querySelector("input[type=search]");
    const menu = chooser.querySelector(".cp-found");
    const chosen = chooser.querySelector(".cp-chosen");

    const drop = (event) => {
      const button = event.target.closest(".cp-drop");
      if (button) button.closest(".ls-chip").remove();
    };
    chosen.addEventListener("click", drop);

    const add = (id, path) => {
      menu.hidden = true;
      box.value = "";
      if (chosen.querySelector(`input[value="${id}"]`)) return;
      const chip = document.createElement("span");
      chip.className = "ls-chip";
      const input = Object.assign(document.createElement("input"), { type: "hidden", name: chooser.dataset.name, value: id });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "cp-drop" });
      button.innerHTML = '<span class="material-symbols-outlined">close</span>';
      chip.append(input, path, button);
      chosen.append(chip);
    };

    offerWhatFits(
      chooser,
      (words) => `${chooser.dataset.categories}?q=${encodeURIComponent(words)}`,
      ({ categories }) => categories.map(([id, path]) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: path });
        button.addEventListener("click", () => add(id, path));
        return button;
      }),
    );
  }
})();

// Attributes of a large set are found by typing; their fields are fetched and put where they belong.
(() => {
  for (const adder of document.querySelectorAll("[data-attributes]")) {
    const form = adder.closest("form");
    const box = adder.querySelector("input[type=search]");
    const menu = adder.querySelector(".cp-found");
    const said = adder.querySelector("[role=status]");
    const chosenSet = () => form.querySelector("[name=attribute_set]")?.value || adder.dataset.set;

    const put = (section, html) => {
      const list = form.querySelector(`[data-section="${CSS.escape(section)}"] .cp-fields`);
      if (!list) return null;
      const holder = document.createElement("template");
      holder.innerHTML = html;
      const field = holder.content.firstElementChild;
      list.append(field);
      const search = window.django?.jQuery;
      if (search?.fn.djangoCustomSelect2) search(field).find(".unfold-admin-autocomplete").djangoCustomSelect2();
      return field;
    };

    async function add(code) {
      menu.hidden = said.hidden = true;
      box.value = "";
      const there = form.querySelector(`[data-field="${CSS.escape(`a-${code}`)}"]`);
      if (there) {
        said.textContent = said.dataset.said;
        said.hidden = false;
        there.querySelector("input, select, textarea")?.focus();
        return;
      }
      const asked = new URLSearchParams({ code, set: chosenSet(), product: adder.dataset.product });
      const answer = await fetch(`${adder.dataset.fields}?${asked}`).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      const { fields } = await answer.json();
      for (const [section, html] of Object.entries(fields)) {
        const field = put(section, html);
        if (section === "attributes") field?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      }
    }

    offerWhatFits(
      adder,
      (words) => `${adder.dataset.attributes}?${new URLSearchParams({ q: words, set: chosenSet() })}`,
      ({ found }) => found.map(([code, label]) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
        if (label.toLowerCase() !== code) {
          button.append(Object.assign(document.createElement("span"), { className: "ls-sub", textContent: ` ${code}` }));
        }
        button.addEventListener("click", () => add(code));
        return button;
      }),
    );
  }
})();

// A page that shows progress looks again.
(() => {
  const page = document.querySelector("[data-reload]");
  if (page) setTimeout(() => location.reload(), Number(page.dataset.reload) * 1000);
})();
