// What is on screen as SVG: the rows as runs of one colour, and what stands on them.
import { paintBars, rowsIn } from "./bars.js";
import { paintOverlay } from "./overlay.js";
import { SvgPen } from "./pens.js";
import { Raster } from "./raster.js";
import { layout } from "./view.js";

export function pictureOf(model, view, frame, state, looks) {
  const { gutter, top } = layout;
  const pen = new SvgPen();
  pen.rect(0, 0, frame.width, frame.height, looks.tokens.surface);
  const raster = new Raster(Math.round(frame.width - gutter), Math.round(frame.height - top));
  paintBars(raster, model, view, frame.scroll, frame.rowHeight, looks.palette, 1, looks.keepsLane);
  const { first, last } = rowsIn(model, frame.scroll, frame.height - top, frame.rowHeight);
  for (let row = first; row < last; ++row) {
    const y = Math.round(row * frame.rowHeight - frame.scroll);
    const line = Math.min(raster.image.height - 1, Math.max(0, y));
    const gap = frame.rowHeight >= 6 ? 1 : 0;
    for (const run of raster.runs(line))
      if (run.colour !== looks.tokens.surface)
        pen.rect(gutter + run.x, top + y, run.width, frame.rowHeight - gap, run.colour);
  }
  paintOverlay(pen, model, view, frame, state, looks);
  return pen.take(frame.width, frame.height);
}
