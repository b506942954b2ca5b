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
  // The server shows times in this zone (audiapro/middleware.py).
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
})();
