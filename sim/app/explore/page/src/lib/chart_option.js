// What all charts share: colours of the theme, fonts, a tooltip that can be read aloud.
import { series } from "./palette.js";

function axis(given, tokens) {
  const one = (a) => ({
    axisLine: { lineStyle: { color: tokens.faint } },
    nameLocation: "middle",
    nameGap: 28,
    ...a,
    axisLabel: { color: tokens.faint, ...a.axisLabel },
    nameTextStyle: { color: tokens.faint, ...a.nameTextStyle },
    splitLine: { lineStyle: { color: tokens.line }, ...a.splitLine },
  });
  return Array.isArray(given) ? given.map(one) : one(given);
}

export function chartOption(option, tokens) {
  const whole = {
    animation: false,
    color: series,
    backgroundColor: tokens.surface,
    textStyle: { color: tokens.text, fontFamily: "system-ui, sans-serif" },
    grid: { left: 16, right: 24, top: 32, bottom: 32, containLabel: true },
    ...option,
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: tokens.surface,
      borderColor: tokens.line,
      textStyle: { color: tokens.text },
      className: "chart-tooltip",
      ...option.tooltip,
    },
  };
  whole.series = option.series.map((one) => (one.label ? { ...one, label: { color: tokens.text, ...one.label } } : one));
  if (option.legend) whole.legend = { type: "scroll", top: 0, textStyle: { color: tokens.text }, ...option.legend };
  if (option.xAxis) whole.xAxis = axis(option.xAxis, tokens);
  if (option.yAxis) whole.yAxis = axis(option.yAxis, tokens);
  return whole;
}
