// How long the page takes from a moved slider to the new latency on screen; scripts/measure_explore
// calls this: node measure_explore.js URL CHIP...
import { chromium } from "@playwright/test";

const steps = 24;
const limits = { analytic: 300, "": 1000 };
const [url, ...chips] = process.argv.slice(2);
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

// In the page: moves the slider by one step, and waits until the latency has another value and was drawn.
const move = (direction) =>
  new Promise((done) => {
    const slider = document.querySelector('[data-field="memory.bandwidth_scale"]');
    const latency = () => document.querySelector('[data-key="latency_us"]')?.dataset.value;
    const before = latency();
    const begun = performance.now();
    const look = () => (latency() !== before ? requestAnimationFrame(() => done(performance.now() - begun)) : setTimeout(look, 1));
    slider.value = String(Number(slider.value) + direction);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    look();
  });

const browser = await chromium.launch({ executablePath: process.env.TESSERA_CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
let slow = false;
for (const chip of chips)
  for (const [detail, limit] of Object.entries(limits)) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${url}#/explore?chip=${chip}&model=llama-3.1-8b&phase=decode&batch=1&kv=4096&detail=${detail}`);
    await page.waitForSelector('[data-key="latency_us"]');
    await page.waitForSelector('[data-field="memory.bandwidth_scale"]');
    await page.waitForTimeout(1500);
    const times = [];
    for (let i = 0; i < steps; i += 1) times.push(await page.evaluate(move, i < steps / 2 ? -1 : 1));
    slow ||= median(times) > limit;
    console.log(
      `Chromium  ${chip.padEnd(9)} ${(detail || "tile").padEnd(9)} median ${median(times).toFixed(1).padStart(6)} ms, slowest ${Math.max(...times).toFixed(1).padStart(6)} ms, of ${steps}; at most ${limit} ms`,
    );
    await page.close();
  }
await browser.close();
process.exit(slow ? 1 : 0);
