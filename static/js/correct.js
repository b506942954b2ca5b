// Correcting a line or the summary in its place: the keys, and nothing that was typed gets lost.
(() => {
  const open = () => document.querySelectorAll("form.correct");
  const isChanged = (form) => form.elements.text.value !== form.elements.text.defaultValue;
  let missed = false;

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form.correct");
    if (!form || event.isComposing) return;
    if (event.key === "Escape") form.querySelector("[data-cancel]").click();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
  });

  // Key "e": the line that has the focus, or else the one being spoken.
  document.addEventListener("call:edit", () => {
    const focused = document.activeElement.closest(".line");
    (focused || document.querySelector(".line[aria-current]"))?.querySelector("[data-edit]")?.click();
  });

  addEventListener("beforeunload", (event) => {
    if ([...open()].some((form) => isChanged(form) && !form.isSent)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) event.target.isSent = true; // by the browser; htmx leaves the page where it is
  });

  // Work that ends meanwhile brings a new transcript and new insights. They wait until the forms are closed.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (!["transcript", "insights"].includes(event.detail.target.id) || !open().length) return;
    event.detail.shouldSwap = false;
    missed = true;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!missed || open().length) return;
    missed = false;
    const address = document.getElementById("transcript").dataset.refresh;
    htmx.ajax("GET", address, { source: "#player-is-here", target: "#progress", swap: "outerHTML" });
  });
})();
