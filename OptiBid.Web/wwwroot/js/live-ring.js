// The points of one series. A point replaces what lies at or after its x: the closed value its indicative ones, the start of a replay its end. Beside
// them stands a summary for dense pictures: the lowest and the highest point of every complete bucket of BUCKET points.
const BUCKET = 32;

export class Ring {
  constructor(capacity) {
    this.capacity = capacity;
    this.x = new Float64Array(2 * capacity);
    this.y = new Float64Array(2 * capacity);
    this.lows = new Float64Array(4 * Math.ceil(capacity / BUCKET) + 2 * BUCKET);
    this.lowsY = new Float64Array(this.lows.length);
    this.clear();
  }

  clear() {
    this.start = this.end = 0;
    this.summed = this.summary = 0;
  }

  get size() { return this.end - this.start; }

  get lastX() { return this.x[this.end - 1]; }

  get lastY() { return this.y[this.end - 1]; }

  add(x, y) {
    while (this.end > this.start && this.x[this.end - 1] >= x) this.end--;
    for (; this.summed > this.end; this.summed -= BUCKET) this.summary -= 2;
    if (this.end === this.x.length) this.compact();
    this.x[this.end] = x;
    this.y[this.end++] = y;
    if (this.size > this.capacity) this.start = this.end - this.capacity;
  }

  // Moves everything to the front; the summary begins anew there.
  compact() {
    this.x.copyWithin(0, this.start, this.end);
    this.y.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = this.summed = this.summary = 0;
  }

  // Buckets start at fixed places of the array, so a bucket that is complete stays as it is until its points are replaced.
  summarise() {
    for (; this.summed + BUCKET < this.end; this.summed += BUCKET) {
      let low = this.summed, high = low;
      for (let i = low + 1; i < this.summed + BUCKET; i++) {
        if (this.y[i] < this.y[low]) low = i;
        if (this.y[i] > this.y[high]) high = i;
      }
      for (const i of low < high ? [low, high] : [high, low]) {
        this.lows[this.summary] = this.x[i];
        this.lowsY[this.summary++] = this.y[i];
      }
    }
  }

  // What a picture of so many pixels needs: all points, or the summary followed by the points of the bucket that is not complete.
  view(min, pixels) {
    if (this.end - lowerBound(this.x, min, this.start, this.end) <= Math.max(16 * pixels, 4 * BUCKET)) {
      return [this.x.subarray(this.start, this.end), this.y.subarray(this.start, this.end)];
    }
    this.summarise();
    const from = 2 * Math.ceil(this.start / BUCKET), tail = this.end - this.summed, to = this.summary + tail;
    this.lows.set(this.x.subarray(this.summed, this.end), this.summary);
    this.lowsY.set(this.y.subarray(this.summed, this.end), this.summary);
    return [this.lows.subarray(from, to), this.lowsY.subarray(from, to)];
  }
}

function lowerBound(xs, x, from, to) {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (xs[middle] < x) from = middle + 1; else to = middle;
  }
  return from;
}
