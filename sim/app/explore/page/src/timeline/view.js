// What of the time line is looked at: an interval of time, and the lanes from a height on. Views are
// values: each function returns a new one.
const shortest = 1000; // picoseconds on screen
const gutter = 150; // for the names of lanes
const axisHeight = 24;
const stripHeight = 52;

export const layout = { gutter, axisHeight, stripHeight, top: axisHeight + stripHeight };

export const whole = (model) => ({ from: model.start, to: model.end });

export function clamped(model, view) {
  const room = model.end - model.start;
  const length = Math.min(room, Math.max(shortest, view.to - view.from));
  const from = Math.min(model.end - length, Math.max(model.start, view.from));
  return { ...view, from, to: from + length };
}
export function panned(model, view, share) {
  const step = (view.to - view.from) * share;
  return clamped(model, { ...view, from: view.from + step, to: view.to + step });
}
// What is at `share` of the width stays there.
export function zoomed(model, view, factor, share = 0.5) {
  const length = Math.max(shortest, (view.to - view.from) * factor);
  const from = view.from + (view.to - view.from - length) * share;
  return clamped(model, { ...view, from, to: from + length });
}
// So that an interval fills a third.
export function around(model, view, begin, end) {
  const length = Math.max(end - begin, shortest / 3);
  return clamped(model, { ...view, from: begin - length, to: end + length });
}
// Moved no more than it takes to see the interval.
export function showing(model, view, begin, end) {
  if (end > view.from && begin < view.to) return view;
  const length = view.to - view.from;
  const from = (begin + end - length) / 2;
  return clamped(model, { ...view, from, to: from + length });
}
