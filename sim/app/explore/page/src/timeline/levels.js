// Bars at levels of detail: a bar of a level stands for four of the level below, has the name that
// covers most of them, and says which share of its time is covered at all.
const joined = 4;

function above(level) {
  const count = Math.ceil(level.begin.length / joined);
  const next = {
    begin: new Float64Array(count),
    end: new Float64Array(count),
    share: new Float32Array(count),
    name: new Uint32Array(count),
  };
  for (let i = 0; i < count; ++i) {
    const last = Math.min(level.begin.length, (i + 1) * joined);
    let busy = 0;
    let most = -1;
    for (let k = i * joined; k < last; ++k) {
      const covered = (level.end[k] - level.begin[k]) * (level.share ? level.share[k] : 1);
      busy += covered;
      if (covered <= most) continue;
      most = covered;
      next.name[i] = level.name[k];
    }
    next.begin[i] = level.begin[i * joined];
    next.end[i] = level.end[last - 1];
    next.share[i] = busy / (next.end[i] - next.begin[i]);
  }
  return next;
}

// Of bars that follow each other in time. Few bars need no levels above them.
export function levelsOf(begin, end, name) {
  const levels = [{ begin, end, share: null, name }];
  while (levels.at(-1).begin.length > 64) levels.push(above(levels.at(-1)));
  return levels;
}

// The first index at which the ascending `values` are greater than `limit`.
export function firstAbove(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Which bars of a level touch the view.
export function within(level, from, to) {
  return [firstAbove(level.end, from), Math.max(firstAbove(level.end, from), firstAbove(level.begin, to))];
}

// The finest level that has no more than `most` bars in view.
export function levelFor(levels, from, to, most) {
  for (const level of levels) {
    const [low, high] = within(level, from, to);
    if (high - low <= most || level === levels.at(-1)) return { level, low, high };
  }
}
