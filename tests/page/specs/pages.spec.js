// Each page is drawn and answers to clicks.
import { expect, pages, test } from "../support.js";
import { urlOf } from "../reports.js";

for (const [id, heading] of pages)
  test(`the page ${id} is drawn, shows its data and saves its charts`, async ({ page }) => {
    await page.goto(urlOf("all", `#/${id}`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.locator("nav a[aria-current=page]")).toHaveCount(1);
    const charts = page.locator("figure.chart");
    for (let i = 0; i < (await charts.count()); ++i) {
      const chart = charts.nth(i);
      await expect(chart.locator("svg, canvas").first()).toBeVisible();
      await chart.getByRole("button", { name: /^Show data/ }).click();
      expect(await chart.locator("table tbody tr").count(), `data of chart ${i}`).toBeGreaterThan(0);
    }
    if ((await charts.count()) === 0) return;
    for (const form of ["SVG", "PNG"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), charts.first().getByRole("button", { name: new RegExp(`as ${form}`) }).click()]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${form.toLowerCase()}$`));
    }
  });

test("a link shows the same again", async ({ page }) => {
  await page.goto(urlOf("all", "#/graph?run=1&sort=us&filter=projection"));
  await expect(page.locator("header select")).toHaveValue("1");
  await expect(page.locator("table.sortable tbody tr").first()).toContainText("gate_up_projection");
  await page.locator("table.sortable tbody button").nth(1).click();
  const url = page.url();
  expect(url).toContain("op=");
  const chosen = await page.locator("#chosen").textContent();
  await page.reload();
  expect(page.url()).toBe(url);
  await expect(page.locator("#chosen")).toHaveText(chosen);
});

test("a table is sorted by its columns and filtered", async ({ page }) => {
  await page.goto(urlOf("prefill", "#/graph"));
  const values = () => page.locator("table.sortable tbody td:nth-child(4)").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
  await page.getByRole("columnheader").getByRole("button", { name: "time" }).click();
  const down = await values();
  expect(down).toEqual(down.slice().sort((a, b) => b - a));
  await page.getByRole("columnheader").getByRole("button", { name: "time" }).click();
  expect(await values()).toEqual([...down].reverse());
  await page.getByLabel("Filter").fill("no such operator");
  await expect(page.locator("table.sortable tbody tr")).toHaveCount(0);
});

test("a click on a bar opens the operator, one on the front of a sweep its point", async ({ page }) => {
  await page.goto(urlOf("prefill", "#/time"));
  const chart = page.locator("figure.chart").first().locator(".canvas");
  // The longest bar of the first operator: the widest shape of the colour of what it waits for. The
  // chart is laid out anew once its width is known, so a click may come too early.
  await expect(async () => {
    const bars = await chart.locator('svg path[fill="#E69F00"]').all();
    const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
    const widest = boxes.reduce((a, b) => (b.width > a.width ? b : a));
    await page.mouse.click(widest.x + widest.width / 2, widest.y + widest.height / 2);
    await expect(page).toHaveURL(/#\/graph\?.*op=/, { timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await page.goto(urlOf("all", "#/sweep"));
  await page.locator("table.sortable tbody button").nth(3).click();
  await expect(page.getByRole("heading", { name: /^Point 3/ })).toBeVisible();
  await expect(page.locator("pre").first()).toContainText("tessera run gpnpu llama-3.1-8b");
});

test("light and dark are chosen, and kept", async ({ page }) => {
  await page.goto(urlOf("prefill"));
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  expect(await theme()).toBe("light");
  await page.getByRole("button", { name: "Dark" }).click();
  expect(await theme()).toBe("dark");
  await page.reload();
  expect(await theme()).toBe("dark");
});

test("other runs are chosen for comparison", async ({ page }) => {
  await page.goto(urlOf("all", "#/compare"));
  await page.getByLabel(/^From/).selectOption("1");
  await page.getByLabel(/^to/).selectOption("2");
  await expect(page).toHaveURL(/base=1/);
  await expect(page.locator("thead")).toContainText("decode (base)");
});

for (const [file, run] of [["ended", 0], ["odd", 0], ["odd", 1]])
  test(`every page stands of run ${run} in ${file}, which lacks something`, async ({ page }) => {
    for (const [id] of pages.filter(([name]) => !/compare|sweep|\?/.test(name))) {
      await page.goto(urlOf(file, `#/${id}?run=${run}`));
      await expect(page.locator("nav a[aria-current=page]")).toHaveAttribute("href", new RegExp(`#/${id}`));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await page.locator("main").innerText()).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
