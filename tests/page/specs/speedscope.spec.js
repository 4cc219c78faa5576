// speedscope itself opens what `tessera export --as speedscope` writes. It is not our page, and may warn.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { folder } from "../reports.js";

const viewer = fileURLToPath(new URL("../node_modules/speedscope/dist/release/index.html", import.meta.url));

test("speedscope draws the time line of a run, engine by engine", async ({ page }) => {
  const options = { cwd: folder, maxBuffer: 1 << 28 };
  const json = execFileSync(process.env.TESSERA_PROGRAM, ["export", "traced", "--as", "speedscope"], options);
  const { profiles } = JSON.parse(json.toString());
  const script = `${folder}/speedscope.js`;
  writeFileSync(script, `speedscope.loadFileFromBase64("run.json", ${JSON.stringify(json.toString("base64"))})`);
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.stack));
  await page.goto(`file://${viewer}#localProfilePath=${script}`);
  await expect(page).toHaveTitle(/resnet-50 on gpnpu/);
  await expect(page.getByText(`(1/${profiles.length})`)).toBeVisible();
  expect(wrong).toEqual([]);
});
