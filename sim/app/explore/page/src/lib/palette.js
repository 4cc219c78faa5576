// Colours that people with colour-blindness tell apart: Okabe and Ito's eight, and tints of them where
// more are needed. One cause has one colour on every page.
const orange = "#E69F00";
const sky = "#56B4E9";
const green = "#009E73";
const yellow = "#F0E442";
const blue = "#0072B2";
const vermilion = "#D55E00";
const purple = "#CC79A7";
const grey = "#8C8C8C";

export const series = [blue, orange, green, purple, sky, vermilion, yellow, grey];

const causes = {
  matrix: blue,
  vector: sky,
  "local memory": purple,
  "shared buffer": orange,
  "memory bandwidth": vermilion,
  "memory latency": "#F4B183",
  network: green,
  "chip link": "#8FD6C1",
  "launch and dispatch": yellow,
  synchronisation: grey,
  "fill and drain": "#A9D8F3",
  "tile quantisation": "#6F4E9C",
  "load imbalance": "#C9BBA8",
};
export const causeNames = Object.keys(causes);
export const causeColour = (cause) => causes[cause] ?? grey;

// Of engines' time, and of a memory's: what was of use first, what nobody asked for last.
export const useColours = { busy: blue, starved: orange, blocked: vermilion };
export const lossColours = {
  moved: blue,
  refresh: vermilion,
  row_activation: orange,
  activation_window: yellow,
  bank_group: purple,
  turnaround: green,
  queue_depth: sky,
  command_bus: "#6F4E9C",
  controller: "#F4B183",
  idle: "#BDC4CC",
};

const tokens = {
  light: { text: "#1a1f26", faint: "#566070", line: "#d4dae2", surface: "#ffffff", box: "#e2f0f9", ramp: ["#eef3f8", "#a9d8f3", "#56B4E9", "#0072B2", "#00365a"] },
  dark: { text: "#e7ecf2", faint: "#a3b0c0", line: "#38424f", surface: "#171c23", box: "#143246", ramp: ["#222b36", "#00466e", "#0072B2", "#56B4E9", "#d6eefb"] },
};
export const tokensOf = (theme) => tokens[theme];

// The colour of a share of 1 on the ramp of a theme.
export function heat(share, ramp) {
  const place = Math.min(1, Math.max(0, share || 0)) * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(place));
  const channel = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => Math.round(channel(ramp[low], i) + (channel(ramp[low + 1], i) - channel(ramp[low], i)) * (place - low)));
  return `rgb(${mixed.join(",")})`;
}
// Black or white, whichever is read on it.
export function inkOn(rgb) {
  const [r, g, b] = rgb.match(/\d+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#1a1f26" : "#ffffff";
}
