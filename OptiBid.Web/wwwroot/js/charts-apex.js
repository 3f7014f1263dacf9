// Draws the snapshot charts of ApexChart.razor with ApexCharts 4.7.0 (the last MIT version), which is loaded when the first one appears. Several
// that appear together are drawn one at a time, between other work.
import { css, number } from "./charts-base.js";
import { offer } from "./download.js";

const charts = new Map();
let library, queue = Promise.resolve();

function load() {
  library ??= new Promise((done, fail) => {
    // Under this id the library finds its styles and adds none of its own, which the content security policy would refuse.
    const style = document.createElement("link");
    style.id = "apexcharts-css";
    style.rel = "stylesheet";
    style.href = "lib/apexcharts/apexcharts.css";
    const script = document.createElement("script");
    script.src = "lib/apexcharts/apexcharts.min.js";
    script.onload = () => done();
    script.onerror = () => fail(new Error("ApexCharts could not be loaded"));
    document.head.append(style, script);
  });
  return library;
}

const colours = n => Array.from({ length: n }, (_, i) => css(`--series-${(i % 6) + 1}`));

// Low to high from the panel's grey to the first colour; below zero the second.
function scale(o) {
  const all = o.series.flatMap(s => s.values).filter(v => v != null), min = Math.min(0, ...all), max = Math.max(0, ...all);
  const steps = 6, ranges = [];
  const mix = (name, share) => `color-mix(in srgb, ${css(name)} ${Math.round(15 + 85 * share)}%, ${css("--chart-panel")})`;
  if (min < 0) for (let i = steps; i > 0; i--) ranges.push({ from: min * i / steps, to: min * (i - 1) / steps - 1e-9, color: solid(mix("--series-2", i / steps)) });
  for (let i = 0; i < steps; i++) ranges.push({ from: max * i / steps, to: max * (i + 1) / steps, color: solid(mix("--series-1", (i + 1) / steps)) });
  return ranges;
}

// ApexCharts wants plain colours: let the browser mix.
function solid(colour) {
  const ink = document.createElement("canvas").getContext("2d");
  ink.fillStyle = colour;
  ink.fillRect(0, 0, 1, 1);
  const [r, g, b] = ink.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map(v => v.toString(16).padStart(2, "0")).join("")}`;
}

function options(element, o) {
  const dark = document.documentElement.dataset.theme === "dark";
  const ink = css("--chart-axis"), n = o.series.length, text = { colors: ink, fontFamily: css("--ob-font"), fontSize: "12px" };
  const value = v => v == null ? "–" : `${number(v)} ${o.unit}`.trim();
  // As many names as fit side by side; the tooltip has all.
  const wide = 8 + 7 * Math.max(0, ...o.categories.map(name => name.length));
  const every = Math.max(1, Math.ceil(o.categories.length * wide / Math.max(200, element.clientWidth - 70)));
  const names = o.categories.map((name, i) => i % every ? "" : name);
  const whole = Math.max(...o.series.flatMap(s => [...s.values, ...(s.from ?? [])]).map(v => Math.abs(v ?? 0)), 0) >= 10;
  const base = {
    chart: {
      height: o.height, fontFamily: css("--ob-font"), foreColor: ink, background: "transparent", animations: { enabled: false },
      toolbar: { show: false }, zoom: { enabled: false }, selection: { enabled: false }, parentHeightOffset: 0,
    },
    theme: { mode: dark ? "dark" : "light" }, legend: { show: false }, dataLabels: { enabled: false }, states: { hover: { filter: { type: "none" } } },
    grid: { borderColor: css("--chart-grid"), padding: { left: 8, right: 8 } }, stroke: { width: 1, colors: [css("--chart-panel")] },
    tooltip: { theme: dark ? "dark" : "light", fillSeriesColor: false, x: { formatter: (name, at) => o.categories[at?.dataPointIndex] ?? name }, y: { formatter: value } },
    xaxis: { categories: names, labels: { style: text, rotate: 0, trim: false }, axisBorder: { show: false }, axisTicks: { show: false } },
    yaxis: { labels: { style: text, formatter: v => typeof v !== "number" ? v : whole ? number(Math.round(v)).replace(/[.,]00$/, "") : number(v) } },
  };
  const bars = o.series.map(s => ({ name: s.name, data: s.values }));
  switch (o.kind) {
    case "Donut":
      return { ...base, chart: { ...base.chart, type: "donut" }, series: o.series[0].values.map(v => v ?? 0), labels: o.categories, colors: colours(o.categories.length), plotOptions: { pie: { expandOnClick: false, donut: { size: "62%" } } } };
    case "Gauge":
      return { ...base, chart: { ...base.chart, type: "radialBar" }, series: o.series[0].values.map(v => v ?? 0), labels: o.categories, colors: colours(o.categories.length),
        plotOptions: { radialBar: { startAngle: -120, endAngle: 120, hollow: { size: "48%" }, track: { background: css("--chart-grid") }, dataLabels: { name: { color: ink }, value: { color: css("--ob-text"), fontSize: "22px", formatter: v => `${Math.round(v)} %` } } } } };
    case "HeatMap":
      return { ...base, chart: { ...base.chart, type: "heatmap" }, series: [...bars].reverse(), plotOptions: { heatmap: { radius: 0, enableShades: false, colorScale: { ranges: scale(o) } } }, yaxis: { labels: { style: text } } };
    case "RangeBar":
      return { ...base, chart: { ...base.chart, type: "rangeBar" }, colors: colours(n), plotOptions: { bar: { horizontal: true, barHeight: "60%" } },
        xaxis: { labels: base.xaxis.labels, axisBorder: { show: false } }, yaxis: { labels: { style: text } },
        series: o.series.map(s => ({ name: s.name, data: o.categories.map((x, i) => ({ x, y: [s.from?.[i] ?? 0, s.values[i] ?? s.from?.[i] ?? 0] })) })) };
    default:
      return { ...base, chart: { ...base.chart, type: "bar", stacked: true }, series: bars, colors: colours(n), plotOptions: { bar: { columnWidth: "72%" } } };
  }
}

const idle = () => new Promise(done => (window.requestIdleCallback ?? setTimeout)(() => done(), { timeout: 500 }));

async function build(element) {
  const chart = charts.get(element);
  if (!chart || !element.isConnected) return;
  chart.apex?.destroy();
  chart.apex = new ApexCharts(element, options(element, chart.options));
  await chart.apex.render();
}

const enqueue = element => queue = queue.catch(() => { }).then(idle).then(() => build(element));

export async function draw(element, chartOptions) {
  await load();
  if (!element.isConnected) return;
  if (charts.has(element)) charts.get(element).options = chartOptions;
  else charts.set(element, { options: chartOptions });
  await enqueue(element);
}

export async function savePng(element, name, title) {
  const chart = charts.get(element);
  if (!chart?.apex) return;
  const { imgURI } = await chart.apex.dataURI({ scale: 2 });
  const image = new Image();
  image.src = imgURI;
  await image.decode();
  const canvas = document.createElement("canvas"), head = 72;
  canvas.width = image.width;
  canvas.height = image.height + head;
  const ink = canvas.getContext("2d");
  ink.fillStyle = css("--chart-panel");
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = css("--chart-axis");
  ink.font = `600 28px ${css("--ob-font")}`;
  ink.fillText(title, 24, 48);
  ink.drawImage(image, 0, head);
  canvas.toBlob(blob => offer(name, blob));
}

export function remove(element) {
  charts.get(element)?.apex?.destroy();
  charts.delete(element);
}

new MutationObserver(() => charts.forEach((_, element) => enqueue(element)))
  .observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
