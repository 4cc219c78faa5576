// tessera explore: the form, dragged and typed, against the server that runs it.
import AxeBuilder from "@axe-core/playwright";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, testOf } from "../support.js";

let server;
let url;
let directory;
const test = testOf(() => url);
test.use({ offline: false });
test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  directory = `${mkdtempSync(`${tmpdir()}/explore-`)}/runs`;
  server = spawn(process.env.TESSERA_PROGRAM, ["explore", "--port", "0", "--dir", directory], { stdio: ["ignore", "pipe", "ignore"] });
  url = await new Promise((done, failed) => {
    server.stdout.once("data", (text) => done(String(text).trim()));
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
});

test.afterAll(async () => {
  const ended = new Promise((done) => server.once("exit", done));
  server.kill("SIGINT");
  expect(await ended).toBe(0);
  rmSync(directory, { recursive: true, force: true });
});

const latency = (page) => page.locator('[data-key="latency_us"]').first();
const microseconds = async (page) => Number(await latency(page).getAttribute("data-value"));
const bandwidth = (page) => page.locator('[data-field="memory.bandwidth_scale"]');

async function opened(page, hash = "") {
  await page.goto(url + hash);
  await expect(latency(page)).toBeVisible({ timeout: 20_000 });
  await expect(bandwidth(page)).toBeVisible();
}
const press = async (page, key, times) => {
  await bandwidth(page).focus();
  for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
};

test("the first answer is there without a click", async ({ page }) => {
  await opened(page);
  await expect(page.locator("h1")).toHaveText("llama-3.1-8b on gpnpu");
  await expect(page.locator(".verdict")).toContainText("decode waits for stacked DRAM");
});

test("the answer follows the slider, on every page", async ({ page }) => {
  await opened(page);
  const before = await microseconds(page);
  await press(page, "ArrowLeft", 10);
  await expect.poll(() => microseconds(page)).toBeGreaterThan(1.5 * before);
  await expect(page.locator(".command")).toContainText("--set memory.bandwidth_scale=0.5");
  await page.getByRole("link", { name: "Roofline" }).first().click();
  await expect(page.getByText(/stacked DRAM 6.1\d TB/).first()).toBeVisible();
  await press(page, "ArrowRight", 10);
  await expect(page.getByText("stacked DRAM 12.3 TB/s").first()).toBeVisible();
});

test("what the page shows is what the command line gives", async ({ page }) => {
  await opened(page);
  await press(page, "ArrowLeft", 10);
  await expect(page.locator(".command")).toContainText(/=0\.5(\s|$)/);
  const { execSync } = await import("node:child_process");
  const command = (await page.locator(".command").innerText()).replace(/^tessera/, process.env.TESSERA_PROGRAM);
  const result = JSON.parse(execSync(`${command} --no-elasticities --json`, { encoding: "utf8" }));
  expect(await microseconds(page)).toBe(result.latency_us);
});

test("what 10 % more buys comes once nothing changes", async ({ page }) => {
  await opened(page);
  await expect(page.getByText("What 10 % more of each resource buys")).toBeVisible({ timeout: 20_000 });
});

test("the URL brings the same question back", async ({ page }) => {
  await opened(page);
  await press(page, "ArrowLeft", 10);
  await page.getByLabel("Batch", { exact: true }).fill("8");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/set=memory.bandwidth_scale%3A0.5/);
  await expect(page).toHaveURL(/batch=8/);
  const before = await microseconds(page);
  await page.reload();
  await expect(latency(page)).toBeVisible();
  expect(await microseconds(page)).toBe(before);
});

test("a mistake is said in the program's words, and the form goes on", async ({ page }) => {
  await opened(page);
  await page.getByLabel("Plan").fill("tp=3");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("do not divide over 3 chips");
  await page.getByLabel("Plan").fill("");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(latency(page)).toBeVisible();
});

test("another chip brings its own levers, a network without phases no context", async ({ page }) => {
  await opened(page);
  await page.getByLabel("Chip", { exact: true }).selectOption("tpu-v1");
  await expect(page.locator('[data-field="core.matrix_unit.systolic.rows"]')).toBeVisible();
  await page.getByLabel("Model", { exact: true }).selectOption("resnet-50");
  await expect(page.locator("h1")).toHaveText("resnet-50 on tpu-v1");
  await expect(page.getByLabel("Context, tokens cached", { exact: true })).toHaveCount(0);
});

test("the chip with its changes is downloaded as text that runs", async ({ page }) => {
  await opened(page);
  await press(page, "ArrowLeft", 10);
  await expect(page.locator(".command")).toContainText(/=0\.5(\s|$)/);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "chip as text" }).click();
  const file = await (await download).path();
  const text = readFileSync(file, "utf8");
  expect(text).toContain("# tessera run gpnpu llama-3.1-8b");
  expect(text).toContain("bandwidth_scale: 0.5");
});

test("a run is saved where it was said, and opened again to compare", async ({ page }) => {
  await opened(page);
  expect(existsSync(directory)).toBe(false);
  await page.getByLabel("Name of the run to save").fill("kept");
  await page.getByRole("button", { name: "save run" }).click();
  await expect(page.getByText(`Saved: ${directory}/kept`)).toBeVisible();
  expect(existsSync(`${directory}/kept/summary.json`)).toBe(true);
  await page.getByRole("link", { name: "Stored" }).click();
  await page.getByRole("button", { name: "kept" }).click();
  await expect(page.locator("h1")).toHaveText("llama-3.1-8b on gpnpu");
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.locator("h1")).toHaveText("Compare");
});

test("a small sweep runs, is followed and opens", async ({ page }) => {
  await opened(page, "#/explore?chip=gpnpu&model=llama-3.1-8b&phase=decode&kv=4096&detail=analytic");
  await page.getByRole("link", { name: "Run a sweep" }).click();
  await page.getByLabel("Second axis").selectOption("batch");
  await page.getByLabel("Name", { exact: true }).fill("two-axes");
  await page.getByRole("button", { name: "run 16 points" }).click();
  await expect(page.locator("h1")).toHaveText("two-axes", { timeout: 30_000 });
  expect(existsSync(`${directory}/two-axes.sqlite`)).toBe(true);
});

test("a sweep can be cancelled, a name that is taken is said", async ({ page }) => {
  await opened(page);
  await page.getByRole("link", { name: "Run a sweep" }).click();
  await page.getByLabel("values").first().fill(Array.from({ length: 300 }, (_, i) => 1 + i / 100).join(" "));
  await page.getByLabel("Name", { exact: true }).fill("cut");
  await page.getByRole("button", { name: "run 300 points" }).click();
  await page.getByRole("button", { name: "cancel" }).last().click();
  await expect(page.getByText(/of 300 points, cancelled|points, cancelled/)).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("Name", { exact: true }).fill("two-axes");
  await page.getByRole("button", { name: "run 300 points" }).click();
  await expect(page.getByRole("alert")).toContainText("is there already", { timeout: 20_000 });
});

for (const place of ["explore", "new-sweep", "stored"])
  test(`axe finds nothing serious on ${place}`, async ({ page }) => {
    await opened(page);
    if (place !== "explore") await page.locator(`nav a[href^="#/${place}"]`).click();
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
  });

test("a lesson asks, compares with the prediction and opens its runs in the form", async ({ page }) => {
  await opened(page);
  await page.getByRole("link", { name: "Lessons" }).click();
  await page.getByRole("link", { name: "Batching" }).click();
  await expect(page.getByRole("heading", { name: "Batching" })).toBeVisible();
  await page.getByLabel(/how many times as many tokens/).fill("3");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const status = page.locator(".lesson [role=status]");
  await expect(status).toContainText(/The runs say [\d.]+x\. You said 3 x: the runs say/, { timeout: 20_000 });
  const said = Number((await status.innerText()).match(/The runs say ([\d.]+)x/)[1]);
  const { execSync } = await import("node:child_process");
  const lesson = JSON.parse(execSync(`${process.env.TESSERA_PROGRAM} lesson batching --json`, { encoding: "utf8" }));
  expect(said).toBeCloseTo(lesson.answer, 1);
  const { violations } = await new AxeBuilder({ page }).include(".lesson").analyze();
  expect(violations.filter((one) => ["serious", "critical"].includes(one.impact))).toEqual([]);
  await page.getByRole("button", { name: "open many" }).click();
  await expect(page.locator(".command")).toContainText("--batch 64");
});
