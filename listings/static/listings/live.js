// Refreshes the list by itself: asks for the same page's moving parts and swaps those that differ.
// It waits while the page is hidden or rows are ticked, so that nothing moves under a person's hand.
(() => {
  const state = document.querySelector("[data-live]");
  if (!state) return;
  const EVERY = Number(state.dataset.live) * 1000;
  const TIMEOUT = 15000;
  const shown = new Map(); // part → its HTML as it last came
  let timer = 0;

  function say(name, look) {
    state.querySelector("[data-live-text]").textContent = state.dataset[name];
    state.classList.toggle("ls-waits", look === "waits");
    state.classList.toggle("ls-stopped", look === "stopped");
  }

  // Rows hold still while some are ticked, and while a row's menu or a dialog is open.
  const HELD = "input.action-select:checked, .ls-more[open], dialog[open]";
  const ticked = () => document.querySelector(HELD) !== null;
  const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

  function versions() {
    const rows = document.querySelectorAll("tr[data-row]");
    return new Map([...rows].map((row) => [row.dataset.row, row.dataset.version]));
  }

  function numbers() {
    const tabs = document.querySelectorAll("a[data-tab]");
    return new Map([...tabs].map((tab) => [tab.dataset.tab, tab.dataset.number]));
  }

  function mark(rowsBefore, numbersBefore) {
    for (const row of document.querySelectorAll("tr[data-row]")) {
      const version = rowsBefore.get(row.dataset.row);
      if (version === undefined) row.classList.add("ls-arrived");
      else if (version !== row.dataset.version) row.classList.add("ls-moved");
    }
    for (const tab of document.querySelectorAll("a[data-tab]")) {
      if (numbersBefore.get(tab.dataset.tab) !== tab.dataset.number) tab.classList.add("ls-flash");
    }
  }

  function swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const rowsBefore = versions();
    const numbersBefore = numbers();
    for (const target of document.querySelectorAll("[data-part]")) {
      const source = part(fresh, target.dataset.part);
      if (!source || source.innerHTML === shown.get(target.dataset.part)) continue;
      shown.set(target.dataset.part, source.innerHTML);
      const scrolled = target.firstElementChild?.scrollLeft ?? 0;
      target.replaceChildren(...document.adoptNode(source).childNodes);
      if (target.firstElementChild) target.firstElementChild.scrollLeft = scrolled;
      target.dispatchEvent(new CustomEvent("listings:swapped", { bubbles: true }));
    }
    mark(rowsBefore, numbersBefore);
  }

  async function refresh() {
    if (document.hidden) return;
    if (ticked()) {
      say("liveTicked", "waits");
      return;
    }
    let answer;
    try {
      answer = await fetch(location.href, {
        headers: { "X-Listings-Fragment": "1" },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      say("liveLost", "waits");
      return;
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      say("liveOut", "stopped");
      clearInterval(timer);
      return;
    }
    if (!answer.ok) {
      say("liveLost", "waits");
      return;
    }
    const html = await answer.text();
    if (ticked()) return; // a box was ticked while the answer was on its way
    swap(html);
    say("liveOn", "");
  }

  say("liveOn", "");
  timer = setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input.action-select, #action-toggle")) say(ticked() ? "liveTicked" : "liveOn", ticked() ? "waits" : "");
  });
})();
