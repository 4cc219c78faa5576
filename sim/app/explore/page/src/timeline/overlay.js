// What stands on the bars: the axis, names of lanes and bars, the memory's rate, flows, what is
// selected. Drawn with `pen`, which draws on a canvas or writes SVG.
import { scaled } from "../lib/format.js";
import { inkOn } from "../lib/palette.js";
import { css } from "./colours.js";
import { levelFor } from "./levels.js";
import { rowsIn } from "./bars.js";
import { ticks, timeText } from "./format_time.js";
import { flowsInView, flowsOf } from "./flows.js";
import { memoryBars } from "./memory_strip.js";
import { layout } from "./view.js";

const { gutter, axisHeight, stripHeight, top } = layout;
const mostLabels = 300;

export function placing(model, view, frame) {
  const scale = (frame.width - gutter) / (view.to - view.from);
  return {
    x: (time) => gutter + (time - view.from) * scale,
    time: (x) => view.from + (x - gutter) / scale,
    rowTop: (row) => top + row * frame.rowHeight - frame.scroll,
    rowAt: (y) => Math.floor((y - top + frame.scroll) / frame.rowHeight),
  };
}

function axis(pen, view, frame, at, tokens) {
  const { step, all } = ticks(view.from, view.to, Math.max(2, (frame.width - gutter) / 110));
  for (const time of all) {
    pen.line([at.x(time), axisHeight - 5, at.x(time), frame.height], tokens.line, 1);
    pen.text(timeText(time, step), at.x(time) + 3, axisHeight - 9, tokens.faint);
  }
}

function laneNames(pen, model, frame, at, tokens) {
  const { first, last } = rowsIn(model, frame.scroll, frame.height - top, frame.rowHeight);
  pen.rect(0, top, gutter, frame.height - top, tokens.surface);
  let free = top - 2; // where the next name may stand
  let written = "";
  for (let row = first; row < last; ++row) {
    const name = nameOf(model, row, frame.rowHeight);
    const y = at.rowTop(row);
    if (name === written || y < free) continue;
    written = name;
    pen.text(name.slice(0, Math.floor((gutter - 14) / characterWidth)), 8, y + Math.max(frame.rowHeight, 11) / 2 + 4, tokens.text);
    free = y + Math.max(frame.rowHeight, 11);
  }
}

// Where rows are lower than letters, only their core.
const nameOf = (model, row, rowHeight) => (rowHeight >= 11 ? model.lanes[row].name : model.lanes[row].name.split(".")[0]);

// How much of the lanes is in view.
function scrollMark(pen, model, frame, tokens) {
  const room = frame.height - top;
  const all = model.lanes.length * frame.rowHeight;
  if (all <= room) return;
  pen.rect(frame.width - 5, top, 5, room, tokens.line);
  pen.rect(frame.width - 5, top + (frame.scroll / all) * room, 5, Math.max(12, (room / all) * room), tokens.faint);
}

const characterWidth = 6.9;
// Of "layer.attention.norm" the end tells more than the beginning.
function fitted(text, width) {
  const room = Math.floor(width / characterWidth);
  if (text.length <= room) return text;
  const end = text.slice(text.lastIndexOf(".") + 1);
  return end.length <= room ? end : room < 3 ? "" : `${end.slice(0, room - 1)}…`;
}

function barNames(pen, model, view, frame, at, colours, isFaded, tokens) {
  if (frame.rowHeight < 12) return;
  const { first, last } = rowsIn(model, frame.scroll, frame.height - top, frame.rowHeight);
  let left = mostLabels;
  for (let row = first; row < last && left > 0; ++row) {
    if (at.rowTop(row) < top - 2) continue;
    const { level, low, high } = levelFor(model.lanes[row].levels, view.from, view.to, 400);
    if (level.share) continue;
    for (let i = low; i < high && left > 0; ++i) {
      const begin = Math.max(gutter, at.x(level.begin[i]));
      const end = Math.min(frame.width, at.x(level.end[i]));
      if (end - begin < 36) continue;
      --left;
      const text = fitted(model.names[level.name[i]], end - begin - 6);
      const ink = isFaded(row, model.lanes[row].index(i)) ? tokens.faint : inkOn(css(colours[level.name[i]]));
      pen.text(text, begin + 4, at.rowTop(row) + frame.rowHeight / 2 + 3, ink);
    }
  }
}

function box(pen, model, frame, at, span, colour) {
  if (span < 0) return;
  const row = model.rowOf(span);
  const begin = Math.max(gutter, at.x(model.spans.begin[span]) - 1);
  const end = Math.min(frame.width, at.x(model.spans.end[span]) + 1);
  if (end < gutter || begin > frame.width || at.rowTop(row) < top - frame.rowHeight) return;
  pen.outline(begin, at.rowTop(row) - 1, Math.max(3, end - begin), frame.rowHeight + 1, colour, 2);
}

function memory(pen, model, view, frame, at, tokens) {
  const found = memoryBars(model, view, frame.width - gutter);
  const base = axisHeight + stripHeight - 4;
  const room = stripHeight - 12;
  pen.text("memory", 8, axisHeight + 16, tokens.text);
  pen.text(`peak ${scaled(found.peak * 1e9, "B/s")}`, 8, axisHeight + 32, tokens.faint);
  for (const { x, width, read, written } of found.bars) {
    const readHeight = (read / found.top) * room;
    const writtenHeight = (written / found.top) * room;
    if (readHeight > 0) pen.rect(gutter + x, base - readHeight, width, readHeight, "#0072B2");
    if (writtenHeight > 0) pen.rect(gutter + x, base - readHeight - writtenHeight, width, writtenHeight, "#E69F00");
  }
  pen.line([gutter, base, frame.width, base], tokens.line, 1);
  // The line of the memory's peak; spread evenly, spans can add up to more for a moment.
  const peak = base - (found.peak / found.top) * room;
  pen.line([gutter, peak, frame.width, peak], tokens.faint, 1);
}

// `state`: hovered, selected {span, next} or null, flows.
export function paintOverlay(pen, model, view, frame, state, looks) {
  const { tokens } = looks;
  const at = placing(model, view, frame);
  pen.clipped(gutter, top, frame.width - gutter, frame.height - top, () => {
    barNames(pen, model, view, frame, at, looks.colours, looks.isFaded, tokens);
    if (state.flows) flowsInView(pen, model, view, frame, at, tokens.faint);
    if (state.selected) flowsOf(pen, model, view, frame, at, state.selected, tokens);
    box(pen, model, frame, at, state.hovered, tokens.faint);
    if (state.selected) box(pen, model, frame, at, state.selected.span, tokens.text);
  });
  laneNames(pen, model, frame, at, tokens);
  scrollMark(pen, model, frame, tokens);
  pen.rect(0, 0, frame.width, top, tokens.surface);
  if (model.packed.memory) memory(pen, model, view, frame, at, tokens);
  axis(pen, view, { ...frame, height: top }, at, tokens);
}
