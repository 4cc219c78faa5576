// A lever of a chip as a slider: its steps, and what a value comes to.
import { digits } from "../lib/format.js";

const factors = [0.125, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
const octaves = 3; // either way
const perOctave = 10;

const wholeSteps = (value) => [...new Set(factors.map((factor) => Math.max(1, Math.round(value * factor))))];
const smoothSteps = (value) =>
  Array.from({ length: 2 * octaves * perOctave + 1 }, (_, i) => value * 2 ** (i / perOctave - octaves)).map((one) =>
    Number(one.toPrecision(4)),
  );

// Values that the slider takes, the chip's own among them.
export function stepsOf(lever) {
  if (lever.choices) return lever.choices;
  const steps = lever.whole ? wholeSteps(lever.value) : smoothSteps(lever.value);
  if (!steps.includes(lever.value)) steps.push(lever.value);
  return steps.sort((a, b) => a - b);
}

export function nearest(steps, value) {
  let best = 0;
  steps.forEach((step, i) => {
    if (Math.abs(step - value) < Math.abs(steps[best] - value)) best = i;
  });
  return best;
}

// "1600 GB/s (2 ×)"
export function wordsOf(lever, value) {
  const exact = Number(((lever.shown * value) / lever.value).toPrecision(4)).toLocaleString("en-US");
  const shown = `${exact}${lever.unit ? ` ${lever.unit}` : ""}`;
  return value === lever.value ? shown : `${shown} (${digits(value / lever.value)} ×)`;
}
