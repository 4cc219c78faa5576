// View, selection and switches in the URL; times in microseconds, exact to the picosecond.
import { route } from "../lib/route.svelte.js";

const us = (ps) => String(Math.round(ps) / 1e6);

export function fromUrl(model) {
  const number = (key) => {
    const text = route.get(key);
    return text === "" || !Number.isFinite(Number(text)) ? null : Number(text);
  };
  const from = number("from");
  const to = number("to");
  const span = number("span");
  return {
    view: from !== null && to !== null && to > from ? { from: from * 1e6, to: to * 1e6 } : null,
    span: Number.isInteger(span) && span >= 0 && span < model.spans.count ? span : -1,
    find: route.get("find"),
    rowHeight: number("rows"),
    critical: route.get("critical") === "1",
    flows: route.get("flows") === "1",
  };
}

// Browsers refuse hundreds of changes a second: the last of a movement is written.
let waiting;
export function toUrl(model, { view, span, find, rowHeight, critical, flows }) {
  clearTimeout(waiting);
  const isWhole = view.from <= model.start && view.to >= model.end;
  waiting = setTimeout(() => {
    if (route.page !== "timeline") return;
    route.set({
      from: isWhole ? null : us(view.from),
      to: isWhole ? null : us(view.to),
      span: span < 0 ? null : String(span),
      find: find || null,
      rows: rowHeight === null ? null : String(rowHeight),
      critical: critical ? "1" : null,
      flows: flows ? "1" : null,
    });
  }, 250);
}
