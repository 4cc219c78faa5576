// No serious findings of axe. Light and dark differ in colours alone, so in dark those are checked.
import AxeBuilder from "@axe-core/playwright";
import { expect, pages, test } from "../support.js";
import { urlOf } from "../reports.js";

async function serious(axe) {
  const { violations } = await axe.analyze();
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
}

for (const [id, heading] of pages)
  test(`axe finds nothing serious on the page ${id}, in light and in dark`, async ({ page }) => {
    await page.goto(urlOf("all", `#/${id}`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    const data = page.getByRole("button", { name: /^Show data/ });
    // Of hundreds of rows, axe would take a minute to look at each.
    if ((await data.count()) > 0 && !id.startsWith("timeline")) await data.first().click();
    expect(await serious(new AxeBuilder({ page }))).toEqual([]);
    await page.getByRole("button", { name: "Dark" }).click();
    expect(await serious(new AxeBuilder({ page }).withRules(["color-contrast"]))).toEqual([]);
  });
