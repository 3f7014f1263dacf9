// What every chart drawn by uPlot shares: loading the library when the first chart appears, colours, axes, pictures.
import { offer } from "./download.js";

let library;

export function load() {
  library ??= new Promise((done, fail) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "lib/uplot/uPlot.min.css";
    const script = document.createElement("script");
    script.src = "lib/uplot/uPlot.iife.min.js";
    // A chart that is measured has to have its styles; without them it is drawn all the same.
    const styled = new Promise(f => style.onload = style.onerror = () => f());
    script.onload = () => styled.then(done);
    script.onerror = () => fail(new Error("uPlot could not be loaded"));
    document.head.append(style, script);
  });
  return library;
}

export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Steps where they can be seen. Where a pixel holds several points, uPlot's line is drawn instead: it keeps the lowest and highest of each pixel, while
// steps would put every corner on the canvas.
export function steps() {
  const stepped = uPlot.paths.stepped({ align: 1 }), linear = uPlot.paths.linear();
  return (u, series, from, to) => (to - from > u.bbox.width / devicePixelRatio ? linear : stepped)(u, series, from, to);
}

// Figures and names of months are the reader's: App.razor says which.
const reader = document.documentElement;
const figures = digits => new Intl.NumberFormat(reader.dataset.figures || "en-US", digits);
const fixed = figures({ minimumFractionDigits: 2, maximumFractionDigits: 2 }), short = figures({ maximumFractionDigits: 6 });
const named = length => Array.from({ length: 12 }, (_, m) => new Intl.DateTimeFormat(reader.lang || "en", { month: length, timeZone: "UTC" }).format(Date.UTC(2026, m, 1)));
const months = { MMMM: named("long"), MMM: named("short").map(m => m.replace(".", "")), WWWW: [], WWW: [] };

export const number = v => v == null ? "–" : fixed.format(v);

export const fmtDate = template => uPlot.fmtDate(template, months);

export function axis(scale, unit, side, grid) {
  return {
    scale, side, label: unit || undefined, labelSize: unit ? 18 : 0, labelGap: 0, labelFont: "12px " + css("--ob-font"), font: "12px " + css("--ob-font"),
    stroke: css("--chart-axis"), grid: { show: grid, stroke: css("--chart-grid"), width: 1 }, ticks: { show: false }, gap: 5,
    size: (_, labels) => Math.max(30, 10 + 7 * Math.max(0, ...(labels ?? []).map(l => String(l).length))),
    values: (_, ticks) => ticks.map(t => t == null ? "" : short.format(t)),
  };
}

// Labels of a time axis on a 24-hour clock: least step in seconds, label, and what is added below it when year, month or day changes.
const day = "\n{D} {MMM}", year = "\n{D} {MMM} {YYYY}";
export const timeLabels = [
  [31536000, "{YYYY}", null, null, null, null, null, null, 1],
  [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", year, null, day, null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", year, null, day, null, null, null, 1],
];

export function timeFormat(zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function saveCanvas(source, name, title) {
  const scale = devicePixelRatio, head = 36 * scale;
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height + head;
  const ink = canvas.getContext("2d");
  ink.fillStyle = css("--chart-panel");
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = css("--chart-axis");
  ink.font = `600 ${14 * scale}px ${css("--ob-font")}`;
  ink.fillText(title, 12 * scale, 24 * scale);
  ink.drawImage(source, 0, head);
  canvas.toBlob(blob => offer(name, blob));
}
