// Moves and resizes the tiles of DashboardGrid.razor by pointer, touch and keyboard. Blazor owns every tile; what follows the pointer stands
// outside its tree and stays until the server has answered.
import { offer } from "./download.js";

const grids = new Map();
const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

// A call that meets a lost connection is made again when the connection is back; what was typed meanwhile is told again.
let online = true, lostAt = 0, lost = [], back = [];
const typed = new Map();
document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
  if (state === "show" && online) {
    online = false;
    lostAt = Date.now();
    lost.splice(0).forEach(f => f());
  } else if (state === "hide") {
    online = true;
    back.splice(0).forEach(f => f());
    // The server may have drawn its older value over what was typed in the gap: what was typed counts.
    typed.forEach(({ time, value }, field) => {
      if (time < lostAt - 10000 || !field.isConnected) return;
      if (value !== null) field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    typed.clear();
  }
});
document.addEventListener("input", e => typed.set(e.target, { time: Date.now(), value: e.target.type === "file" || e.target.type === "checkbox" || e.target.type === "radio" ? null : e.target.value ?? null }), { capture: true, passive: true });

async function tell(owner, ...call) {
  for (;;) {
    if (!online) await new Promise(f => back.push(f));
    let gone;
    const answer = await Promise.race([
      owner.invokeMethodAsync(...call).then(value => ({ value })),
      new Promise(f => lost.push(gone = () => f(null))),
    ]);
    lost = lost.filter(f => f !== gone);
    if (answer) return answer.value;
  }
}

function measure(grid) {
  const style = getComputedStyle(grid), box = grid.getBoundingClientRect();
  const columns = style.gridTemplateColumns.split(" ").length, gap = parseFloat(style.columnGap);
  const width = (box.width - gap * (columns - 1)) / columns, height = parseFloat(style.gridAutoRows);
  return { box, columns, gap, width, height };
}

function outline(kind, label) {
  const ghost = document.createElement("div");
  ghost.setAttribute("aria-hidden", "true");
  ghost.className = "ob-ghost";
  ghost.textContent = label ?? "";
  Object.assign(ghost.style, {
    position: "fixed", zIndex: 1290, pointerEvents: "none", borderRadius: "8px", padding: "10px 14px", fontWeight: "650", overflow: "hidden",
    border: `2px ${kind} var(--ob-primary)`, color: "var(--ob-text)", boxSizing: "border-box",
    background: kind === "solid" ? "color-mix(in srgb, var(--ob-surface) 82%, transparent)" : "color-mix(in srgb, var(--ob-primary) 12%, transparent)",
  });
  document.body.append(ghost);
  return ghost;
}

function put(ghost, left, top, width, height) {
  Object.assign(ghost.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

function drag(state, event) {
  const handle = event.target.closest("[data-move],[data-resize]");
  if (!handle || event.button !== 0 || state.drag) return;
  event.preventDefault();
  handle.focus({ preventScroll: true });
  handle.setPointerCapture(event.pointerId);
  const tile = handle.closest("[data-tile]"), box = tile.getBoundingClientRect(), resize = handle.hasAttribute("data-resize");
  const landing = outline("dashed"), ghost = outline("solid", tile.dataset.label), origin = { x: event.clientX, y: event.clientY, scroll: scrollY };
  const size = { w: Number(tile.dataset.w), h: Number(tile.dataset.h) };
  let target = null;
  tile.toggleAttribute("data-dragging", true);

  const follow = e => {
    if (e.clientY < 90) scrollBy(0, -14);
    else if (e.clientY > innerHeight - 50) scrollBy(0, 14);
    const m = measure(state.grid), dx = e.clientX - origin.x, dy = e.clientY - origin.y, by = scrollY - origin.scroll;
    const left = box.left, top = box.top - by, cell = { x: m.width + m.gap, y: m.height + m.gap };
    if (resize) {
      const column = Math.round((left - m.box.left) / cell.x);
      const w = Math.min(m.columns - column, Math.max(1, Math.round((box.width + dx + m.gap) / cell.x)));
      const h = Math.max(1, Math.round((box.height + dy + by + m.gap) / cell.y));
      target = { w, h };
      put(ghost, left, top, Math.max(40, box.width + dx), Math.max(40, box.height + dy + by));
      put(landing, left, top, w * cell.x - m.gap, h * cell.y - m.gap);
    } else {
      const x = Math.min(m.columns - size.w, Math.max(0, Math.round((left + dx - m.box.left) / cell.x)));
      const y = Math.max(0, Math.round((top + dy + by - m.box.top) / cell.y));
      target = { x, y };
      put(ghost, left + dx, top + dy + by, box.width, box.height);
      put(landing, m.box.left + x * cell.x, m.box.top + y * cell.y, box.width, box.height);
    }
  };
  const end = () => {
    removeEventListener("keydown", escape, true);
    handle.removeEventListener("pointermove", follow);
    handle.removeEventListener("pointerup", drop);
    handle.removeEventListener("pointercancel", cancel);
    ghost.remove();
    landing.remove();
    tile.toggleAttribute("data-dragging", false);
    state.drag = null;
  };
  const cancel = () => {
    target = null;
    end();
  };
  const escape = e => {
    if (e.key !== "Escape") return;
    e.preventDefault();
    e.stopPropagation();
    cancel();
  };
  const drop = async () => {
    const at = performance.now(), t = target;
    handle.removeEventListener("pointermove", follow);
    if (t) {
      put(ghost, ...Object.values(landing.getBoundingClientRect().toJSON()).slice(0, 4));
      try {
        await (resize ? tell(state.owner, "ResizeAsync", tile.dataset.tile, t.w, t.h) : tell(state.owner, "MoveAsync", tile.dataset.tile, t.x, t.y));
        state.grid.dataset.dropMs = (performance.now() - at).toFixed(1);
      } catch { /* The page is gone; its changes are kept as a draft. */ }
    }
    end();
  };
  state.drag = cancel;
  addEventListener("keydown", escape, true);
  handle.addEventListener("pointermove", follow);
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", cancel);
}

function press(state, event) {
  const handle = event.target.closest("[data-move]");
  if (!handle) return;
  const id = handle.dataset.move;
  const say = what => tell(state.owner, "KeyAsync", id, what, event.shiftKey).catch(() => { });
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    const held = state.held === id;
    state.held = held ? null : id;
    say(held ? "Drop" : "Grab");
  } else if (state.held === id && (arrows.includes(event.key) || event.key === "Escape")) {
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") state.held = null;
    say(event.key);
  }
}

function shortcut(state, event) {
  if (!(event.ctrlKey || event.metaKey) || event.target.closest?.("input,textarea,select,[contenteditable],.mud-dialog")) return;
  const key = event.key.toLowerCase();
  const what = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : key === "s" ? "save" : null;
  if (!what) return;
  event.preventDefault();
  tell(state.owner, "ShortcutAsync", what).catch(() => { });
}

// Starts watching a grid; says at once, and again when the window changes, how many columns it has.
export function start(grid, owner) {
  stop(grid);
  const end = new AbortController(), signal = end.signal;
  const state = { grid, owner, held: null, drag: null, end };
  grids.set(grid, state);
  const wide = matchMedia("(min-width: 1200px)"), medium = matchMedia("(min-width: 700px)");
  const columns = () => tell(owner, "ColumnsAsync", wide.matches ? 12 : medium.matches ? 6 : 1).catch(() => { });
  for (const query of [wide, medium]) query.addEventListener("change", columns, { signal });
  columns();
  grid.addEventListener("pointerdown", e => grid.hasAttribute("data-editing") && drag(state, e), { signal });
  grid.addEventListener("keydown", e => grid.hasAttribute("data-editing") && press(state, e), { signal });
  grid.addEventListener("focusout", e => {
    const handle = e.target.closest("[data-move]");
    if (handle && state.held === handle.dataset.move && handle.isConnected) {
      state.held = null;
      tell(owner, "KeyAsync", handle.dataset.move, "Drop", false).catch(() => { });
    }
  }, { signal });
  addEventListener("keydown", e => grid.hasAttribute("data-editing") && shortcut(state, e), { signal });
  // On paper as in a file: the wide grid in light colours. Charts take their size before the browser draws the pages.
  const root = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    grid.setAttribute("data-exporting", "");
    root.dataset.theme = "light";
    dispatchEvent(new Event("optibid:resize"));
  }, { signal });
  addEventListener("afterprint", () => {
    grid.removeAttribute("data-exporting");
    root.dataset.theme = theme;
  }, { signal });
  grid.dataset.ready = "";
}

export function stop(grid) {
  const state = grids.get(grid);
  state?.drag?.();
  state?.end.abort();
  grids.delete(grid);
}

// Arrow keys go through the entries of an open menu; focus goes back to its button when Escape closes it.
addEventListener("keydown", event => {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu) return;
  const items = [...menu.querySelectorAll("[data-menu-item]:not([disabled])")], at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!items.length) return;
    event.preventDefault();
    items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1) + items.length) % items.length].focus();
  } else if (event.key === "Escape") {
    menu.querySelector("[data-menu-button]").focus();
  }
});

// True when the widget had a picture.
export async function savePicture(element, name, title) {
  const source = element.querySelector("canvas") ?? element.querySelector("svg:not(.mud-icon-root)");
  if (!source) return false;
  const css = n => getComputedStyle(document.documentElement).getPropertyValue(n).trim();
  const scale = devicePixelRatio, box = source.getBoundingClientRect(), head = 36 * scale;
  let picture = source;
  if (source instanceof SVGElement) {
    const copy = source.cloneNode(true), from = [source, ...source.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((e, i) => {
      const s = getComputedStyle(from[i]);
      for (const p of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font", "text-anchor", "dominant-baseline"]) e.style.setProperty(p, s.getPropertyValue(p));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", box.width * scale);
    copy.setAttribute("height", box.height * scale);
    picture = new Image();
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await picture.decode();
  }
  const canvas = document.createElement("canvas");
  canvas.width = box.width * scale;
  canvas.height = box.height * scale + head;
  const ink = canvas.getContext("2d");
  ink.fillStyle = css("--chart-panel");
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = css("--chart-axis");
  ink.font = `600 ${14 * scale}px ${css("--ob-font")}`;
  ink.fillText(title, 12 * scale, 24 * scale);
  ink.drawImage(picture, 0, head, box.width * scale, box.height * scale);
  canvas.toBlob(blob => offer(name, blob));
  return true;
}

export const copy = text => navigator.clipboard.writeText(text).then(() => true, () => false);
export const show = address => void window.open(address, "_blank", "noopener");
export const print = () => window.print();
export const focus = selector => document.querySelector(selector)?.focus();
