// The pages in the order of the navigation.
import { after, before } from "../explore/pages.js";
import ChipPage from "../pages/ChipPage.svelte";
import Compare from "../pages/Compare.svelte";
import Evidence from "../pages/Evidence.svelte";
import GraphPage from "../pages/GraphPage.svelte";
import Memory from "../pages/Memory.svelte";
import Overview from "../pages/Overview.svelte";
import Roofline from "../pages/Roofline.svelte";
import Sweep from "../pages/Sweep.svelte";
import TimePage from "../pages/TimePage.svelte";
import Timeline from "../pages/TimelinePage.svelte";

const hasRun = (shown) => shown.runs.length > 0;

// `when` says whether a document has something for the page; `details`, that it shows what a run
// kept beside its result.
export const pages = [
  ...before,
  { id: "overview", title: "Overview", component: Overview, when: hasRun },
  { id: "roofline", title: "Roofline", component: Roofline, when: hasRun, details: true },
  { id: "time", title: "Where time went", component: TimePage, when: hasRun },
  { id: "memory", title: "Memory", component: Memory, when: hasRun, details: true },
  { id: "timeline", title: "Timeline", component: Timeline, when: hasRun },
  { id: "graph", title: "Graph and operators", component: GraphPage, when: hasRun, details: true },
  { id: "chip", title: "Chip", component: ChipPage, when: hasRun, details: true },
  { id: "compare", title: "Compare", component: Compare, when: (shown) => shown.runs.length > 1 },
  { id: "sweep", title: "Sweep", component: Sweep, when: (shown) => shown.sweep !== null },
  { id: "evidence", title: "Evidence", component: Evidence, when: hasRun },
  ...after,
];
