// The rows of lanes in view as pixels.
import { rgb, plainTable, tableOf } from "./colours.js";

// Which lanes stand where: rows of `height` from `scroll` on, in CSS pixels.
export function rowsIn(model, scroll, height, rowHeight) {
  const first = Math.max(0, Math.floor(scroll / rowHeight));
  const last = Math.min(model.lanes.length, Math.ceil((scroll + height) / rowHeight));
  return { first, last };
}

// What the bars are drawn with; made again when theme, search or highlights change, not per frame.
export function paletteOf(model, colours, tokens, keepsName, dimsRest) {
  const background = rgb(tokens.surface);
  const table = (keeps) => tableOf(colours, background, keeps);
  return {
    background,
    full: table(() => true),
    named: table(keepsName),
    faded: table(() => false),
    dimsRest,
    stripe: plainTable(model.names, rgb(tokens.text)),
  };
}

// `ratio` device pixels per CSS pixel; lanes that `keepsLane` refuses show only the names that the
// palette keeps. Rows of some height keep a line free between them, and mark the critical path below
// their bars.
export function paintBars(raster, model, view, scroll, rowHeight, palette, ratio, keepsLane) {
  raster.clear(palette.background);
  const { first, last } = rowsIn(model, scroll, raster.image.height / ratio, rowHeight);
  const gap = rowHeight >= 6 ? 1 : 0;
  for (let i = first; i < last; ++i) {
    const lane = model.lanes[i];
    const top = Math.round((i * rowHeight - scroll) * ratio);
    const lines = Math.max(1, Math.round((rowHeight - gap) * ratio));
    const isPath = lane.critical === lane.levels;
    const table = keepsLane(i) ? palette.full : palette.named;
    raster.lane(lane.levels, view, top, lines, palette.dimsRest && !isPath ? palette.faded : table);
    if (!lane.critical || isPath) continue;
    if (palette.dimsRest) raster.lane(lane.critical, view, top, lines, table);
    else if (rowHeight >= 8) raster.lane(lane.critical, view, top + lines - 2 * ratio, 2 * ratio, palette.stripe);
  }
}
