// Small sweeps: started, followed and opened.
import { shown } from "../lib/document.svelte.js";
import { route } from "../lib/route.svelte.js";
import { get, post } from "./api.js";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function openSweep(id) {
  const { sweep } = await get("/api/stored/one", { id });
  shown.replace({ sweep });
  route.go("sweep");
}

// Calls `heard` with the state of the job until it has ended; returns the last one.
export async function follow(job, heard) {
  for (;;) {
    const state = await get("/api/sweep", { job });
    heard(state);
    if (state.state !== "running") return state;
    await pause(250);
  }
}

export const begin = (asked) => post("/api/sweep", asked);
export const cancel = (job) => post("/api/sweep/cancel", {}, { query: { job } });

// "0.5, 1, 2" or "bf16, fp8".
export function valuesOf(text) {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  return numbers.every(Number.isFinite) ? numbers : words;
}
