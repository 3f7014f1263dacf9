// Who takes the points of each slot of the page's message: a series of a chart, or a line of the watch list.
// A taker has arrive(now), take(x, y) for every point and done() after the last.
export const slots = new Map();
