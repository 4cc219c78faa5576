// Which span is meant: under the pointer, beside another, the next that a search finds.
import { firstAbove } from "./levels.js";

// Of a row; `slack` picoseconds beside it still count.
export function spanAt(model, row, time, slack) {
  const lane = model.lanes[row];
  if (!lane) return -1;
  const { begin, end } = lane.levels[0];
  const i = firstAbove(begin, time) - 1;
  const candidates = [i, i + 1].filter((k) => k >= 0 && k < begin.length);
  const distance = (k) => Math.max(begin[k] - time, time - end[k], 0);
  const near = candidates.filter((k) => distance(k) <= slack).sort((a, b) => distance(a) - distance(b))[0];
  return near === undefined ? -1 : lane.index(near);
}

// The neighbour in its lane; the span itself at the ends.
export function beside(model, span, step) {
  const lane = model.spans.laneOf[span];
  const { first } = model.spans;
  return Math.min(first[lane + 1] - 1, Math.max(first[lane], span + step));
}

// The one in the next lane that has any, up or down, that is nearest in time.
export function acrossFrom(model, span, step) {
  const time = (model.spans.begin[span] + model.spans.end[span]) / 2;
  for (let row = model.rowOf(span) + step; row >= 0 && row < model.lanes.length; row += step) {
    if (model.lanes[row].critical === model.lanes[row].levels) continue;
    const found = spanAt(model, row, time, Infinity);
    if (found >= 0) return found;
  }
  return span;
}

// What waited for it, at most `most`.
export function waitersOf(model, span, most) {
  const found = [];
  const { after } = model.spans;
  for (let i = 0; i < after.length && found.length < most; ++i) if (after[i] === span) found.push(i);
  return found;
}

// Text is looked for in the names of spans and of lanes.
export function searchFor(model, text) {
  const wanted = text.trim().toLowerCase();
  const has = (name) => name.toLowerCase().includes(wanted);
  if (wanted === "") return { any: false, keepsName: () => true, keepsLane: () => true, count: 0 };
  const names = model.names.map(has);
  const lanes = model.packed.lanes.map((lane) => has(lane.name));
  const { spans } = model;
  const hits = (i) => names[spans.name[i]] || lanes[spans.laneOf[i]];
  let count = 0;
  for (let i = 0; i < spans.count; ++i) if (hits(i)) ++count;
  const above = model.lanes.length - model.packed.lanes.length;
  return { any: true, count, hits, keepsName: (name) => names[name], keepsLane: (row) => row >= above && lanes[row - above] };
}

// The next hit in time behind (step 1) or before (step -1) a span, round the ends; -1 without any.
export function nextHit(model, search, span, step) {
  if (!search.any) return -1;
  const { begin, count } = model.spans;
  const key = (i) => step * begin[i];
  const isBehind = (i, j) => key(i) > key(j) || (key(i) === key(j) && step * i > step * j);
  let next = -1;
  let first = -1;
  for (let i = 0; i < count; ++i) {
    if (!search.hits(i)) continue;
    if (first < 0 || isBehind(first, i)) first = i;
    if (span >= 0 && isBehind(i, span) && (next < 0 || isBehind(next, i))) next = i;
  }
  return next >= 0 ? next : first;
}
