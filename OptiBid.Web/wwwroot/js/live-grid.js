// Writes the ticking figures of WatchGrid.razor from the page's message, so that a tick draws nothing on the server. The cells are Blazor's until
// they are first drawn and are never changed by it again: their text nodes stay, only the text is replaced.
import { number } from "./charts-base.js";
import { slots } from "./live-slots.js";

// Figures that change faster cannot be read, and more than three flashes a second are not allowed (WCAG 2.3.1).
const SHORTEST = 450;
const FLASHES = ["ob-flash-up-1", "ob-flash-up-2", "ob-flash-down-1", "ob-flash-down-2"];
const grids = new Map();

const signed = v => (v > 0 ? "+" : "") + number(v);
const arrow = (now, before) => now > before ? "▲ " : now < before ? "▼ " : "";

class Line {
  constructor(grid, row, { slot, zone, seconds }) {
    Object.assign(this, { grid, row, slot, seconds });
    this.clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.cells = Object.fromEntries([...row.querySelectorAll("[data-cell]")].map(c => [c.dataset.cell, c]));
  }

  start(x) { return Math.floor(x / this.seconds) * this.seconds; }

  arrive() { }

  // A closed value that comes after the first of the next interval is for the charts; a jump back is a replay that begins anew.
  take(x, y) {
    const back = this.x === undefined ? 0 : this.start(this.x) - this.start(x);
    if (back > 0 && back <= 2 * this.seconds) return;
    [this.before, this.now, this.x] = [this.now, y, x];
  }

  done() {
    this.grid.changed.add(this);
    schedule(this.grid);
  }

  write(flashes) {
    if (this.now === undefined) return;
    const { value, change, spread, interval } = this.cells, dayAhead = this.row.dataset.dayAhead;
    set(value, number(this.now));
    set(change, this.before === undefined ? "–" : arrow(this.now, this.before) + signed(this.now - this.before));
    set(spread, dayAhead ? signed(this.now - Number(dayAhead)) : "–");
    const start = this.start(this.x);
    set(interval, this.clock.format(new Date(start * 1000)) + (this.x === start ? "" : " " + this.grid.open));
    if (flashes && this.shown !== undefined && this.shown !== this.now) {
      // Two names in turn start the animation anew.
      this.odd = !this.odd;
      value.parentElement.classList.remove(...FLASHES);
      value.parentElement.classList.add(`ob-flash-${this.now > this.shown ? "up" : "down"}-${this.odd ? 1 : 2}`);
    }
    this.shown = this.now;
  }
}

function set(cell, text) {
  if (cell.firstChild.data !== text) cell.firstChild.data = text;
}

function schedule(grid) {
  if (grid.waits) return;
  grid.waits = true;
  const wait = grid.written + SHORTEST - performance.now();
  const draw = () => requestAnimationFrame(() => write(grid));
  if (wait > 0) setTimeout(draw, wait); else draw();
}

function write(grid) {
  grid.waits = false;
  grid.written = performance.now();
  for (const line of grid.changed) line.write(true);
  grid.changed.clear();
}

export function createGrid(element, lines, open) {
  if (!element?.isConnected) return;
  const grid = { open, changed: new Set(), written: -SHORTEST, waits: false };
  grid.lines = [...element.querySelectorAll("tr[data-line]")].map((row, i) => new Line(grid, row, lines[i]));
  grid.lines.forEach(line => slots.set(line.slot, line));
  grids.set(element, grid);
}

// The day-ahead prices are those of another hour.
export function refreshGrid(element) {
  grids.get(element)?.lines.forEach(line => line.write(false));
}

export function removeGrid(element) {
  grids.get(element)?.lines.forEach(line => slots.delete(line.slot));
  grids.delete(element);
}
