// All of it can be reached and used without a mouse.
import { expect, test } from "../support.js";
import { urlOf } from "../reports.js";

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim());

async function tabTo(page, wanted, most = 60) {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press("Tab");
    if (wanted.test(await focused(page))) return;
  }
  throw new Error(`Tab never came to ${wanted}`);
}

test("a walk with the keyboard: a page, a chart's data, its marks, an operator, the theme", async ({ page }) => {
  await page.goto(urlOf("prefill"));
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to the page");
  await tabTo(page, /^Dark$/);
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  await tabTo(page, /^Where time went$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Where time went");

  await tabTo(page, /^Show data of By operator$/);
  await page.keyboard.press("Space");
  await expect(page.getByRole("region", { name: "Data of By operator" })).toBeVisible();
  await tabTo(page, /^By operator: chart/);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".said").first()).toContainText("layer.gate_up_projection");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".said").first()).toContainText("layer.down_projection");
  await page.keyboard.press("Enter");
  await expect(page.locator("#chosen")).toHaveText("layer.down_projection");

  await tabTo(page, /^layer.qkv_projection, matmul/, 80);
  await page.keyboard.press("Enter");
  await expect(page.locator("#chosen")).toHaveText("layer.qkv_projection");
});

test("what has the focus can be seen", async ({ page }) => {
  await page.goto(urlOf("prefill", "#/chip"));
  await tabTo(page, /^vector unit$/);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  expect(parseFloat(outline)).toBeGreaterThanOrEqual(2);
});
