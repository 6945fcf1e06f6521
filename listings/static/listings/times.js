// Times come in UTC; here they become the reader's own zone and language.
(() => {
  // English as amazon_channel/formats writes it.
  const language = document.documentElement.lang.replace(/^en$/, "en-GB") || undefined;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

  function show(root) {
    for (const element of root.querySelectorAll("time[data-local], time[data-hover]")) {
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      if (element.hasAttribute("data-hover")) element.title = format.format(at);
      else element.textContent = format.format(at);
    }
  }

  document.addEventListener("listings:swapped", (event) => show(event.target));
  show(document);
})();
