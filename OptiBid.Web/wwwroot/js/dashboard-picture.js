// Draws a dashboard for a file: in the colours of paper, at one width whatever the window has, every widget from its first row on. The library that
// draws what is on a page is loaded when the first file is made.
import { offer } from "./download.js";

const wide = 1120, sharp = 2, most = { side: 16000, area: 90e6 };
const names = ["--ob-text", "--ob-text-2", "--ob-surface", "--ob-background", "--ob-line", "--ob-primary", "--ob-on-primary", "--ob-focus"];
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const wait = ms => new Promise(done => setTimeout(done, ms));
// A window out of sight draws no frames.
const frame = () => Promise.race([new Promise(done => requestAnimationFrame(() => done())), wait(250)]);
let library;

// Until nothing loads and nothing has changed for a moment; what changes all the time is drawn as it is.
async function atRest(board) {
  const start = performance.now(), quiet = 250;
  let changed = start;
  const watch = new MutationObserver(() => changed = performance.now());
  watch.observe(board, { subtree: true, childList: true, attributes: true, characterData: true });
  try {
    await document.fonts.ready;
    for (;;) {
      await frame();
      await wait(30);
      const now = performance.now(), loads = board.querySelector(".ob-state-loading");
      if (!loads && (now - changed > quiet || now - start > 4000)) return;
      if (now - start > 40000) throw new Error("a widget is still loading");
    }
  } finally {
    watch.disconnect();
  }
}

// What a list or table that scrolls does not show from its top on: whole rows, or something else.
function hidden(body) {
  let rows = 0, other = false;
  for (const e of [body, ...body.querySelectorAll("*")]) {
    if (e.clientHeight < 20 || e.scrollHeight <= e.clientHeight + 4 || !/auto|scroll/.test(getComputedStyle(e).overflowY)) continue;
    const end = e.getBoundingClientRect().top + e.clientHeight;
    const below = [...e.querySelectorAll("tbody tr, li")].filter(r => !r.closest(".u-legend") && r.getBoundingClientRect().bottom > end + 4).length;
    rows = Math.max(rows, below);
    other ||= below === 0 && e.scrollHeight > e.clientHeight + 12;
  }
  return { rows, other: other && rows === 0 };
}

function measure(board) {
  const from = board.getBoundingClientRect();
  return [...board.querySelectorAll(":scope > [data-tile]")].map(tile => {
    const box = tile.getBoundingClientRect(), body = tile.querySelector(".ob-frame-body"), mark = tile.querySelector(".ob-frame-badge .ob-provenance");
    return {
      id: tile.dataset.tile, x: box.left - from.left, y: box.top - from.top, w: box.width, h: box.height,
      head: body.getBoundingClientRect().top - box.top, title: tile.querySelector("h2").textContent.trim(),
      mark: mark?.textContent.trim() || null, kind: mark ? [...mark.classList].map(c => c.replace("ob-provenance-", "")).find(c => c !== "ob-provenance") : null,
      asOf: tile.querySelector(".ob-frame-age")?.textContent.trim() || null, ...hidden(body),
    };
  });
}

// Prepares the board and covers the page with the dialog while it does; end() puts everything back.
export async function begin(board, cover) {
  const root = document.documentElement, theme = root.dataset.theme, focus = document.activeElement, scroll = [scrollX, scrollY];
  // The cover keeps the reader's colours.
  for (const name of names) cover.style.setProperty(name, css(name));
  const cancel = e => {
    e.preventDefault();
    cover.querySelector("button")?.click();
  };
  cover.addEventListener("cancel", cancel);
  cover.showModal();
  const pictures = new Map();
  let tiles, scale, file;
  const end = () => {
    board.removeAttribute("data-exporting");
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    cover.removeEventListener("cancel", cancel);
    cover.close();
    scrollTo(...scroll);
    if (focus?.isConnected) focus.focus({ preventScroll: true });
  };
  try {
    board.setAttribute("data-exporting", "");
    board.querySelectorAll(".ob-frame-body, .ob-frame-body *").forEach(e => e.scrollTop && (e.scrollTop = 0));
    root.dataset.theme = "light";
    [library] = await Promise.all([library ?? import("../lib/modern-screenshot/modern-screenshot.js"), atRest(board)]);
    tiles = measure(board);
    const height = Math.max(...tiles.map(t => t.y + t.h), 1) + 200;
    scale = Math.min(sharp, most.side / height, Math.sqrt(most.area / (height * (wide + 48))));
    if (scale < 0.5) throw new Error("the dashboard is too tall for a picture");
  } catch (fault) {
    end();
    throw fault;
  }

  const draw = id => {
    const body = board.querySelector(`:scope > [data-tile="${CSS.escape(id)}"] .ob-frame-body`);
    return library.domToCanvas(body, {
      scale, backgroundColor: css("--ob-surface"), font: false, timeout: 10000,
      filter: node => node.nodeType !== Node.ELEMENT_NODE || !node.matches(".ob-chart-tools, .u-cursor-x, .u-cursor-y, .u-cursor-pt, .u-select"),
    });
  };

  return {
    width: () => wide,
    tiles: () => tiles,
    // The picture of a widget as a stream of bytes.
    async picture(id) {
      const canvas = await draw(id);
      return new Promise((done, fail) => canvas.toBlob(blob => blob ? done(blob) : fail(new Error("a widget gave no picture")), "image/png"));
    },
    // Keeps the picture of a widget for compose.
    async take(id) {
      pictures.set(id, await draw(id));
    },
    async compose(heading, notes) {
      file = await compose(tiles, pictures, scale, heading, notes);
      return file.size;
    },
    save: name => offer(name, file),
    end,
  };
}

function fitting(ink, text, width) {
  if (ink.measureText(text).width <= width) return text;
  let n = text.length;
  while (n > 0 && ink.measureText(text.slice(0, n) + "…").width > width) n--;
  return text.slice(0, n).trimEnd() + "…";
}

function pill(ink, x, y, w, h, fill) {
  ink.beginPath();
  ink.roundRect(x, y, w, h, h / 2);
  if (fill) {
    ink.fillStyle = fill;
    ink.fill();
  }
  ink.stroke();
}

function head(ink, tile, colours, font) {
  const middle = tile.y + tile.head / 2;
  let right = tile.x + tile.w - 8;
  if (tile.mark) {
    ink.font = `600 11px ${font}`;
    const w = ink.measureText(tile.mark).width + 14;
    pill(ink, right - w, middle - 9, w, 18);
    ink.fillStyle = { live: css("--ob-success"), simulated: css("--ob-warning") }[tile.kind] ?? colours.quiet;
    ink.fillText(tile.mark, right - w + 7, middle);
    right -= w + 7;
  }
  ink.font = `650 13px ${font}`;
  const title = ink.measureText(tile.title).width;
  if (tile.asOf) {
    ink.font = `11px ${font}`;
    const w = ink.measureText(tile.asOf).width;
    if (title + w + 12 < right - tile.x - 12) {
      ink.fillStyle = colours.quiet;
      ink.fillText(tile.asOf, right - w, middle);
      right -= w + 7;
    }
  }
  ink.font = `650 13px ${font}`;
  ink.fillStyle = colours.text;
  ink.fillText(fitting(ink, tile.title, right - tile.x - 12), tile.x + 12, middle);
}

function compose(tiles, pictures, scale, heading, notes) {
  const edge = 24, line = 18, font = css("--ob-font"), top = edge + 34 + heading.lines.length * line + 10;
  const colours = { text: css("--ob-text"), quiet: css("--ob-text-2"), line: css("--ob-line"), surface: css("--ob-surface"), ground: css("--ob-background") };
  const canvas = document.createElement("canvas"), bottom = Math.max(0, ...tiles.map(t => t.y + t.h));
  canvas.width = Math.round((wide + 2 * edge) * scale);
  canvas.height = Math.round((top + bottom + edge) * scale);
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  ink.textBaseline = "middle";
  ink.fillStyle = colours.ground;
  ink.fillRect(0, 0, wide + 2 * edge, top + bottom + edge);
  ink.fillStyle = colours.text;
  ink.font = `650 23px ${font}`;
  ink.fillText(fitting(ink, heading.title, wide), edge, edge + 14);
  ink.fillStyle = colours.quiet;
  ink.font = `13px ${font}`;
  heading.lines.forEach((text, i) => ink.fillText(fitting(ink, text, wide), edge, edge + 34 + line * (i + 0.5)));
  ink.translate(edge, top);
  ink.strokeStyle = colours.line;
  for (const tile of tiles) {
    ink.fillStyle = colours.surface;
    ink.beginPath();
    ink.roundRect(tile.x + 0.5, tile.y + 0.5, tile.w - 1, tile.h - 1, 8);
    ink.fill();
    const picture = pictures.get(tile.id);
    if (picture) {
      ink.save();
      ink.clip();
      ink.drawImage(picture, tile.x + 1, tile.y + tile.head, picture.width / scale, picture.height / scale);
      ink.restore();
    }
    ink.beginPath();
    ink.roundRect(tile.x + 0.5, tile.y + 0.5, tile.w - 1, tile.h - 1, 8);
    ink.moveTo(tile.x, tile.y + tile.head - 0.5);
    ink.lineTo(tile.x + tile.w, tile.y + tile.head - 0.5);
    ink.stroke();
    head(ink, tile, colours, font);
    const note = notes[tile.id];
    if (note) {
      ink.font = `600 11px ${font}`;
      const w = ink.measureText(note).width + 16;
      pill(ink, tile.x + tile.w - w - 7, tile.y + tile.h - 25, w, 19, colours.surface);
      ink.fillStyle = colours.quiet;
      ink.fillText(note, tile.x + tile.w - w + 1, tile.y + tile.h - 15);
    }
  }
  return new Promise((done, fail) => canvas.toBlob(blob => blob ? done(blob) : fail(new Error("the dashboard is too large for a picture")), "image/png"));
}
