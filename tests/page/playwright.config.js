// The page in the distribution's Chromium, opened from files with the network off. `run` calls this.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  outputDir: process.env.TESSERA_PAGE_OUT + "/results",
  snapshotPathTemplate: "{testDir}/../golden/{arg}{ext}",
  globalSetup: "./make_reports.js",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  reporter: [["list"]],
  // A run of the tests never writes golden images of its own; --update-snapshots does.
  updateSnapshots: "none",
  expect: { toHaveScreenshot: { maxDiffPixelRatio: 0.02, animations: "disabled" } },
  use: {
    offline: true,
    viewport: { width: 1100, height: 800 },
    launchOptions: {
      executablePath: process.env.TESSERA_CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    },
  },
});
