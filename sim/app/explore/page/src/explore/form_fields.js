// The flags of a run that the form has, beside chip and model.
const doublings = (from, to) => {
  const steps = [];
  for (let one = from; one <= to; one *= 2) steps.push(one);
  return steps;
};

// `steps`: dragged; `otherwise`: what an empty field means; `in`: the phases that use it.
export const numbers = [
  { key: "batch", name: "Batch", steps: doublings(1, 1024), otherwise: "1", in: ["", "prefill", "decode", "full"] },
  { key: "kv", name: "Context, tokens cached", steps: [0, ...doublings(128, 131072)], otherwise: "usual", in: ["", "prefill", "decode"] },
  { key: "seq", name: "Prompt, new tokens", steps: doublings(1, 65536), otherwise: "usual", in: ["", "prefill", "full"] },
  { key: "tokens", name: "Tokens generated", steps: doublings(1, 4096), otherwise: "usual", in: ["full"] },
];

// Of a network without phases, the batch alone.
export const numbersOf = (hasPhases, phase) =>
  numbers.filter((one) => (hasPhases ? one.in.includes(phase ?? "") : one.key === "batch"));

export const phases = [
  ["", "as usual for the model"],
  ["prefill", "prefill"],
  ["decode", "decode"],
  ["full", "full: prefill, then decode"],
];

export const details = [
  ["", "tile: simulated"],
  ["analytic", "analytic: closed form"],
];

export const first = { chip: "gpnpu", model: "llama-3.1-8b", phase: "decode", batch: "1", kv: "4096" };
export const flags = ["chip", "model", "phase", "batch", "seq", "kv", "tokens", "dtype", "detail", "chips", "parallel", "routing"];
