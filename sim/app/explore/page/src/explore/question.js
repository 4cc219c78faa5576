// What is asked for, as the body of a request and as part of the URL.
import { flags } from "./form_fields.js";

const numeric = new Set(["batch", "tokens", "chips"]);

export function asked(chosen, set, trace) {
  const question = {};
  for (const key of flags) {
    const text = String(chosen[key] ?? "").trim();
    if (text !== "") question[key] = numeric.has(key) && /^\d+$/.test(text) ? Number(text) : text;
  }
  if (Object.keys(set).length > 0) question.set = { ...set };
  if (trace) question.trace = true;
  return question;
}

export function toUrl(route, chosen, set, trace) {
  const changes = { set: null, trace: trace ? "1" : null };
  for (const key of flags) changes[key] = chosen[key] || null;
  const fields = Object.entries(set).map(([field, value]) => `${field}:${value}`);
  if (fields.length > 0) changes.set = fields.join(",");
  route.set(changes);
}

// Nothing where the URL names no chip.
export function fromUrl(route) {
  if (!route.get("chip")) return null;
  const set = {};
  for (const one of route.get("set").split(",").filter(Boolean)) {
    const [field, value] = one.split(":");
    if (Number.isFinite(Number(value))) set[field] = Number(value);
  }
  return { flags: Object.fromEntries(flags.map((key) => [key, route.get(key)])), set, trace: route.get("trace") === "1" };
}
