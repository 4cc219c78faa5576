// A time line ready to be drawn: its lanes with their levels of detail, the critical path as a lane of
// its own above them.
import { levelsOf } from "./levels.js";
import { unpack } from "./unpack.js";

export const pathName = "critical path";

function gathered(spans, indices) {
  const begin = Float64Array.from(indices, (i) => spans.begin[i]);
  const end = Float64Array.from(indices, (i) => spans.end[i]);
  return levelsOf(begin, end, Uint32Array.from(indices, (i) => spans.name[i]));
}

// Of each lane, the spans on the critical path, in the order of time.
function criticalOf(spans, lanes) {
  const of = lanes.map(() => []);
  for (const i of spans.path) of[spans.laneOf[i]].push(i);
  return of.map((indices) => (indices.length > 0 ? gathered(spans, indices.sort((a, b) => a - b)) : null));
}

// Time of all bars by name, to give colours to what takes most.
function timeByName(spans, count) {
  const time = new Float64Array(count);
  for (let i = 0; i < spans.count; ++i) time[spans.name[i]] += spans.end[i] - spans.begin[i];
  return time;
}

// What the critical path consists of: time by kind of engine ("load"), the most first, and the time
// between its spans: latencies, launches, what is not kept.
function pathShares({ path, begin, end, laneOf }, lanes) {
  if (path.length === 0) return [];
  const kind = lanes.map((lane) => lane.name.slice(lane.name.indexOf(".") + 1).replace(/_\d+$/, ""));
  const time = new Map();
  for (const i of path) time.set(kind[laneOf[i]], (time.get(kind[laneOf[i]]) ?? 0) + end[i] - begin[i]);
  const all = end[path.at(-1)] - Math.min(begin[path[0]], 0);
  const spent = [...time.values()].reduce((sum, one) => sum + one, 0);
  return [...[...time].sort((a, b) => b[1] - a[1]), ["between spans", all - spent]].map(([name, ps]) => ({ name, share: ps / all }));
}

export async function modelOf(packed) {
  const spans = await unpack(packed);
  const critical = criticalOf(spans, packed.lanes);
  const lanes = packed.lanes.map((lane, i) => {
    const at = [spans.first[i], spans.first[i + 1]];
    return {
      name: lane.name,
      first: at[0],
      levels: levelsOf(spans.begin.subarray(...at), spans.end.subarray(...at), spans.name.subarray(...at)),
      critical: critical[i],
      index: (k) => at[0] + k,
    };
  });
  if (spans.path.length > 0) {
    const levels = gathered(spans, spans.path);
    lanes.unshift({ name: pathName, levels, critical: levels, index: (k) => spans.path[k] });
  }
  const onPath = new Uint8Array(spans.count);
  for (const i of spans.path) onPath[i] = 1;
  const last = (lane) => lane.levels[0].end.at(-1) ?? 0;
  const partsEnd = packed.parts.at(-1)?.end_ps ?? 0;
  // A trace that was cut ends where its spans end.
  const end = Math.max(...lanes.map(last));
  const start = Math.min(...lanes.map((lane) => lane.levels[0].begin[0] ?? end));
  return {
    packed,
    spans,
    lanes,
    onPath,
    pathShares: pathShares(spans, packed.lanes),
    names: packed.names,
    timeOfName: timeByName(spans, packed.names.length),
    start: start < 0.02 * end ? 0 : start,
    end: end > 0.98 * partsEnd ? partsEnd : end,
    // The row that a lane is drawn in.
    rowOf: (span) => spans.laneOf[span] + (spans.path.length > 0 ? 1 : 0),
    partOf: (span) => packed.parts.findLast((part) => part.begin_ps <= spans.begin[span])?.name ?? "",
  };
}
