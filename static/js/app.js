// What every page needs: the colour switch, definitions that close, htmx's manners.
(() => {
  const root = document.documentElement;

  function remember(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      // Storage switched off: it holds for this page only.
    }
  }

  // --- Colours: as the system, light, dark ---
  const toggle = document.querySelector("[data-theme-toggle]");
  const names = { "": "as the system", light: "light", dark: "dark" };
  function showTheme() {
    const theme = root.dataset.theme || "";
    toggle.querySelector("[data-theme-name]").textContent = names[theme];
    toggle.title = `Colours: ${names[theme]}`;
  }
  if (toggle) {
    toggle.hidden = false;
    showTheme();
    toggle.addEventListener("click", () => {
      const order = ["", "light", "dark"];
      const next = order[(order.indexOf(root.dataset.theme || "") + 1) % order.length];
      if (next) root.dataset.theme = next;
      else delete root.dataset.theme;
      remember("theme", next);
      showTheme();
    });
  }

  // --- Definitions close on a click elsewhere and on Escape ---
  function closeInfos(except) {
    for (const info of document.querySelectorAll("details.info[open]")) if (info !== except) info.open = false;
  }
  document.addEventListener("click", (event) => closeInfos(event.target.closest("details.info")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.info[open]");
    if (!open) return;
    open.querySelector("summary").focus();
    closeInfos(null);
  });

  // --- Filters: short URLs, and a period that overrules a day ---
  function forgetDay(event) {
    const day = event.target.name === "period" && event.target.form?.elements.day;
    if (day) day.value = "";
  }
  document.addEventListener("change", forgetDay, { capture: true }); // before htmx reads the form
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.hasAttribute("data-drop-empty")) return;
    for (const [name, value] of [...event.detail.formData]) if (!value) event.detail.formData.delete(name);
  });

  // --- "/" goes to the search, except on the call page, whose own keys (keys.js) can be switched off there ---
  function areKeysOff() {
    try {
      return Boolean(localStorage.getItem("shortcuts-off"));
    } catch {
      return false; // Storage switched off: shortcuts are on.
    }
  }
  document.addEventListener("keydown", (event) => {
    const isOurs = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (!isOurs || document.getElementById("keys") || areKeysOff()) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const link = document.querySelector('a[data-key="/"]');
    if (!link) return;
    event.preventDefault();
    const field = document.querySelector("input[type=search]");
    if (field) field.select();
    else link.click();
  });

  // --- What a person opened stays open when its part of the page is drawn again ---
  let opened = [];
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    opened = [...detail.target.querySelectorAll("details[id][open]")].map((details) => details.id);
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  });

  // --- When the server cannot be had, or the session is over ---
  const trouble = document.getElementById("trouble");
  function tell(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
  }
  document.addEventListener("htmx:sendError", () => tell("The server cannot be reached. This page may be out of date."));
  document.addEventListener("htmx:responseError", (event) =>
    tell(`The server answered with an error (${event.detail.xhr.status}). Reload the page to try again.`),
  );
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) tell("");
    if (!new URL(event.detail.xhr.responseURL).pathname.startsWith("/login/")) return;
    event.detail.shouldSwap = false; // signed out meanwhile: let the whole page ask for the sign-in
    location.reload();
  });
})();
