// What the shell hears from the keyboard, and what it keeps in the browser: density, recent commands, the tour.
const typing = target => target?.closest?.("input, textarea, select, [contenteditable=true], [role=textbox]");
let first;

export function listen(shell, wait = 1200) {
  const heard = event => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key.toLowerCase() === "k") {
      event.preventDefault();
      shell.invokeMethodAsync("OpenPaletteAsync");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open], .mud-dialog, .ob-palette")) return;
    const now = performance.now();
    const keys = first && now - first.at < wait ? first.key + " " + event.key : event.key;
    first = event.key === "g" ? { key: "g", at: now } : undefined;
    if (event.key !== "g" && (keys.startsWith("g ") || keys === "?" || keys === "[")) {
      event.preventDefault();
      shell.invokeMethodAsync("PressAsync", keys);
    }
  };
  document.addEventListener("keydown", heard);
  // Whoever drives the page from outside sees that keys are heard.
  document.documentElement.dataset.keys = "";
  return { stop: () => document.removeEventListener("keydown", heard) };
}

export function density() {
  return document.documentElement.dataset.density ?? "comfortable";
}

export function setDensity(density) {
  document.documentElement.dataset.density = density;
  localStorage.setItem("optibid.density", density);
}

export function read(key) {
  return localStorage.getItem(key);
}

export function write(key, value) {
  localStorage.setItem(key, value);
}

// Gives the focus back to where it was when an overlay closes.
let before;
export function remember() {
  before = document.activeElement;
}

export function giveBack() {
  if (before?.isConnected) before.focus();
  before = undefined;
}

export function scrollTo(id) {
  document.getElementById(id)?.scrollIntoView({ block: "nearest" });
}

// Frames what a step of the tour speaks of.
export function point(selector) {
  document.querySelectorAll("[data-tour-target]").forEach(e => delete e.dataset.tourTarget);
  const target = selector && document.querySelector(selector);
  if (target) {
    target.dataset.tourTarget = "true";
    target.scrollIntoView({ block: "nearest" });
  }
}

// Time of a round trip to the server, every fifteen seconds while the page is looked at.
export function watchConnection(dot, shell) {
  const text = (state, ms) => {
    dot.dataset.state = state;
    const label = dot.dataset[state].replace("{0}", ms);
    dot.title = label;
    dot.querySelector(".ob-sr").textContent = label;
  };
  const ping = async () => {
    if (document.visibilityState !== "visible") return;
    const start = performance.now();
    try {
      await shell.invokeMethodAsync("Ping");
      const ms = Math.max(1, Math.round(performance.now() - start));
      text(ms > 400 ? "slow" : "good", ms);
    } catch {
      text("lost", 0);
    }
  };
  const changed = event => {
    if (event.detail.state === "hide") ping();
    else if (event.detail.state !== "retrying") text("lost", 0);
  };
  const modal = document.getElementById("components-reconnect-modal");
  modal?.addEventListener("components-reconnect-state-changed", changed);
  document.addEventListener("visibilitychange", ping);
  const timer = setInterval(ping, 15_000);
  ping();
  return {
    stop: () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ping);
      modal?.removeEventListener("components-reconnect-state-changed", changed);
    }
  };
}
