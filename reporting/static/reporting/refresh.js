// Parts of a page that refresh themselves: <div data-refresh="ADDRESS" data-seconds="5">.
// Pauses while the page is hidden, while something inside has the focus, and while a dialog is open.
(() => {
  const busy = (part) => document.hidden || part.contains(document.activeElement) || document.querySelector("dialog[open]");

  async function refresh(part) {
    if (busy(part)) return;
    try {
      const answer = await fetch(part.dataset.refresh, { headers: { "X-Requested-With": "refresh" }, redirect: "manual" });
      if (!answer.ok) { part.classList.add("ch-stale"); return; }
      const html = await answer.text();
      part.classList.remove("ch-stale");
      if (html !== part.dataset.shown) {
        part.dataset.shown = html;
        part.innerHTML = html;
      }
    } catch {
      part.classList.add("ch-stale");
    }
  }

  for (const part of document.querySelectorAll("[data-refresh]")) {
    setInterval(() => refresh(part), 1000 * Number(part.dataset.seconds || 10));
  }
})();
