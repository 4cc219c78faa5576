// The spans in view as rows of a table.
import { within } from "./levels.js";

export const mostRows = 500;
export const columns = ["lane", "span", "part", "begin, µs", "length, µs", "read, bytes", "written, bytes", "on critical path", "number", "began behind number"];

export function inView(model, view) {
  let count = 0;
  for (const lane of model.lanes) {
    if (lane.critical === lane.levels) continue;
    const [low, high] = within(lane.levels[0], view.from, view.to);
    count += high - low;
  }
  return count;
}

export function rowsOf(model, view) {
  const found = [];
  for (const lane of model.lanes) {
    if (lane.critical === lane.levels) continue;
    const [low, high] = within(lane.levels[0], view.from, view.to);
    // No lane can have more of the first rows than there are rows.
    for (let i = low; i < Math.min(high, low + mostRows); ++i) found.push(lane.index(i));
  }
  const { spans } = model;
  found.sort((a, b) => spans.begin[a] - spans.begin[b] || a - b);
  return found.slice(0, mostRows).map((i) => [
    model.packed.lanes[spans.laneOf[i]].name,
    model.names[spans.name[i]],
    model.partOf(i),
    spans.begin[i] / 1e6,
    (spans.end[i] - spans.begin[i]) / 1e6,
    spans.read[i],
    spans.written[i],
    model.onPath[i] ? "yes" : "",
    i,
    spans.after[i] < 0 ? "" : spans.after[i],
  ]);
}
