// Two canvases, one over the other: bars as pixels, and what stands on them.
import { paintBars } from "./bars.js";
import { paintOverlay } from "./overlay.js";
import { CanvasPen } from "./pens.js";
import { Raster } from "./raster.js";
import { layout } from "./view.js";

// As many pixels as the screen has; their number for each of CSS.
function sized(canvas, width, height) {
  const ratio = devicePixelRatio;
  const [x, y] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== x || canvas.height !== y) [canvas.width, canvas.height] = [x, y];
  return ratio;
}

export class Painter {
  #raster = null;
  constructor(model, box, bars, over) {
    Object.assign(this, { model, box, bars, over });
  }
  paintBars(view, frame, looks) {
    const { bars } = this;
    const ratio = sized(bars, frame.width - layout.gutter, frame.height - layout.top);
    if (this.#raster?.image.width !== bars.width || this.#raster.image.height !== bars.height)
      this.#raster = new Raster(bars.width, bars.height);
    paintBars(this.#raster, this.model, view, frame.scroll, frame.rowHeight, looks.palette, ratio, looks.keepsLane);
    bars.getContext("2d").putImageData(this.#raster.image, 0, 0);
  }
  paintOver(view, frame, marks, looks) {
    const ratio = sized(this.over, frame.width, frame.height);
    const context = this.over.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, frame.width, frame.height);
    paintOverlay(new CanvasPen(context, getComputedStyle(this.box).fontFamily), this.model, view, frame, marks, looks);
  }
}
