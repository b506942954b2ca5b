// The call's player. Knows the audio elements and one clock, the call's, that runs through all of
// them (data-offset, data-duration). Tells the page "call:time" and listens to "call:seek".
(() => {
  const SPEED_KEY = "speed";

  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  class Player {
    constructor(section) {
      this.section = section;
      this.audios = [...section.querySelectorAll("audio")];
      this.audio = this.audios[0];
      this.length = Number(section.dataset.length);
      this.speed = section.querySelector("[data-speed]");
      for (const audio of this.audios) this.listenTo(audio);
      section.querySelector(".audios").classList.add("is-driven");
      for (const audio of this.audios) audio.controls = false;
      section.querySelector(".controls").hidden = false;
      section.addEventListener("click", (event) => this.onClick(event));
      section.addEventListener("input", (event) => this.onInput(event));
      this.setSpeed(this.rememberedSpeed());
      this.refresh();
    }

    listenTo(audio) {
      audio.addEventListener("timeupdate", () => audio === this.audio && this.show());
      audio.addEventListener("play", () => this.showPlaying(true));
      audio.addEventListener("pause", () => audio === this.audio && this.showPlaying(false));
      audio.addEventListener("ended", () => this.goOnAfter(audio));
      audio.addEventListener("error", () => this.tell("This recording cannot be played. Reload the page to try again."));
    }

    onClick(event) {
      const what = event.target.closest("[data-do]")?.dataset.do;
      if (what === "play") this.toggle();
      if (what === "back") this.seek(this.time - 5);
      if (what === "ahead") this.seek(this.time + 5);
      if (what === "help") document.getElementById("keys").showModal();
    }

    onInput(event) {
      if (event.target.matches("[data-position]")) this.seek(Number(event.target.value));
      if (event.target.matches("[data-speed]")) this.setSpeed(event.target.value);
    }

    // --- The call's clock ---

    get time() {
      return Number(this.audio.dataset.offset) + this.audio.currentTime;
    }

    get isPlaying() {
      return !this.audio.paused;
    }

    audioAt(time) {
      return this.audios.findLast((audio) => Number(audio.dataset.offset) <= time) || this.audios[0];
    }

    seek(to, { play = this.isPlaying } = {}) {
      const time = Math.min(Math.max(to, 0), this.length);
      const audio = this.audioAt(time);
      if (audio !== this.audio) this.switchTo(audio);
      audio.currentTime = time - Number(audio.dataset.offset);
      this.show(time);
      if (play) this.play();
    }

    switchTo(audio) {
      const before = this.audio;
      this.audio = audio;
      before.pause();
      audio.playbackRate = Number(this.speed.value);
    }

    goOnAfter(audio) {
      const following = this.audios[this.audios.indexOf(audio) + 1];
      if (following) this.seek(Number(following.dataset.offset), { play: true });
    }

    // --- Doing ---

    play() {
      this.tell("");
      if (this.audio.ended) this.seek(0, { play: false });
      this.audio.play().catch((error) => {
        // AbortError: a seek or pause came before it began, which is no trouble.
        if (error.name !== "AbortError") this.tell("The browser could not start this recording.");
      });
    }

    toggle() {
      if (this.isPlaying) this.audio.pause();
      else this.play();
    }

    rememberedSpeed() {
      try {
        return localStorage.getItem(SPEED_KEY) || "1";
      } catch {
        return "1";
      }
    }

    setSpeed(value) {
      const known = [...this.speed.options].some((option) => option.value === value);
      this.speed.value = known ? value : "1";
      for (const audio of this.audios) audio.playbackRate = Number(this.speed.value);
      try {
        localStorage.setItem(SPEED_KEY, this.speed.value);
      } catch {
        // Storage switched off: the speed holds for this page only.
      }
    }

    changeSpeed(by) {
      const place = this.speed.selectedIndex + by;
      if (this.speed.options[place]) this.setSpeed(this.speed.options[place].value);
    }

    // --- Showing ---

    // The strip is redrawn when the transcript arrives, so its parts are looked up afresh.
    refresh() {
      this.position = this.section.querySelector("[data-position]");
      this.playhead = this.section.querySelector("[data-playhead]");
      this.position.hidden = false;
      this.show();
    }

    show(time = this.time) {
      const text = clock(time);
      this.section.querySelector("[data-now]").textContent = text;
      this.position.value = time;
      this.position.setAttribute("aria-valuetext", `${text} of ${clock(this.length)}`);
      this.playhead.setAttribute("x", `${this.length ? (100 * time) / this.length : 0}%`);
      document.dispatchEvent(new CustomEvent("call:time", { detail: { time, playing: this.isPlaying } }));
    }

    showPlaying(playing) {
      this.section.classList.toggle("is-playing", playing);
      this.section.querySelector("[data-play-name]").textContent = playing ? "Pause" : "Play";
    }

    tell(text) {
      const trouble = this.section.querySelector("[data-trouble]");
      trouble.textContent = text;
      trouble.hidden = !text;
    }
  }

  // --- The one player of the page, made when there is audio ---

  let player = null;

  function look() {
    const section = document.getElementById("player");
    if (!section?.querySelector("audio")) return;
    if (player?.section === section) player.refresh();
    else player = new Player(section);
    globalThis.callPlayer = player; // keys.js drives it
  }

  document.addEventListener("call:seek", (event) => player?.seek(event.detail.time, { play: event.detail.play }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || !player || event.ctrlKey || event.metaKey) return; // no audio: the link still leads to its line
    event.preventDefault();
    player.seek(Number(link.dataset.seek), { play: true });
    document.dispatchEvent(new CustomEvent("call:follow"));
  });
  document.addEventListener("htmx:afterSettle", look);

  look();
  const asked = Number(new URLSearchParams(location.search).get("t"));
  if (asked > 0) {
    player?.seek(asked);
    document.dispatchEvent(new CustomEvent("call:asked", { detail: { time: asked } }));
  }
})();
