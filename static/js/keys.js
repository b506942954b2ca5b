// Keyboard shortcuts of the call page and their help. They can be switched off (WCAG 2.1.4), and
// leave alone whatever the person is typing in or has to press.
(() => {
  const OFF_KEY = "shortcuts-off";
  const help = document.getElementById("keys");
  const box = help.querySelector("[data-keys-switch]");
  const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const withPlayer = (act) => () => globalThis.callPlayer && (act(globalThis.callPlayer), true);
  const line = (by) => withPlayer((player) => player.isPlaying && send("call:line", { by }));

  try {
    box.checked = !localStorage.getItem(OFF_KEY);
  } catch {
    // Storage switched off: shortcuts are on.
  }
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF_KEY);
      else localStorage.setItem(OFF_KEY, "1");
    } catch {
      // As above: it holds for this page only.
    }
  });

  const keys = {
    " ": withPlayer((player) => player.toggle()),
    k: withPlayer((player) => player.toggle()),
    j: withPlayer((player) => player.seek(player.time - 10)),
    l: withPlayer((player) => player.seek(player.time + 10)),
    ArrowLeft: withPlayer((player) => player.seek(player.time - 5)),
    ArrowRight: withPlayer((player) => player.seek(player.time + 5)),
    ArrowUp: line(-1),
    ArrowDown: line(1),
    "<": withPlayer((player) => player.changeSpeed(-1)),
    ">": withPlayer((player) => player.changeSpeed(1)),
    "/": () => open("find"),
    n: () => send("call:match", { by: 1 }),
    N: () => send("call:match", { by: -1 }),
    e: () => send("call:edit"),
    "[": () => document.querySelector('[data-key="["]')?.click(),
    "]": () => document.querySelector('[data-key="]"]')?.click(),
    "?": () => help.showModal(),
  };

  function open(id) {
    const field = document.getElementById(id);
    field?.focus();
    field?.select();
  }

  function isTaken(event) {
    const target = event.target;
    if (target.matches("input:not([type=range]):not([type=checkbox]), textarea, select")) return true;
    // Space and Enter belong to the button or link that has the focus.
    return event.key === " " && target.closest("button, a, summary, input[type=checkbox]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.id === "find") event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!box.checked || help.open || isTaken(event)) return;
    const act = keys[event.key];
    if (!act) return;
    // Up and down scroll the page as ever while nothing plays.
    const scrolls = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (!scrolls || globalThis.callPlayer?.isPlaying) event.preventDefault();
    act();
  });
})();
