// Colours that people with colour-blindness tell apart: Okabe and Ito's eight, and tints of them where
// more are needed. One cause has one colour on every page.
const okabeIto = {
  orange: "#E69F00",
  sky: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermilion: "#D55E00",
  purple: "#CC79A7",
};

export const series = [
  okabeIto.blue,
  okabeIto.orange,
  okabeIto.green,
  okabeIto.purple,
  okabeIto.sky,
  okabeIto.vermilion,
  okabeIto.yellow,
  "#8C8C8C",
];

const tokens = {
  light: { text: "#1a1f26", faint: "#566070", line: "#d4dae2", surface: "#ffffff", ramp: ["#f2f6fa", okabeIto.sky, okabeIto.blue, "#00365a"] },
  dark: { text: "#e7ecf2", faint: "#a3b0c0", line: "#38424f", surface: "#171c23", ramp: ["#1d2630", okabeIto.blue, okabeIto.sky, "#e3f3fd"] },
};

export const tokensOf = (theme) => tokens[theme];
