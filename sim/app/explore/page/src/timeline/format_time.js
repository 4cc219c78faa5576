// Picoseconds for people: as many digits as tell apart what is `step` picoseconds apart.
const units = [
  [1e12, "s"],
  [1e9, "ms"],
  [1e6, "µs"],
  [1e3, "ns"],
  [1, "ps"],
];

export function timeText(ps, step = Math.abs(ps) / 1000) {
  if (ps === 0) return "0";
  const [size, unit] = units.find(([one]) => Math.abs(ps) >= one) ?? units.at(-1);
  const decimals = Math.max(0, Math.min(9, Math.ceil(Math.log10(size / Math.max(step, 1)))));
  return `${(ps / size).toFixed(decimals)} ${unit}`;
}

// Round instants between `from` and `to`, about `count` of them.
export function ticks(from, to, count) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const all = [];
  for (let i = Math.ceil(from / step); i * step <= to; ++i) all.push(i * step);
  return { step, all };
}
