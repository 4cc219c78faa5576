// No serious findings of axe, in light and in dark.
import AxeBuilder from "@axe-core/playwright";
import { expect, pages, test } from "../support.js";
import { urlOf } from "../reports.js";

for (const colorScheme of ["light", "dark"])
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const [id, heading] of pages)
      test(`axe finds nothing serious on the page ${id} in ${colorScheme}`, async ({ page }) => {
        await page.goto(urlOf("all", `#/${id}`));
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
        for (const button of await page.getByRole("button", { name: /^Show data/ }).all()) await button.click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
        expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`)).toEqual([]);
      });
  });
