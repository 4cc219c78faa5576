// What pages looked like when somebody looked at them; of a document that is kept.
import { expect, test } from "../support.js";
import { urlOf } from "../reports.js";

const pictures = [
  ["overview", "light"],
  ["roofline", "dark"],
  ["time", "light"],
  ["graph", "light"],
  ["chip", "dark"],
];

for (const [id, colorScheme] of pictures)
  test.describe(id, () => {
    test.use({ colorScheme, viewport: { width: 900, height: 640 } });
    test(`the page ${id} in ${colorScheme} looks as it did`, async ({ page }) => {
      await page.goto(urlOf("golden", `#/${id}`));
      await page.addStyleTag({ content: 'body, button, select, input, text { font-family: "DejaVu Sans" !important }' });
      await page.evaluate(() => document.fonts.ready);
      await expect(page).toHaveScreenshot(`${id}_${colorScheme}.png`);
    });
  });

for (const colorScheme of ["light", "dark"])
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 900, height: 760 } });
    test(`a time line in ${colorScheme} looks as it did`, async ({ page }) => {
      await page.goto(urlOf("golden_timeline", `#/timeline?from=12&to=20&span=60&flows=1${colorScheme === "dark" ? "&critical=1" : ""}`));
      await page.addStyleTag({ content: 'body, button, select, input, text { font-family: "DejaVu Sans" !important }' });
      await page.evaluate(() => document.fonts.ready);
      await page.locator(".lanes").focus();
      for (const key of ["+", "-"]) await page.keyboard.press(key); // drawn again with that font
      await page.waitForTimeout(200);
      await expect(page).toHaveScreenshot(`timeline_${colorScheme}.png`);
    });
  });
