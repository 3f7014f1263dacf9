// Draws the charts of LiveChart.razor: ring buffers filled by one binary message per page and tick, drawn once per animation frame. Nothing is drawn
// while the tab is hidden or the chart out of view; the buffers go on filling, and the next frame shows all of it.
import { load, css, number, steps, axis, timeLabels, timeFormat, fmtDate, saveCanvas } from "./charts-base.js";
import * as groups from "./chart-groups.js";
import { slots } from "./live-slots.js";
import { Ring } from "./live-ring.js";
export { createGrid, refreshGrid, removeGrid } from "./live-grid.js";

const charts = new Map();
const dirty = new Set();
let frame = 0, paused = false, lostSince = null;

// Hands every point of a message [slot, count, (x, y)*]* to who takes its slot. The bytes may be unaligned: copied before they are viewed.
function read(bytes, begin) {
  const all = new Float64Array(bytes.slice().buffer);
  for (let i = 0; i < all.length;) {
    const taker = slots.get(all[i]), end = i + 2 + 2 * all[i + 1];
    if (taker) {
      begin(taker);
      for (let p = i + 2; p < end; p += 2) taker.take(all[p], all[p + 1]);
      taker.done();
    }
    i = end;
  }
}

export function push(bytes) {
  const now = Date.now();
  read(bytes, taker => taker.arrive(now));
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

// As many charts as fit into a part of the frame; the others have the next one.
function drawDirty() {
  frame = 0;
  const until = performance.now() + 6;
  for (const chart of dirty) {
    // What was just built is drawn once wherever it is: for printing, and for the first sight when it is scrolled to.
    if (!chart.visible && chart.built) continue;
    dirty.delete(chart);
    draw(chart);
    if (performance.now() > until) break;
  }
  if ([...dirty].some(c => c.visible || !c.built)) schedule();
}

// One series is shown as it lies in its ring; several are merged on their common x, where NaN says that a series has no point there.
function columns(chart) {
  const { min } = range(chart), pixels = chart.plot ? chart.plot.width : chart.element.clientWidth;
  const views = chart.series.map(s => s.ring.view(min, pixels));
  if (views.length === 1) return views[0];
  const at = views.map(() => 0), most = views.reduce((sum, v) => sum + v[0].length, 0);
  if (!chart.merged || chart.merged[0].length < most) {
    chart.merged = Array.from({ length: views.length + 1 }, () => new Float64Array(Math.ceil(most * 1.25) + 64));
  }
  const [x, ...y] = chart.merged;
  let n = 0;
  for (;;) {
    let next = Infinity;
    for (let s = 0; s < views.length; s++) if (at[s] < views[s][0].length && views[s][0][at[s]] < next) next = views[s][0][at[s]];
    if (next === Infinity) break;
    x[n] = next;
    for (let s = 0; s < views.length; s++) y[s][n] = at[s] < views[s][0].length && views[s][0][at[s]] === next ? views[s][1][at[s]++] : NaN;
    n++;
  }
  return chart.merged.map(c => c.subarray(0, n));
}

function range(chart) {
  if (chart.zoomedTo) return chart.zoomedTo;
  const rings = chart.series.map(s => s.ring).filter(r => r.size);
  if (!rings.length) return { min: 0, max: 1 };
  const first = Math.min(...rings.map(r => r.x[r.start])), last = Math.max(...rings.map(r => r.lastX));
  const min = chart.options.window ? Math.max(last - chart.options.window, first) : first;
  return { min, max: last + Math.max(1, (last - min) * 0.02) };
}

function draw(chart) {
  const started = performance.now(), data = columns(chart);
  chart.points = Math.max(...chart.series.map(s => s.ring.size));
  if (!chart.points) return;
  chart.built = true;
  chart.plot.batch(() => {
    chart.plot.setData(data, false);
    chart.plot.setScale("x", range(chart));
  });
  if (chart.plot.cursor.idx == null) chart.cells.forEach((cell, i) => {
    const { ring, unit } = chart.series[Math.max(0, i - 1)];
    if (ring.size) cell.textContent = i === 0 ? chart.clock(ring.lastX) : `${number(ring.lastY)} ${unit}`;
  });
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
    fmtDate,
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
  chart.series = options.series.map(s => {
    const ring = new Ring(options.capacity);
    return { ...s, ring, arrive: now => chart.arrived = now, take: (x, y) => ring.add(x, y), done: () => dirty.add(chart) };
  });
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
