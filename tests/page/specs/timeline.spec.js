// The Timeline shows what `tessera export` writes, and is used with keys, mouse and links.
import AxeBuilder from "@axe-core/playwright";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "../support.js";
import { documentOf, folder, textOf, urlOf } from "../reports.js";

const fields = (line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((one) => one.replace(/,$/, "").replace(/^"|"$/g, ""));
function exported() {
  const csv = execFileSync(process.env.TESSERA_PROGRAM, ["export", "traced", "--as", "csv"], { cwd: folder, maxBuffer: 1 << 28 });
  const rows = csv.toString().trimEnd().split("\n").slice(1).map(fields);
  return rows.map(([part, lane, name, begin, end]) => ({ part, lane, name, begin: Number(begin), end: Number(end) }));
}
async function open(page, hash = "") {
  await page.goto("about:blank");
  await page.goto(urlOf("traced", `#/timeline${hash}`));
  await expect(page.locator(".lanes .bars")).toBeVisible();
}
// Colours of the bars, when a frame has been drawn.
const picture = async (page) => {
  await page.waitForTimeout(150);
  return page.locator(".lanes .bars").evaluate((canvas) => canvas.toDataURL());
};
// The URL follows when a movement has ended.
async function settled(page) {
  for (let before = ""; before !== page.url(); await page.waitForTimeout(600)) before = page.url();
}
const query = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1] ?? "");
const details = (page) => page.locator("section.details strong");

test("the table of a view has the spans that export writes, to the picosecond", async ({ page }) => {
  const all = exported();
  for (const share of [0, 0.31, 0.77]) {
    const from = all[Math.floor(share * all.length)].begin;
    const to = from + 2;
    await open(page, `?from=${from}&to=${to}`);
    const wanted = all.filter((one) => one.end > from && one.begin < to);
    expect(wanted.length).toBeGreaterThan(0);
    const most = 500;
    await expect(page.locator("figcaption .about")).toContainText(`${wanted.length.toLocaleString("en-US")} of ${all.length.toLocaleString("en-US")} spans in view`);
    await page.getByRole("button", { name: "Show data of Time line" }).click();
    const shown = await page.locator("figure tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].slice(0, 5).map((cell) => cell.textContent)));
    expect(shown.length).toBe(Math.min(most, wanted.length));
    const key = (one) => `${one.begin.toFixed(6)} ${one.lane} ${one.name} ${one.part} ${(one.end - one.begin).toFixed(6)}`;
    const keys = new Set(wanted.map(key));
    const unknown = shown
      .map(([lane, name, part, begin, length]) => key({ lane, name, part, begin: Number(begin), end: Number(begin) + Number(length) }))
      .filter((one) => !keys.has(one));
    expect(unknown).toEqual([]);
  }
});

test("bars are drawn, and only where a lane is at work", async ({ page }) => {
  await open(page);
  const colours = await page.locator(".lanes .bars").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const found = new Map();
    for (let i = 0; i < data.length; i += 4) {
      const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
      found.set(colour, (found.get(colour) ?? 0) + 1);
    }
    return [...found].sort((a, b) => b[1] - a[1]).slice(0, 20);
  });
  expect(colours.length).toBeGreaterThan(8);
  expect(colours.map(([colour]) => colour)).toContain("255,255,255");
});

test("keys select spans, follow what they waited for, and zoom; a link shows the same again", async ({ page }) => {
  await open(page);
  await page.locator(".lanes").focus();
  for (const key of ["n", "n", "n", "j"]) await page.keyboard.press(key);
  const selected = await details(page).textContent();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await expect(details(page)).toHaveText(selected);
  await page.keyboard.press("Enter");
  await page.keyboard.press("c");
  await page.keyboard.press("f");
  await expect.poll(() => [...query(page).keys()].sort().join(" ")).toBe("critical flows from span to");
  const url = page.url();
  const drawn = await picture(page);
  await page.goto("about:blank");
  await page.goto(url);
  await expect(details(page)).toHaveText(selected);
  expect(await picture(page)).toBe(drawn);
  await page.locator(".lanes").focus();
  await page.keyboard.press("b");
  const before = await page.locator("section.details").getByText("let begin").locator("..").getByRole("button").allTextContents();
  expect(before).toContain(selected);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await expect.poll(() => query(page).has("from") || query(page).has("span")).toBe(false);
});

test("the mouse zooms where it is, pans and selects", async ({ page }) => {
  await open(page, "?rows=18");
  const box = await page.locator(".lanes").boundingBox();
  const x = (share) => box.x + 150 + share * (box.width - 150);
  await page.mouse.move(x(0.5), box.y + 90);
  await page.keyboard.down("Control");
  for (let i = 0; i < 20; ++i) await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await settled(page);
  const view = () => ["from", "to"].map((key) => Number(query(page).get(key)));
  const end = Math.max(...exported().map((one) => one.end));
  const [from, to] = view();
  expect(to - from).toBeLessThan(0.1 * end);
  expect(Math.abs((from + to) / 2 - 0.5 * end)).toBeLessThan(0.02 * end);
  await page.mouse.down();
  await page.mouse.move(x(0.3), box.y + 90, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  expect(view()[0]).toBeGreaterThan(from + 0.15 * (to - from));
  expect(view()[1] - view()[0]).toBeCloseTo(to - from, 3);
  // The lane of the critical path is never empty for long.
  for (let share = 0.1; share < 0.9 && (await details(page).count()) === 0; share += 0.05)
    await page.mouse.click(x(share), box.y + 76 + 9);
  await expect(details(page)).toBeVisible();
  await expect(page.locator("section.details")).toContainText("on the critical path");
});

test("a search counts what it finds, fades the rest and goes from hit to hit", async ({ page }) => {
  await open(page);
  const before = await picture(page);
  const hits = exported().filter((one) => one.lane.includes("core_1."));
  await page.getByLabel("find").fill("Core_1.");
  await expect(page.locator("figcaption .about")).toContainText(`${hits.length.toLocaleString("en-US")} found`);
  expect(await picture(page)).not.toBe(before);
  await page.getByLabel("find").press("Enter");
  await expect(details(page)).toContainText("on core_1.");
  const first = await details(page).textContent();
  const begin = () => page.locator("section.details dd").nth(1).textContent();
  const at = await begin();
  await page.getByLabel("find").press("Enter");
  await page.getByLabel("find").press("Shift+Enter");
  await expect(details(page)).toHaveText(first);
  expect(await begin()).toBe(at);
});

test("the critical path is a chain of spans that ends with the run", async () => {
  const { timeline } = documentOf(textOf("traced.html")).runs[0];
  expect(timeline.critical_spans).toBeGreaterThan(10);
  const all = exported();
  expect(timeline.spans).toBe(all.length);
  expect(timeline.lanes.reduce((sum, lane) => sum + lane.spans, 0)).toBe(all.length);
  expect(timeline.parts.at(-1).end_ps).toBe(Math.round(1e6 * JSON.parse(textOf("traced/summary.json")).latency_us));
});

test("what is in view is saved as SVG and PNG", async ({ page }) => {
  await open(page, "?from=10&to=20");
  const save = async (form) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `Save Time line as ${form}` }).click()]);
    return readFileSync(await download.path());
  };
  const svg = (await save("SVG")).toString();
  expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>$/s);
  expect(svg).toContain("critical path");
  expect(svg.match(/<rect/g).length).toBeGreaterThan(30);
  const png = await save("PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
});

for (const colorScheme of ["light", "dark"])
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test(`axe finds nothing serious on a time line in ${colorScheme}`, async ({ page }) => {
      await open(page, "?from=10&to=10.05&span=40");
      await page.getByRole("button", { name: "Show data of Time line" }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
      expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`)).toEqual([]);
    });
  });

test("frames of a moving view cost less than 33 ms of script", async ({ page }) => {
  await page.addInitScript(() => {
    window.frames_ms = [];
    const ask = requestAnimationFrame;
    window.requestAnimationFrame = (paint) =>
      ask((now) => {
        const begin = performance.now();
        paint(now);
        window.frames_ms.push(performance.now() - begin);
      });
  });
  await open(page);
  await page.locator(".lanes").focus();
  await page.evaluate(() => (window.frames_ms.length = 0));
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press(["+", "ArrowRight", "ArrowLeft", "-"][Math.floor(i / 10)]);
    await page.waitForTimeout(20);
  }
  const costs = (await page.evaluate(() => window.frames_ms)).sort((a, b) => a - b);
  expect(costs.length).toBeGreaterThan(40);
  expect(costs[Math.floor(costs.length / 2)]).toBeLessThan(33);
});
