// Charts that zoom, reset and show their cursor together. A member has zoom(min, max) and reset(); without a group it is on its own.
const groups = new Map();

export function join(id, member) {
  if (member.group === (id ?? undefined)) return;
  leave(member);
  if (!id) return;
  member.group = id;
  if (!groups.has(id)) groups.set(id, new Set());
  groups.get(id).add(member);
}

export function leave(member) {
  const members = groups.get(member.group);
  members?.delete(member);
  if (members?.size === 0) groups.delete(member.group);
  member.group = undefined;
}

const together = member => [...groups.get(member.group) ?? [member]];

export const reset = member => together(member).forEach(m => m.reset());

export const zoom = (member, min, max) => together(member).forEach(m => m.zoom(min, max));

// The end of a drag over a chart: the marked range becomes the range of the group.
export function select(member, plot) {
  const { left, width } = plot.select;
  if (width < 2) return;
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  zoom(member, plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
}

// The crosshair follows in the other charts; zooming goes the way above.
export const cursor = id => id
  ? { sync: { key: id, setSeries: false, scales: ["x", null], filters: { pub: type => type === "mousemove" || type === "mouseleave" } } }
  : {};
