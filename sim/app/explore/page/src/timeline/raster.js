// Lanes as rows of pixels, written straight into an image: what a frame costs depends on the size of
// the picture, not on the number of spans.
import { levelFor } from "./levels.js";

// One row: the share of each pixel that bars cover, and the name that covers most of it.
class Row {
  constructor(width) {
    this.width = width;
    this.cover = new Float32Array(width);
    this.most = new Float32Array(width);
    this.name = new Int32Array(width);
  }
  clear() {
    this.cover.fill(0);
    this.most.fill(0);
    this.name.fill(-1);
  }
  #touch(pixel, covered, name) {
    this.cover[pixel] += covered;
    if (covered <= this.most[pixel]) return;
    this.most[pixel] = covered;
    this.name[pixel] = name;
  }
  // From `left` to `right` in pixels; the share counts for all of it.
  bar(left, right, share, name) {
    const a = Math.max(0, left);
    const b = Math.min(this.width, right);
    if (b <= a) return;
    const first = Math.floor(a);
    const last = Math.min(this.width - 1, Math.floor(b));
    if (first === last) return this.#touch(first, (b - a) * share, name);
    this.#touch(first, (first + 1 - a) * share, name);
    for (let pixel = first + 1; pixel < last; ++pixel) this.#touch(pixel, share, name);
    this.#touch(last, (b - last) * share, name);
  }
  draw(levels, view, scale) {
    const { level, low, high } = levelFor(levels, view.from, view.to, 2 * this.width);
    for (let i = low; i < high; ++i) {
      const share = level.share ? level.share[i] : 1;
      const left = (level.begin[i] - view.from) * scale;
      const right = (level.end[i] - view.from) * scale;
      // One that can be seen by itself keeps a line free to the next.
      this.bar(left, right - left > 4 && !level.share ? right - 1 : right, share, level.name[i]);
    }
  }
  // What little is covered is still seen.
  strength(pixel) {
    const cover = this.cover[pixel];
    return cover <= 0 ? 0 : 0.25 + 0.75 * Math.min(1, cover);
  }
}

// A picture of `width` x `height` device pixels. `table` has red, green and blue by name.
export class Raster {
  constructor(width, height) {
    this.row = new Row(width);
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }
  clear([red, green, blue]) {
    this.pixels.fill((255 << 24) | (blue << 16) | (green << 8) | red);
  }
  // Into the lines from `top`, `lines` of them, over what is there.
  lane(levels, view, top, lines, table) {
    const { row, image } = this;
    const { width, height } = image;
    const first = Math.max(0, top);
    const last = Math.min(height, top + lines);
    if (last <= first) return;
    row.clear();
    row.draw(levels, view, width / (view.to - view.from));
    const line = this.pixels.subarray(first * width, (first + 1) * width);
    for (let x = 0; x < width; ++x) {
      const strength = row.strength(x);
      if (strength === 0) continue;
      const at = 3 * row.name[x];
      const under = line[x];
      const mix = (shift, colour) => {
        const below = (under >> shift) & 255;
        return Math.round(below + (colour - below) * strength) << shift;
      };
      line[x] = (255 << 24) | mix(16, table[at + 2]) | mix(8, table[at + 1]) | mix(0, table[at]);
    }
    for (let y = first + 1; y < last; ++y) this.pixels.copyWithin(y * width, first * width, (first + 1) * width);
  }
  // The runs of equal colour of one line, for pictures made of rectangles.
  runs(y) {
    const { width } = this.image;
    const line = this.pixels.subarray(y * width, (y + 1) * width);
    const found = [];
    for (let x = 0, start = 0; x < width; ++x) {
      if (x + 1 < width && line[x + 1] === line[x]) continue;
      const hex = [0, 8, 16].map((shift) => ((line[x] >> shift) & 255).toString(16).padStart(2, "0")).join("");
      found.push({ x: start, width: x + 1 - start, colour: `#${hex}` });
      start = x + 1;
    }
    return found;
  }
}
