// The transcript: which line is being spoken, following it, and searching in it.
// Listens to the player's "call:time"; works without a player too (search, ?t=).
(() => {
  let section, lines, starts, current;
  let following = true;

  function read() {
    section = document.getElementById("transcript");
    lines = [...section.querySelectorAll(".line")];
    starts = lines.map((line) => Number(line.dataset.start));
    current = section.querySelector(".line[aria-current]");
    const find = section.querySelector("[data-find]");
    if (find) find.hidden = false;
    search();
  }

  // The last line that has begun; two people may speak at once, the later one is shown.
  function lineAt(time) {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time + 0.05) low = middle + 1;
      else high = middle;
    }
    return lines[low - 1] || null;
  }

  // --- The line being spoken ---

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  function bringToView(line) {
    line.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }

  function mark(line) {
    if (line === current) return false;
    current?.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
    current = line;
    return Boolean(line);
  }

  document.addEventListener("call:time", ({ detail }) => {
    if (mark(lineAt(detail.time)) && following && detail.playing) bringToView(current);
  });
  document.addEventListener("call:asked", ({ detail }) => {
    const line = lineAt(detail.time);
    mark(line);
    if (line) line.scrollIntoView({ block: "center" });
  });

  // --- Following stops when the person scrolls, and says how to start again ---

  function follow(on) {
    following = on;
    const pill = section.querySelector("[data-follow]");
    if (pill) pill.hidden = on;
    if (on && current) bringToView(current);
  }
  const isPlaying = () => Boolean(globalThis.callPlayer?.isPlaying);
  const scrollKeys = new Set(["PageUp", "PageDown", "Home", "End"]);
  for (const kind of ["wheel", "touchmove"]) {
    document.addEventListener(kind, () => isPlaying() && follow(false), { passive: true });
  }
  document.addEventListener("keydown", (event) => scrollKeys.has(event.key) && isPlaying() && follow(false));
  document.addEventListener("call:follow", () => follow(true));
  document.addEventListener("click", (event) => event.target.closest("[data-follow]") && follow(true));

  document.addEventListener("call:line", ({ detail }) => {
    const place = lines.indexOf(current) + detail.by;
    if (lines[place]) document.dispatchEvent(new CustomEvent("call:seek", { detail: { time: starts[place] } }));
  });

  // --- Search: ranges over the words, painted by the browser without touching the page ---

  const canPaint = "highlights" in CSS;
  let matches = [];
  let shown = -1;

  function textOf(words) {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".visually-hidden") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  function rangesIn(line, wanted) {
    const words = line.querySelector(".words");
    if (!words) return []; // being corrected
    const nodes = textOf(words);
    const text = nodes.map((node) => node.data).join("").toLowerCase();
    const found = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      found.push(rangeOver(nodes, at, at + wanted.length));
    }
    return found.map((range) => ({ line, range }));
  }

  function rangeOver(nodes, from, to) {
    const range = document.createRange();
    let passed = 0;
    for (const node of nodes) {
      const end = passed + node.data.length;
      if (from >= passed && from < end) range.setStart(node, from - passed);
      if (to > passed && to <= end) range.setEnd(node, to - passed);
      passed = end;
    }
    return range;
  }

  function search() {
    const wanted = section.querySelector("#find")?.value.trim().toLowerCase() || "";
    matches = wanted ? lines.flatMap((line) => rangesIn(line, wanted)) : [];
    shown = -1;
    const hits = new Set(matches.map((match) => match.line));
    for (const line of lines) line.classList.toggle("is-hit", hits.has(line));
    paint();
  }

  function step(by) {
    if (!matches.length) return;
    shown = shown < 0 && by < 0 ? matches.length - 1 : (shown + by + matches.length) % matches.length;
    paint();
    if (isPlaying()) follow(false);
    bringToView(matches[shown].line);
  }

  function paint() {
    const typed = Boolean(section.querySelector("#find")?.value.trim());
    const count = section.querySelector("[data-found]");
    if (count) count.textContent = typed ? `${shown + 1}/${matches.length}` : "";
    for (const button of section.querySelectorAll("[data-step]")) button.disabled = !matches.length;
    if (!canPaint) return;
    CSS.highlights.set("found", new Highlight(...matches.map((match) => match.range)));
    CSS.highlights.set("found-here", new Highlight(...(shown < 0 ? [] : [matches[shown].range])));
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "find") return;
    search();
    step(1);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-find]")) return;
    event.preventDefault();
    step(1);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button?.type === "button") step(Number(button.dataset.step));
  });
  document.addEventListener("call:match", ({ detail }) => step(detail.by));
  // A new transcript, or a line of it that was corrected.
  document.addEventListener("htmx:afterSettle", () => {
    if (!section.isConnected || lines.some((line) => !line.isConnected)) read();
  });

  read();
})();
