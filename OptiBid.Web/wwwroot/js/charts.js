// Draws the charts of LineChart.razor with uPlot, which is loaded when the first chart appears.
import { load, css, number, steps, axis, timeLabels, timeFormat, fmtDate, saveCanvas } from "./charts-base.js";
import * as groups from "./chart-groups.js";

const charts = new Map();
// The bytes may be unaligned in the message: copy before viewing. NaN is a gap (null), infinity means no point at that x (undefined).
function columns(bytes, count) {
  const all = new Float64Array(bytes.slice().buffer);
  const n = all.length / (count + 1);
  const x = Array.from(all.subarray(0, n));
  const y = [];
  for (let s = 1; s <= count; s++) {
    y.push(Array.from(all.subarray(s * n, (s + 1) * n), v => Number.isNaN(v) ? null : v === Infinity ? undefined : v));
  }
  return [x, ...y];
}

// A value that holds for an interval is drawn to the end of the last one.
function closeLastInterval({ data, points, options: o }) {
  const x = data[0];
  if (points < 2 || !o.time || !o.series.some(s => s.style === "Step" || s.style === "Bars")) return;
  x.push(2 * x[points - 1] - x[points - 2]);
  o.series.forEach((s, i) => data[i + 1].push(s.style === "Step" ? data[i + 1][points - 1] : null));
}

// Edges of intervals come in pairs, upper and lower, of one colour; what follows keeps the colour that it would have without them.
function colours(list) {
  let next = 0;
  return list.map(s => s.style === "Band" ? css("--series-2") : css(`--series-${(next++ % 6) + 1}`));
}

function bands(list) {
  const edges = list.flatMap((s, i) => s.style === "Band" ? [i] : []);
  return edges.flatMap((upper, n) => n % 2 === 0 && n + 1 < edges.length ? [{ series: [upper + 1, edges[n + 1] + 1], fill: css("--series-2") + "26" }] : []);
}

function series(s, colour, time) {
  const line = { label: s.name, scale: s.right ? "right" : "left", stroke: colour, width: 1.75, points: { show: false }, value: (_, v) => v == null ? "–" : `${number(v)} ${s.unit}` };
  switch (s.style) {
    case "Step": return { ...line, paths: steps() };
    case "Dashed": return { ...line, dash: [6, 4] };
    case "Band": return { ...line, width: 0.75 };
    case "Points": return { ...line, paths: () => null, points: { show: true, size: 6, fill: colour } };
    case "Bars": return { ...line, width: 1, fill: colour + "66", paths: uPlot.paths.bars({ size: [0.8, 40], align: time ? 1 : 0 }) };
    default: return line;
  }
}

function ranged(hasBars) {
  return (_, min, max) => {
    if (min == null) return [0, 1];
    if (hasBars) { min = Math.min(0, min); max = Math.max(0, max); }
    const pad = (max - min || Math.abs(max) || 1) * 0.06;
    return [hasBars && min === 0 ? 0 : min - pad, max + pad];
  };
}

function options(chart, width) {
  const o = chart.options;
  const time = timeFormat(o.zone);
  const left = o.series.filter(s => !s.right), right = o.series.filter(s => s.right);
  const inks = colours(o.series);
  const bars = list => list.some(s => s.style === "Bars");
  const axes = [
    { ...axis("x", "", 2, true), size: o.time ? 40 : 28, space: 64, ...(o.time ? { values: timeLabels } : {}) },
    axis("left", o.unit, 3, true),
  ];
  if (right.length) axes.push(axis("right", o.rightUnit, 1, false));
  return {
    width, height: o.height, axes, fmtDate,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), o.zone),
    scales: { x: { time: o.time }, left: { range: ranged(bars(left)) }, right: { range: ranged(bars(right)) } },
    // The point that closes the last step is no value of its own.
    cursor: {
      drag: { x: true, y: false, uni: 20, setScale: false }, bind: { dblclick: () => () => groups.reset(chart) }, ...groups.cursor(chart.group), points: { size: 7 }, dataIdx: (_, __, i) => Math.min(i, chart.points - 1),
    },
    legend: { live: true },
    bands: bands(o.series),
    series: [
      { label: o.time ? o.zoneName : "x", value: (_, v) => v == null ? "–" : o.time ? time.format(new Date(v * 1000)).replace(", ", " ") : number(v) },
      ...o.series.map((s, i) => series(s, inks[i], o.time)),
    ],
    hooks: {
      setSelect: [u => groups.select(chart, u)],
      setScale: [(u, key) => {
        if (key !== "x" || !chart.ready) return;
        const xs = u.data[0], zoomed = u.scales.x.min > xs[0] || u.scales.x.max < xs[xs.length - 1];
        if (zoomed !== chart.zoomed) {
          chart.zoomed = zoomed;
          chart.owner.invokeMethodAsync("Zoomed", zoomed).catch(() => { });
        }
      }],
    },
  };
}

function build(element) {
  const chart = charts.get(element);
  if (!chart) return;
  chart.plot?.destroy();
  chart.ready = false;
  chart.plot = new uPlot(options(chart, Math.max(element.clientWidth, 200)), chart.data, element);
  fit(element, chart);
  chart.ready = true;
}

// uPlot takes its size in a microtask; after it there is something to measure.
const fit = (element, chart) => queueMicrotask(() => charts.get(element) === chart && chart.plot && fitNow(element, chart));

// In a frame that says so a chart takes the height that its legend and what stands around it leave.
function fitNow(element, chart) {
  const frame = element.closest("[data-fit]");
  if (!frame || frame.clientHeight === 0) return;
  const end = frame.getBoundingClientRect().top + frame.clientTop + frame.clientHeight - parseFloat(getComputedStyle(frame).paddingBottom);
  const filled = Math.max(...Array.from(frame.children, c => c.getBoundingClientRect().bottom)) + frame.scrollTop;
  const height = Math.max(96, Math.floor(chart.plot.height - (filled - end)));
  if (Math.abs(height - chart.plot.height) > 1) chart.plot.setSize({ width: chart.plot.width, height });
}

function resize(element, chart) {
  if (!chart.plot || element.clientWidth === 0 || element.clientWidth === chart.plot.width) return;
  chart.plot.setSize({ width: element.clientWidth, height: chart.plot.height });
  fit(element, chart);
}

// Before a page is printed no observer has the time to tell.
addEventListener("optibid:resize", () => charts.forEach((chart, element) => resize(element, chart)));

export async function draw(element, chartOptions, bytes, owner) {
  await load();
  if (!element.isConnected) return;
  let chart = charts.get(element);
  if (!chart) {
    chart = { zoomed: false, zoom: (min, max) => chart.plot?.setScale("x", { min, max }), reset: () => wholeRange(chart) };
    charts.set(element, chart);
    chart.resize = new ResizeObserver(() => resize(element, chart));
    chart.resize.observe(element);
  }
  chart.owner = owner;
  chart.options = chartOptions;
  groups.join(chartOptions.time ? chartOptions.group : null, chart);
  chart.data = columns(bytes, chartOptions.series.length);
  chart.points = chart.data[0].length;
  closeLastInterval(chart);
  build(element);
}

function wholeRange({ plot }) {
  if (plot) plot.setScale("x", { min: plot.data[0][0], max: plot.data[0][plot.data[0].length - 1] });
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
  chart.resize.disconnect();
  groups.leave(chart);
  chart.plot?.destroy();
  charts.delete(element);
}

// Colours are read when a chart is built: build again when the theme changes.
new MutationObserver(() => charts.forEach((_, element) => build(element)))
  .observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
