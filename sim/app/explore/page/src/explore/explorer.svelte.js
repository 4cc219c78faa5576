// What the explorer asks for and what came back; the form and all pages share it.
import { untrack } from "svelte";
import { shown } from "../lib/document.svelte.js";
import { route } from "../lib/route.svelte.js";
import { get, post } from "./api.js";
import { first, numbers, numbersOf } from "./form_fields.js";
import { Latest } from "./latest.js";
import { asked, fromUrl, toUrl } from "./question.js";

const quiet = 700; // ms without a change, until what takes longer is asked for
const mostKept = 7; // runs beside the one that changes
const asker = Math.random().toString(36).slice(2);

class Explorer {
  library = $state.raw({ chips: [], models: [], directory: "" });
  levers = $state.raw({ levers: [], dtypes: [] });
  flags = $state({ ...first });
  set = $state({});
  trace = $state(false);
  command = $state("");
  mistakes = $state.raw([]);
  busy = $state(false);
  elapsed = $state.raw(null); // ms, of the last answer
  #live = null;
  #kept = [];
  #count = 0;
  #timer = null;
  #leversOf = "";
  #latest = new Latest((question, signal) => this.#run(question, signal));
  #buys = new Latest((question, signal) => this.#runQuietly(question, signal));

  async start() {
    const found = fromUrl(route);
    if (found) ({ flags: this.flags, set: this.set, trace: this.trace } = found);
    try {
      await this.#readLevers();
      this.ask();
      this.library = await get("/api/library");
    } catch (failure) {
      this.mistakes = failure.mistakes ?? [String(failure)];
    }
  }

  get model() {
    return this.library.models.find((one) => one.name === this.flags.model);
  }

  async choose(key, value) {
    this.flags[key] = value;
    if (key === "chip") {
      this.set = {};
      this.flags.dtype = "";
      try {
        await this.#readLevers();
      } catch (failure) {
        this.mistakes = failure.mistakes;
      }
    }
    if (key === "model" || key === "phase") this.#forgetUnused();
    this.ask();
  }

  #forgetUnused() {
    const hasPhases = this.model?.phases !== false;
    if (!hasPhases) this.flags.phase = "";
    const used = numbersOf(hasPhases, this.flags.phase);
    for (const one of numbers) if (!used.includes(one)) this.flags[one.key] = "";
  }

  lever(field, value) {
    const lever = this.levers.levers.find((one) => one.field === field);
    if (value === lever.value) delete this.set[field];
    else this.set[field] = value;
    this.ask();
  }

  // Puts a run into the form, as a body of /api/run, and shows it.
  async open(ask) {
    const { set = {}, ...flags } = ask;
    this.flags = { ...Object.fromEntries(Object.keys(first).map((key) => [key, ""])), ...flags };
    this.set = { ...set };
    try {
      await this.#readLevers();
    } catch (failure) {
      this.mistakes = failure.mistakes;
    }
    route.go("explore");
    this.ask();
  }

  reset() {
    this.set = {};
    this.ask();
  }

  ask() {
    clearTimeout(this.#timer);
    this.#buys.drop();
    this.busy = true;
    this.#latest.ask(untrack(() => this.question()));
  }

  cancel() {
    this.#latest.drop();
    this.#buys.drop();
  }

  question() {
    return asked(this.flags, $state.snapshot(this.set), this.trace);
  }

  async #readLevers() {
    const chip = this.flags.chip;
    this.#leversOf = chip;
    const levers = await get("/api/chip", { name: chip });
    if (this.#leversOf === chip) this.levers = levers;
  }

  async #run(question, signal) {
    const begun = performance.now();
    try {
      const { run, command } = await post("/api/run", question, { query: { asker }, signal });
      this.elapsed = performance.now() - begun;
      this.command = command;
      this.mistakes = [];
      this.#show(run, question);
      this.#timer = setTimeout(() => this.#quiet(question), quiet);
    } catch (failure) {
      if (failure.kind !== "superseded") this.mistakes = failure.name === "AbortError" ? ["cancelled"] : failure.mistakes;
    }
    this.busy = false;
  }

  // What 10 % more of each resource buys takes several runs.
  #quiet(question) {
    toUrl(route, this.flags, this.set, this.trace);
    this.#buys.ask({ ...question, trace: false, elasticities: true });
  }

  async #runQuietly(question, signal) {
    try {
      const { run } = await post("/api/run", question, { query: { asker: `${asker}-buys` }, signal });
      const { elasticities } = run.summary;
      if (!signal.aborted && this.#live) this.#place({ ...this.#live, summary: { ...this.#live.summary, elasticities } });
    } catch {
      // The answer that is shown lacks them; nothing else is wrong.
    }
  }

  #show(run, question) {
    this.#count += 1;
    // A time line is drawn once; the other pages follow as the answer changes.
    this.#place(question.trace ? { ...run, id: `explored ${this.#count}` } : run);
  }

  #place(live) {
    this.#live = live;
    this.#publish();
  }

  #publish() {
    shown.replace({ runs: [...(this.#live ? [{ ...this.#live, name: `now: ${this.#live.name}` }] : []), ...this.#kept] });
  }

  // Beside the one that changes, for Compare.
  keep(run = this.#live, name = run.name) {
    if (!run) return 0;
    this.#count += 1;
    this.#kept = [...this.#kept.slice(-(mostKept - 1)), { ...run, id: `kept ${this.#count}`, name }];
    this.#publish();
    return shown.runs.length - 1;
  }

  // "bandwidth_scale 1.5": what was changed, to tell kept runs apart.
  get changes() {
    const fields = Object.entries(this.set).map(([field, value]) => `${field.split(".").slice(-2).join(" ")} ${value}`);
    return [`${this.flags.model} on ${this.flags.chip}`, ...fields].join(", ");
  }
}

export const explorer = new Explorer();
