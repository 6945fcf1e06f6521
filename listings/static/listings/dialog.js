// Opens pages of deeds in a dialog over the list. Without this script the same links open them as pages.
(() => {
  const HEADERS = { "X-Listings-Fragment": "1" };
  let dialog = null;

  function box() {
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "ls ls-dialog";
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    return dialog;
  }

  async function show(address, close) {
    let answer;
    try {
      answer = await fetch(address, { headers: HEADERS, redirect: "manual" });
    } catch {
      answer = null;
    }
    if (!answer || !answer.ok) {
      location.href = address; // the page says what is wrong
      return;
    }
    const target = box();
    if (close) target.dataset.close = close;
    target.innerHTML = `<form method="dialog" class="ls-close"><button class="ls-control"><span class="material-symbols-outlined">close</span></button></form>${await answer.text()}`;
    target.querySelector(".ls-close button").setAttribute("aria-label", close || target.dataset.close);
    if (!target.open) target.showModal();
    target.querySelector("[autofocus]")?.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
    show(link.href, link.dataset.close);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-dialog-form]") || !form.closest("dialog")) return;
    event.preventDefault();
    show(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  });

  // A page that waits for Amazon's answer looks again by itself, as long as nobody types.
  const waiting = () => document.querySelector("[data-waiting]") !== null;
  if (waiting()) {
    const timer = setInterval(() => {
      if (!waiting()) clearInterval(timer);
      else if (!document.hidden && !document.activeElement?.matches("input, select")) location.reload();
    }, 3000);
  }
})();
