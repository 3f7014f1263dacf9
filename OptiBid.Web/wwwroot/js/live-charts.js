// Draws the charts of LiveChart.razor: ring buffers filled by one binary message per page and tick, drawn once per animation frame. Nothing is drawn
// while the tab is hidden or the chart out of view; the buffers go on filling, and the next frame shows all of it.
import { load, css, number, steps, axis, timeLabels, timeFormat, saveCanvas } from "./charts-base.js";
import * as groups from "./chart-groups.js";

const charts = new Map();
const slots = new Map();
const dirty = new Set();
let frame = 0, paused = false, lostSince = null;

// The points of one series. A point replaces what lies at or after its x: the closed value its indicative ones, the start of a replay its end.
class Ring {
  constructor(capacity) {
    this.capacity = capacity;
    this.x = new Float64Array(2 * capacity);
    this.y = new Float64Array(2 * capacity);
    this.clear();
  }

  clear() { this.start = this.end = 0; }

  get size() { return this.end - this.start; }

  get lastX() { return this.x[this.end - 1]; }

  get lastY() { return this.y[this.end - 1]; }

  add(x, y) {
    while (this.end > this.start && this.x[this.end - 1] >= x) this.end--;
    if (this.end === this.x.length) {
      this.x.copyWithin(0, this.start, this.end);
      this.y.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    this.x[this.end] = x;
    this.y[this.end++] = y;
    if (this.size > this.capacity) this.start = this.end - this.capacity;
  }
}

// Calls what(series, x, y) for every point of a message [slot, count, (x, y)*]*. The bytes may be unaligned: copied before they are viewed.
function read(bytes, begin) {
  const all = new Float64Array(bytes.slice().buffer);
  for (let i = 0; i < all.length;) {
    const series = slots.get(all[i]), end = i + 2 + 2 * all[i + 1];
    if (series) {
      begin?.(series);
      for (let p = i + 2; p < end; p += 2) series.ring.add(all[p], all[p + 1]);
      dirty.add(series.chart);
    }
    i = end;
  }
}

export function push(bytes) {
  const now = Date.now();
  read(bytes, series => series.chart.arrived = now);
  schedule();
}

export function fill(bytes) {
  read(bytes, series => series.ring.clear());
  for (const chart of charts.values()) {
    const last = Math.max(...chart.series.map(s => s.ring.size ? s.ring.lastX : 0));
    chart.arrived = Math.max(chart.arrived, Math.min(Date.now(), last * 1000));
  }
  schedule();
}

function schedule() {
  if (!frame && dirty.size && !document.hidden) frame = requestAnimationFrame(drawDirty);
}

function drawDirty() {
  frame = 0;
  for (const chart of dirty) {
    // What was just built is drawn once wherever it is: for printing, and for the first sight when it is scrolled to.
    if (!chart.visible && chart.built) continue;
    dirty.delete(chart);
    draw(chart);
  }
}

// One series is shown as it lies in its ring; several are merged on their common x, where NaN says that a series has no point there.
function columns(chart) {
  if (chart.series.length === 1) {
    const { ring } = chart.series[0];
    return [ring.x.subarray(ring.start, ring.end), ring.y.subarray(ring.start, ring.end)];
  }
  const rings = chart.series.map(s => s.ring), at = rings.map(r => r.start);
  const most = rings.reduce((sum, r) => sum + r.size, 0);
  if (!chart.merged || chart.merged[0].length < most) {
    chart.merged = Array.from({ length: rings.length + 1 }, () => new Float64Array(Math.ceil(most * 1.25) + 64));
  }
  const [x, ...y] = chart.merged;
  let n = 0;
  for (;;) {
    let next = Infinity;
    for (let s = 0; s < rings.length; s++) if (at[s] < rings[s].end && rings[s].x[at[s]] < next) next = rings[s].x[at[s]];
    if (next === Infinity) break;
    x[n] = next;
    for (let s = 0; s < rings.length; s++) y[s][n] = at[s] < rings[s].end && rings[s].x[at[s]] === next ? rings[s].y[at[s]++] : NaN;
    n++;
  }
  return chart.merged.map(c => c.subarray(0, n));
}

function range(chart, x) {
  if (chart.zoomedTo) return chart.zoomedTo;
  const first = x[0], last = x[x.length - 1];
  const min = chart.options.window ? Math.max(last - chart.options.window, first) : first;
  return { min, max: last + Math.max(1, (last - min) * 0.02) };
}

function draw(chart) {
  const started = performance.now(), data = columns(chart);
  chart.points = data[0].length;
  if (!chart.points) return;
  chart.plot.batch(() => {
    chart.plot.setData(data, false);
    chart.plot.setScale("x", range(chart, data[0]));
  });
  if (chart.plot.cursor.idx == null) chart.cells.forEach((cell, i) => {
    const { ring, unit } = chart.series[Math.max(0, i - 1)];
    if (ring.size) cell.textContent = i === 0 ? chart.clock(ring.lastX) : `${number(ring.lastY)} ${unit}`;
  });
  chart.built = true;
  chart.drawn = (chart.drawn ?? 0) + 1;
  chart.drawTime = performance.now() - started;
}

function style(s, i) {
  const line = { label: s.name, scale: "left", stroke: css(`--series-${(i % 6) + 1}`), width: 1.75, points: { show: false }, value: (_, v) => Number.isFinite(v) ? `${number(v)} ${s.unit}` : s.ring.size ? `${number(s.ring.lastY)} ${s.unit}` : "–" };
  if (s.style === "Step") return { ...line, paths: steps() };
  return s.style === "Dashed" ? { ...line, dash: [6, 4] } : line;
}

// The newest value of every series at the right edge: a dot and a faint line at its height.
function drawNewest(chart, plot) {
  const ink = plot.ctx, scale = devicePixelRatio, { left, top, width, height } = plot.bbox;
  ink.save();
  ink.beginPath();
  ink.rect(left, top, width, height);
  ink.clip();
  chart.series.forEach((s, i) => {
    if (!s.ring.size || !plot.series[i + 1].show) return;
    const x = plot.valToPos(s.ring.lastX, "x", true), y = plot.valToPos(s.ring.lastY, "left", true);
    ink.strokeStyle = ink.fillStyle = chart.colours[i];
    ink.globalAlpha = 0.45;
    ink.setLineDash([2 * scale, 4 * scale]);
    ink.lineWidth = scale;
    ink.beginPath();
    ink.moveTo(left, y);
    ink.lineTo(left + width, y);
    ink.stroke();
    ink.globalAlpha = 1;
    ink.beginPath();
    ink.arc(x, y, 3 * scale, 0, 7);
    ink.fill();
  });
  ink.restore();
}

function build(chart) {
  const o = chart.options, time = timeFormat(o.zone);
  chart.clock = seconds => time.format(new Date(seconds * 1000)).replace(", ", " ");
  chart.built = false;
  chart.plot?.destroy();
  chart.colours = chart.series.map((_, i) => css(`--series-${(i % 6) + 1}`));
  const pad = (_, min, max) => min == null ? [0, 1] : [min - ((max - min || Math.abs(max) || 1) * 0.06), max + ((max - min || Math.abs(max) || 1) * 0.06)];
  chart.plot = new uPlot({
    width: Math.max(chart.element.clientWidth, 200), height: o.height - 34,
    axes: [{ ...axis("x", "", 2, true), size: 40, space: 64, values: timeLabels }, axis("left", o.unit, 3, true)],
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), o.zone),
    scales: { x: { time: true, auto: false }, left: { range: pad } },
    cursor: { drag: { x: true, y: false, uni: 20, setScale: false }, bind: { dblclick: () => () => groups.reset(chart) }, points: { size: 7 }, ...groups.cursor(chart.group) },
    legend: { live: true },
    series: [
      { label: o.zoneName, value: (_, v) => v == null ? "" : chart.clock(v) },
      ...chart.series.map(style),
    ],
    hooks: { setSelect: [u => groups.select(chart, u)], draw: [u => drawNewest(chart, u)] },
  }, columns(chart), chart.element);
  chart.cells = [...chart.element.querySelectorAll(".u-legend .u-value")];
  dirty.add(chart);
  schedule();
}

function show(chart, zoomed) {
  if (chart.zoomed !== zoomed) {
    chart.zoomed = zoomed;
    chart.owner.invokeMethodAsync("Zoomed", zoomed).catch(() => { });
  }
  dirty.add(chart);
  schedule();
}

const seen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    const chart = charts.get(entry.target);
    if (chart) chart.visible = entry.isIntersecting;
  }
  schedule();
});

const sized = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const chart = charts.get(target);
    if (chart?.plot && target.clientWidth > 0 && target.clientWidth !== chart.plot.width) {
      chart.plot.setSize({ width: target.clientWidth, height: chart.options.height - 34 });
    }
  }
});

export async function create(element, options, owner) {
  await load();
  if (!element.isConnected) return;
  const chart = { element, options, owner, visible: true, zoomed: false, arrived: 0, points: 0 };
  chart.series = options.series.map(s => ({ ...s, chart, ring: new Ring(options.capacity) }));
  chart.series.forEach(s => slots.set(s.slot, s));
  chart.zoom = (min, max) => { chart.zoomedTo = { min, max }; show(chart, true); };
  chart.reset = () => { chart.zoomedTo = undefined; show(chart, false); };
  groups.join(options.group, chart);
  charts.set(element, chart);
  build(chart);
  seen.observe(element);
  sized.observe(element);
}

export function setWindow(element, seconds) {
  const chart = charts.get(element);
  if (!chart) return;
  chart.options.window = seconds;
  chart.reset();
}

export function resetZoom(element) {
  const chart = charts.get(element);
  if (chart) groups.reset(chart);
}

export function savePng(element, name, title) {
  const source = charts.get(element)?.plot?.root.querySelector("canvas");
  if (source) saveCanvas(source, name, title);
}

export function remove(element) {
  const chart = charts.get(element);
  if (!chart) return;
  seen.unobserve(element);
  sized.unobserve(element);
  groups.leave(chart);
  chart.series.forEach(s => slots.delete(s.slot));
  chart.plot?.destroy();
  charts.delete(element);
  dirty.delete(chart);
}

export function pause(value) {
  paused = value;
  // What was missed on purpose is not stale.
  if (!value) charts.forEach(c => c.arrived = Date.now());
}

// For measurements: points held, draws so far and the time of the last draw of every chart, in the order they were made.
export const stats = () => [...charts.values()].map(c => ({ points: c.points, drawn: c.drawn ?? 0, drawTime: c.drawTime ?? 0 }));

function mark(chart) {
  const stale = !paused && chart.arrived > 0 && Date.now() - chart.arrived > chart.options.staleAfter * 1000;
  const since = lostSince ?? (stale ? chart.arrived : null);
  const figure = chart.element.closest("figure"), note = figure?.querySelector("[data-live-note]");
  if (!note || chart.since === since) return;
  chart.since = since;
  figure.classList.toggle("ob-live-lost", lostSince !== null);
  figure.classList.toggle("ob-live-stale", since !== null);
  note.hidden = since === null;
  note.textContent = since === null ? "" : (lostSince !== null ? chart.options.lostText : chart.options.staleText)
    .replace("{0}", new Date(since).toLocaleTimeString("en-GB", { timeZone: chart.options.zone }) + " " + chart.options.zoneName);
}

setInterval(() => charts.forEach(mark), 1000);
document.addEventListener("visibilitychange", schedule);
document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", event => {
  lostSince = event.detail.state === "hide" ? null : lostSince ?? Date.now();
  charts.forEach(mark);
});

// Colours are read when a chart is built: build again when the theme changes.
new MutationObserver(() => charts.forEach(build)).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
