// Runs before the first paint, so that a remembered choice of colours never flashes.
(() => {
  const kept = (() => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage switched off: the system's colours it is
    }
  })();
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  document.documentElement.classList.add("script");
})();
