// A test fails where the page writes an error to the console, or asks for anything over a network.
import { test as base } from "@playwright/test";
export { expect } from "@playwright/test";

// `origin`: the one server that may be asked.
const watching = (origin) => ({
  page: async ({ page }, use) => {
    const wrong = [];
    page.on("console", (message) => {
      // What is refused with a mistake is no fault of the page; browsers say it all the same.
      if (origin() && /the server responded with a status of 422/.test(message.text())) return;
      if (["error", "warning"].includes(message.type())) wrong.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(error.stack));
    page.on("request", (request) => {
      const ours = origin() && request.url().startsWith(origin());
      if (!ours && !/^(file|data|blob):/.test(request.url())) wrong.push(`request of ${request.url()}`);
    });
    await use(page);
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  },
});
export const test = base.extend(watching(() => null));
export const testOf = (origin) => base.extend(watching(origin));

export const pages = [
  ["overview", "llama-3.1-8b on h100-sxm"],
  ["roofline", "Roofline"],
  ["time", "Where time went"],
  ["memory", "Memory"],
  ["timeline", "Timeline"], // of a run without a trace
  ["timeline?run=3", "Timeline"],
  ["graph", "Graph and operators"],
  ["chip", "Chip"],
  ["compare", "Compare"],
  ["sweep", "bandwidth and batch"],
  ["evidence", "Evidence"],
];
