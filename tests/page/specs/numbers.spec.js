// Every number on the page is that of summary.json.
import { statSync } from "node:fs";
import { expect, test } from "../support.js";
import { documentOf, folder, textOf, urlOf } from "../reports.js";

const at = (object, path) => path.split(".").reduce((value, key) => value?.[key], object);

test("the document holds summary.json number for number", () => {
  const { runs } = documentOf(textOf("all.html"));
  expect(runs.length).toBe(5);
  for (const run of runs) expect(run.summary, run.name).toEqual(JSON.parse(textOf(`${run.name}/summary.json`)));
});

test("the figures of the overview are those of summary.json", async ({ page }) => {
  const { runs } = documentOf(textOf("all.html"));
  for (const [i, run] of runs.entries()) {
    await page.goto(urlOf("all", `#/overview?run=${i}`));
    await page.reload();
    const shown = await page.locator("[data-key]").evaluateAll((cells) => cells.map((cell) => [cell.dataset.key, cell.dataset.value]));
    expect(shown.length).toBeGreaterThan(4);
    const summary = JSON.parse(textOf(`${run.name}/summary.json`));
    for (const [key, value] of shown) expect(value, `${run.name} ${key}`).toBe(String(at(summary, key)));
  }
});

test("the data of the charts are those of summary.json", async ({ page }) => {
  const summary = JSON.parse(textOf("prefill/summary.json"));
  const rows = async (title) => {
    const chart = page.locator("figure.chart", { has: page.locator("figcaption .title", { hasText: title }) });
    await chart.getByRole("button", { name: /^Show data/ }).click();
    return chart.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  };
  await page.goto(urlOf("prefill", "#/overview"));
  expect(await rows("Where the time went")).toEqual(summary.stalls.map((one) => [one.cause, String(one.us), String(one.share)]));
  expect(await rows("Energy by block")).toEqual(summary.energy_by_block.map((one) => [one.block, String(one.mj)]));
  await page.goto(urlOf("prefill", "#/time"));
  const operators = await rows("By operator");
  expect(operators.map(([name, us]) => [name, us])).toEqual(summary.operators.slice().sort((a, b) => b.us - a.us).map((one) => [one.name, String(one.us)]));
  expect(operators.flatMap((row) => row.slice(2)).reduce((sum, us) => sum + Number(us), 0)).toBeCloseTo(summary.latency_us, 5);
});

test("a report of a run without a trace is at most 2 MB and drawn within a second", async ({ page }) => {
  expect(statSync(`${folder}/prefill.html`).size).toBeLessThan(2_000_000);
  const paints = [];
  for (let i = 0; i < 3; ++i) {
    await page.goto("about:blank");
    await page.goto(urlOf("prefill"));
    await expect(page.locator("svg").first()).toBeVisible();
    const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    paints.push(await paint.jsonValue());
  }
  console.log(`first paint after ${paints.map((ms) => ms.toFixed(0)).join(", ")} ms`);
  expect(Math.min(...paints)).toBeLessThan(1000);
});
