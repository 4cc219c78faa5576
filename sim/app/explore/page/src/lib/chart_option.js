// What all charts share: colours of the theme, fonts, a tooltip that can be read aloud.
import { series } from "./palette.js";

function axis(given, tokens) {
  const one = (a) => ({
    axisLine: { lineStyle: { color: tokens.faint } },
    nameLocation: "middle",
    nameGap: 28,
    ...a,
    axisLabel: { color: tokens.faint, hideOverlap: true, ...a.axisLabel },
    nameTextStyle: { color: tokens.faint, ...a.nameTextStyle },
    splitLine: { lineStyle: { color: tokens.line }, ...a.splitLine },
  });
  return Array.isArray(given) ? given.map(one) : one(given);
}

// The name of an upright axis stands above it, where no label is in its way.
const above = (a) => (a.name ? { nameLocation: "end", nameTextStyle: { align: "left" }, ...a, nameGap: 12 } : a);

// Rows that a legend needs; all of it is there, also in what is saved.
export function legendRows(option, width) {
  const names = option.legend?.data ?? [];
  const room = Math.max(200, width - 32);
  let rows = names.length > 0 ? 1 : 0;
  let used = 0;
  for (const name of names) {
    const wide = 46 + 6.6 * name.length;
    if (used + wide > room) {
      rows += 1;
      used = 0;
    }
    used += wide;
  }
  return rows;
}
export const legendRow = 22;

export function chartOption(option, tokens, width) {
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
  if (option.legend) {
    whole.legend = { top: 0, itemGap: 10, itemHeight: 12, textStyle: { color: tokens.text }, ...option.legend };
    whole.grid = { ...whole.grid, top: 16 + legendRow * legendRows(option, width) };
  }
  if (option.xAxis) whole.xAxis = axis(option.xAxis, tokens);
  if (option.yAxis) whole.yAxis = axis(above(option.yAxis), tokens);
  if (option.yAxis?.name) whole.grid = { ...whole.grid, top: 18 + Math.max(16, whole.grid.top) };
  return whole;
}
