// What the keys do. Each takes the view's actions.
export const keyHelp =
  "Arrow left and right: pan; + and −: zoom; arrow up and down: scroll lanes; Home: all of it; n and p: next and previous span of a lane; j and k: lane below and above; b: what it began behind; Enter: zoom to it; Escape: select nothing; c: critical path; f: flows; [ and ]: height of lanes.";

const keys = {
  ArrowLeft: (act) => act.pan(-0.2),
  ArrowRight: (act) => act.pan(0.2),
  "+": (act) => act.zoom(0.6),
  "=": (act) => act.zoom(0.6),
  "-": (act) => act.zoom(1 / 0.6),
  ArrowUp: (act) => act.scroll(-40),
  ArrowDown: (act) => act.scroll(40),
  Home: (act) => act.fit(),
  0: (act) => act.fit(),
  n: (act) => act.step(1),
  p: (act) => act.step(-1),
  j: (act) => act.across(1),
  k: (act) => act.across(-1),
  b: (act) => act.back(),
  Enter: (act) => act.zoomToSelected(),
  Escape: (act) => act.select(-1),
  c: (act) => act.toggleCritical(),
  f: (act) => act.toggleFlows(),
  "[": (act) => act.rows(-1),
  "]": (act) => act.rows(1),
};

export function pressed(event, act) {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  keys[event.key](act);
  event.preventDefault();
}
