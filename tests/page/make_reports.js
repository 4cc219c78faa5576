// The reports that the tests open: made by the program, once, before them.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { documentOf, folder, withDocument } from "./reports.js";

const runs = {
  prefill: ["h100-sxm", "llama-3.1-8b"],
  decode: ["h100-sxm", "llama-3.1-8b", "--phase", "decode", "--batch", "8", "--kv", "4096"],
  full: ["gpnpu", "llama-3.1-8b", "--phase", "full", "--seq", "256", "--tokens", "32"],
  traced: ["gpnpu", "resnet-50", "--trace"],
  plan: ["h100-sxm", "llama-3.1-8b", "--chips", "2", "--parallel", "tp=2", "--phase", "decode", "--detail", "analytic"],
};

const sweep = `
name: "bandwidth and batch"
base { chip: "gpnpu" model: "llama-3.1-8b" phase: "decode" detail: "analytic" }
axis { field: "memory.bandwidth_scale" name: "bandwidth" number: [0.5, 1, 2] }
axis { field: "batch" number: [1, 4, 16] }
axis { field: "dtype" text: ["bf16", "fp8"] }
constraint: "bandwidth * batch < 20"
objective { minimise: "latency_us" }
objective { maximise: "tokens_per_s" }
`;

const program = process.env.TESSERA_PROGRAM;
const tessera = (...words) => execFileSync(program, words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });

export default function makeReports() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, words] of Object.entries(runs)) tessera("run", ...words, "-o", name);
  writeFileSync(`${folder}/sweep.textproto`, sweep);
  tessera("sweep", "run", "sweep.textproto", "--store", "sweep.sqlite");
  tessera("report", "prefill", "-o", "prefill.html");
  tessera("report", "traced", "-o", "traced.html");
  tessera("report", ...Object.keys(runs), "sweep.sqlite", "-o", "all.html");
  // A run that ended before anything ran, one that only passes data, and one of a version without details.
  tessera("run", "h100-sxm", "all_reduce:8,1048576", "-o", "passes");
  cpSync(`${folder}/decode`, `${folder}/old`, { recursive: true });
  rmSync(`${folder}/old/details.json`);
  tessera("report", "passes", "old", "-o", "odd.html");
  const ended = documentOf(readFileSync(`${folder}/prefill.html`, "utf8"));
  Object.assign(ended.runs[0].summary, { partial: "interrupted", latency_us: 0, stalls: [], operators: [], engines: [], elasticities: [], accuracy: [] });
  Object.assign(ended.runs[0], { operators: [], mappings: [] });
  Object.assign(ended.runs[0].memory, { profile: [] });
  writeFileSync(`${folder}/ended.html`, withDocument(readFileSync(`${folder}/prefill.html`, "utf8"), JSON.stringify(ended)));
  // Golden pictures are of a document that is kept, so that they change with the page alone.
  const kept = readFileSync(new URL("golden/document.json", import.meta.url), "utf8");
  const page = readFileSync(`${folder}/prefill.html`, "utf8");
  writeFileSync(`${folder}/golden.html`, withDocument(page, kept));
  const document = JSON.parse(kept);
  document.runs[0].timeline = JSON.parse(readFileSync(new URL("golden/timeline.json", import.meta.url), "utf8"));
  writeFileSync(`${folder}/golden_timeline.html`, withDocument(page, JSON.stringify(document)));
}
