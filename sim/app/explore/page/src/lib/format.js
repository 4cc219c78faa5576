// Numbers for people. Tables of data print what the document holds, untouched.
const prefixes = [
  [1e18, "E"],
  [1e15, "P"],
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

// Three digits: 1.23, 12.3, 123.
export function digits(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || magnitude < 1e-3) return value.toExponential(2).replace("e+", "e");
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

export function scaled(value, unit) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const found = prefixes.find(([size]) => Math.abs(value) >= size);
  return found ? `${digits(value / found[0])} ${found[1]}${unit}` : `${digits(value)} ${unit}`;
}

export function time(us) {
  if (us === null || us === undefined || !Number.isFinite(us)) return "–";
  if (Math.abs(us) >= 1e6) return `${digits(us / 1e6)} s`;
  if (Math.abs(us) >= 1e3) return `${digits(us / 1e3)} ms`;
  if (Math.abs(us) >= 1 || us === 0) return `${digits(us)} µs`;
  return `${digits(us * 1e3)} ns`;
}

export function percent(share) {
  if (!Number.isFinite(share)) return "–";
  return share > 0 && share < 1e-4 ? "< 0.01 %" : `${digits(100 * share)} %`;
}
export const bytes = (count) => scaled(count, "B");
