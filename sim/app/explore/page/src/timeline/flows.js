// Arrows between spans that waited for each other.
import { rowsIn } from "./bars.js";
import { levelFor } from "./levels.js";
import { layout } from "./view.js";

const { gutter, top } = layout;
const mostFlows = 400; // in view
const mostSteps = 200; // back from the selected span

// From the end of what was waited for to the begin of what waited.
function arrow(pen, model, frame, at, from, to, colour, width) {
  const middle = (span) => at.rowTop(model.rowOf(span)) + frame.rowHeight / 2;
  const x1 = at.x(model.spans.end[from]);
  const x2 = at.x(model.spans.begin[to]);
  if (x2 < gutter || x1 > frame.width) return;
  pen.arrow(x1, middle(from), x2, middle(to), colour, width);
}

export function flowsInView(pen, model, view, frame, at, colour) {
  const { first, last } = rowsIn(model, frame.scroll, frame.height - top, frame.rowHeight);
  let left = mostFlows;
  for (let row = first; row < last && left > 0; ++row) {
    const lane = model.lanes[row];
    if (lane.critical === lane.levels) continue; // the path is one flow by itself
    const { level, low, high } = levelFor(lane.levels, view.from, view.to, mostFlows);
    if (level.share) continue;
    for (let i = low; i < high && left > 0; ++i) {
      const to = lane.index(i);
      const from = model.spans.after[to];
      if (from < 0 || model.spans.laneOf[from] === model.spans.laneOf[to]) continue;
      --left;
      arrow(pen, model, frame, at, from, to, colour, 1);
    }
  }
}

// What led to the selected span, back to where it leaves the view, and what it let begin.
export function flowsOf(pen, model, view, frame, at, selected, tokens) {
  let to = selected.span;
  for (let steps = 0; steps < mostSteps; ++steps) {
    const from = model.spans.after[to];
    if (from < 0 || model.spans.end[from] < view.from) break;
    arrow(pen, model, frame, at, from, to, tokens.text, 2);
    to = from;
  }
  for (const next of selected.next) arrow(pen, model, frame, at, selected.span, next, "#D55E00", 2);
}
