// Tells the circuit that somebody is there, at most twice a minute. Pings of the connection do not count.
export function watch(guard) {
  let last = 0;
  const present = () => {
    const now = Date.now();
    if (now - last < 30_000) return;
    last = now;
    guard.invokeMethodAsync("PresentAsync").catch(() => { /* The circuit is gone; the next page watches again. */ });
  };
  for (const name of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    document.addEventListener(name, present, { capture: true, passive: true });
  }
}
