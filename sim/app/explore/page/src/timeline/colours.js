// Colours of the bars: what takes most time has one of the eight that people with colour-blindness
// tell apart, the rest have lighter and darker ones of them.
import { series } from "../lib/palette.js";

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const mixed = (a, b, share) => a.map((one, i) => Math.round(one + (b[i] - one) * share));
const white = [255, 255, 255];
const black = [0, 0, 0];
const shades = [(c) => c, (c) => mixed(c, white, 0.4), (c) => mixed(c, black, 0.35)];
const chosen = series.slice(0, 7).map(channels); // grey is for what is not drawn
const grey = [140, 140, 140];

export const rgb = (hex) => channels(hex);
export const css = (colour) => `rgb(${colour.join(",")})`;

// What is repeated in the bar of a name; "" for one that is drawn.
export const repeated = (name) => /^\d+ more of (.+)$/.exec(name)?.[1] ?? (name === "repeats of sections" ? name : "");

// By name, the one of most time first. The time of repeats that are not drawn is greyer than what is.
export function coloursOf(model) {
  const byTime = model.names.map((_, i) => i).sort((a, b) => model.timeOfName[b] - model.timeOfName[a]);
  const colours = [];
  let given = 0;
  for (const i of byTime)
    if (!repeated(model.names[i])) colours[i] = shades[Math.floor(given / 7) % 3](chosen[given++ % 7]);
  for (const i of byTime) {
    const of = repeated(model.names[i]);
    if (of) colours[i] = mixed(colours[model.names.indexOf(of)] ?? grey, grey, 0.5);
  }
  return { colours, byTime };
}

// Red, green, blue by name; those that `keeps` refuses fade into the background.
export function tableOf(colours, background, keeps) {
  return Uint8Array.from(colours.flatMap((colour, i) => (keeps(i) ? colour : mixed(colour, background, 0.85))));
}
// One colour for all names.
export const plainTable = (names, colour) => Uint8Array.from(names.flatMap(() => colour));
