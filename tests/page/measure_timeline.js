// How long a report takes to show its time line, and what script each frame of moving in it costs.
//   node tests/page/measure_timeline.js REPORT.html
// scripts/measure_timeline makes one of a million spans. Prints milliseconds; exit 1 where a report takes longer than 3 s, or one frame in twenty more than
// 33 ms of script.
import { chromium } from "@playwright/test";

const [file] = process.argv.slice(2);
const limits = { open: 3000, frame: 33 };
const openings = 3;

const browser = await chromium.launch({
  executablePath: process.env.TESSERA_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const url = `file://${file}#/timeline`;

// From the start of the navigation to the first bars in the picture.
async function opened() {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.addInitScript(() => {
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (...given) {
      put.apply(this, given);
      if (window.shownAfter === undefined) requestAnimationFrame(() => (window.shownAfter ??= performance.now()));
    };
  });
  await page.goto(url);
  await page.waitForFunction(() => window.shownAfter !== undefined, null, { timeout: 60_000 });
  return { page, ms: await page.evaluate(() => window.shownAfter) };
}

// What the browser says it ran, of the page's main thread: script of events, frames, microtasks.
const scripts = new Set(["EventDispatch", "FireAnimationFrame", "FunctionCall", "RunMicrotasks", "TimerFire"]);
function framesOf(trace) {
  const all = trace.traceEvents.filter((one) => one.ph === "X" && scripts.has(one.name));
  const threads = {};
  for (const one of all) (threads[`${one.pid} ${one.tid}`] ??= []).push(one);
  const main = Object.values(threads).sort((a, b) => b.length - a.length)[0].sort((a, b) => a.ts - b.ts);
  const frames = [];
  let sum = 0;
  let end = -1; // of the outermost event, within which others are part of it
  let painted = null;
  for (const event of main) {
    if (event.ts < end) continue;
    end = event.ts + event.dur;
    // What belongs to one frame follows its callbacks without a pause.
    if (painted !== null && event.ts - painted > 2000) {
      frames.push(sum);
      sum = 0;
      painted = null;
    }
    sum += event.dur / 1000;
    if (event.name === "FireAnimationFrame") painted = end;
  }
  if (painted !== null) frames.push(sum);
  return frames;
}

async function traced(page, act) {
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8.execute"] });
  await act();
  return framesOf(JSON.parse((await browser.stopTracing()).toString()));
}

const pause = () => new Promise((done) => setTimeout(done, 34)); // two frames, without a script in the page
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

const times = [];
let page;
for (let i = 0; i < openings; ++i) {
  await page?.close();
  const now = await opened();
  page = now.page;
  times.push(now.ms);
}
times.sort((a, b) => a - b);
const spans = await page.locator("figcaption .about").first().textContent();
console.log(`${spans.split(" in view")[0]}`);
console.log(`opens in ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);

const box = await page.locator(".lanes").boundingBox();
const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
const repeat = async (times, step) => {
  for (let i = 0; i < times; ++i) {
    await step(i);
    await pause();
  }
};
const moves = {
  "zoom in, wheel": async () => {
    await page.mouse.move(...at(0.6, 0.6));
    await page.keyboard.down("Control");
    await repeat(60, () => page.mouse.wheel(0, -100));
  },
  "pan, dragging": async () => {
    await page.keyboard.up("Control");
    await page.mouse.down();
    await repeat(60, (i) => page.mouse.move(...at(0.6 - 0.005 * i, 0.6)));
    await page.mouse.up();
  },
  "zoom out, wheel": async () => {
    await page.keyboard.down("Control");
    await repeat(60, () => page.mouse.wheel(0, 100));
    await page.keyboard.up("Control");
  },
  "pan, keys": async () => {
    await page.locator(".lanes").focus();
    await page.keyboard.press("+");
    await repeat(60, (i) => page.keyboard.press(i % 20 < 10 ? "ArrowRight" : "ArrowLeft"));
  },
  "scroll lanes": async () => repeat(80, (i) => page.mouse.wheel(0, i % 20 < 10 ? 60 : -60)),
};
let slow = times[1] > limits.open;
for (const [name, move] of Object.entries(moves)) {
  const frames = (await traced(page, move)).sort((a, b) => a - b);
  const [middle, most, worst] = [quantile(frames, 0.5), quantile(frames, 0.95), frames.at(-1)];
  console.log(`${name}: ${frames.length} frames, script ${middle.toFixed(1)} ms median, ${most.toFixed(1)} ms for 95 %, ${worst.toFixed(1)} ms at most`);
  slow ||= most > limits.frame;
}
await browser.close();
process.exit(slow ? 1 : 0);
