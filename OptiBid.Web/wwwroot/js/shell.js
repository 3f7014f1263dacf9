// The little that the shell needs in the browser: theme, skip link, reconnecting.
export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const [prefix, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  document.cookie = `${prefix}optibid-theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
}

// With <base href="/"> the skip link would lead to the start page: move the focus instead, before Blazor's router sees the click.
document.addEventListener("click", event => {
  if (!event.target.closest?.(".ob-skip")) return;
  event.preventDefault();
  event.stopPropagation();
  document.getElementById("main").focus();
}, { capture: true });

const notice = document.getElementById("components-reconnect-modal");
let staleSince;

async function retry() {
  try {
    // False: the server answered but no longer knows the circuit.
    if (!(await Blazor.reconnect()) && !(await Blazor.resumeCircuit())) location.reload();
    else notice.close();
  } catch {
    notice.classList.add("components-reconnect-failed");
  }
}

if (notice && !notice.dataset.ready) {
  notice.dataset.ready = "true";
  notice.addEventListener("components-reconnect-state-changed", event => {
    const state = event.detail.state;
    if (state === "show") {
      staleSince ??= new Date();
      notice.querySelectorAll("[data-stale-since]").forEach(t => {
        t.dateTime = staleSince.toISOString();
        t.textContent = staleSince.toLocaleTimeString(document.documentElement.dataset.figures);
      });
      if (!notice.open) notice.showModal();
    } else if (state === "hide") {
      staleSince = undefined;
      notice.close();
    } else if (state === "rejected") {
      location.reload();
    }
  });
  notice.querySelector("[data-reconnect=retry]").addEventListener("click", retry);
  notice.querySelector("[data-reconnect=reload]").addEventListener("click", () => location.reload());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && notice.open) retry();
  });
}

// Density is chosen once per browser and holds from the first paint on.
document.documentElement.dataset.density = localStorage.getItem("optibid.density") ?? "comfortable";

// Arrow keys walk through the rows of a data table; Enter opens the first link or button of the row.
document.addEventListener("keydown", event => {
  const row = event.target.closest?.("[data-table] tr[data-row]");
  const region = event.target.closest?.("[data-table] .ob-data-scroll");
  if (!region || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (row && event.key === "Enter" && event.target === row) {
    row.querySelector("a, button")?.click();
    return;
  }
  const rows = [...region.querySelectorAll("tr[data-row]")];
  const at = rows.indexOf(row);
  const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
  if (next && (row || event.target === region)) {
    event.preventDefault();
    next.focus();
  }
});
