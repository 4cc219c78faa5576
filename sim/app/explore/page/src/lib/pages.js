// The pages in the order of the navigation. Folders of their own are found where they exist.
import Overview from "../pages/Overview.svelte";
import Timeline from "../pages/TimelinePage.svelte";

const explore = Object.values(import.meta.glob("../explore/Explore.svelte", { eager: true }))[0]?.default;

// `when` says whether a document has something for the page.
export const pages = [
  { id: "explore", title: "Explore", component: explore, when: (shown) => explore && shown.mode === "explore" },
  { id: "overview", title: "Overview", component: Overview, when: (shown) => shown.runs.length > 0 },
  { id: "timeline", title: "Timeline", component: Timeline, when: (shown) => shown.runs.length > 0 },
];
