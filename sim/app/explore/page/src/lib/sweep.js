// Points of a stored sweep as rows, and which of them no other one beats.
export function rowsOf(sweep) {
  return sweep.numbers.map((number, i) => ({
    index: i,
    number,
    state: sweep.states[i],
    why: sweep.why[i],
    values: sweep.axes.map((axis) => axis.values[i]),
    figures: sweep.metrics.map((metric) => metric.values[i]),
  }));
}

// Least first along x; a point joins where it is better in y than all before it.
export function frontOf(rows, x, y, moreX, moreY) {
  const signX = moreX ? -1 : 1;
  const signY = moreY ? -1 : 1;
  const sorted = rows.toSorted((a, b) => signX * (a.figures[x] - b.figures[x]) || signY * (a.figures[y] - b.figures[y]));
  let best = Infinity;
  return sorted.filter((row) => {
    const cost = signY * row.figures[y];
    if (cost >= best) return false;
    best = cost;
    return true;
  });
}

// The command line that runs a point alone.
export function commandOf(sweep, row) {
  const { chip, model, set, with: fragments, dim, ...flags } = sweep.base;
  const place = { chip, model };
  const words = [];
  sweep.axes.forEach((axis, i) => {
    for (const typed of axis.typed) {
      if (typed === "chip" || typed === "model") place[typed] = row.values[i];
      else words.push([typed, row.values[i]]);
    }
  });
  const quoted = (text) => (/^[\w.,:=+/@%-]+$/.test(text) ? text : `'${String(text).replaceAll("'", "'\\''")}'`);
  const joined = ([typed, value]) => {
    const space = typed.indexOf(" ");
    return `${typed.slice(0, space)} ${quoted(typed.slice(space + 1) + value)}`;
  };
  const base = [
    ...Object.entries(flags).map(([name, value]) => (value === "true" ? `--${name.replaceAll("_", "-")}` : `--${name.replaceAll("_", "-")} ${quoted(value)}`)),
    ...fragments.map((one) => `--with ${quoted(one)}`),
    ...set.map((one) => `--set ${quoted(one)}`),
    ...dim.map((one) => `--dim ${quoted(one)}`),
  ];
  return ["tessera run", quoted(place.chip), quoted(place.model), ...base, ...words.map(joined)].join(" ");
}
