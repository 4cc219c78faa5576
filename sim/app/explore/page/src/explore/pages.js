// Pages that only the explorer has, around those of a report.
import Lessons from "../lessons/Lessons.svelte";
import Explore from "./Explore.svelte";
import NewSweep from "./NewSweep.svelte";
import Stored from "./Stored.svelte";

const served = (shown) => shown.mode === "explore";

export const before = [{ id: "explore", title: "Explore", component: Explore, when: served }];
export const after = [
  { id: "lessons", title: "Lessons", component: Lessons, when: served },
  { id: "new-sweep", title: "Run a sweep", component: NewSweep, when: served },
  { id: "stored", title: "Stored", component: Stored, when: served },
];
