// A block of a network as boxes and lines, placed by dagre.
import dagre from "@dagrejs/dagre";

const outside = "→ in";
const behind = "out →";

// Who made each tensor in this block, and who reads it there; weights and caches are no lines.
function edgesOf(block, tensors) {
  const maker = new Map();
  block.nodes.forEach((node, i) => node.outputs.forEach((tensor) => maker.set(tensor, i)));
  const edges = new Map();
  const read = new Set();
  const add = (from, to, tensor) => edges.set(`${from} ${to}`, { from, to, tensor });
  block.nodes.forEach((node, i) =>
    node.inputs.forEach((tensor) => {
      read.add(tensor);
      if (tensors[tensor].role !== "activation" && tensors[tensor].role !== "state") return;
      const from = maker.has(tensor) && maker.get(tensor) < i ? maker.get(tensor) : outside;
      add(from, i, tensor);
    }),
  );
  block.nodes.forEach((node, i) =>
    node.outputs.forEach((tensor) => {
      if (!read.has(tensor) && tensors[tensor].role === "activation") add(i, behind, tensor);
    }),
  );
  return [...edges.values()];
}

// `textOf` is the second line in a node's box.
export function layout(block, tensors, textOf) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 26, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const edges = edgesOf(block, tensors);
  block.nodes.forEach((node, i) => graph.setNode(String(i), { width: Math.max(150, 26 + 7.4 * shortName(node.name).length, 26 + 6 * textOf(node).length), height: 42 }));
  for (const end of [outside, behind])
    if (edges.some(({ from, to }) => from === end || to === end)) graph.setNode(end, { width: 60, height: 24 });
  for (const { from, to, tensor } of edges) graph.setEdge(String(from), String(to), { tensor });
  dagre.layout(graph);
  const { width, height } = graph.graph();
  return {
    width,
    height,
    boxes: graph.nodes().map((id) => ({ id, node: block.nodes[id] ?? null, ...graph.node(id) })),
    lines: graph.edges().map((edge) => graph.edge(edge)),
  };
}

// Without the name of its block.
export const shortName = (name) => name.slice(name.indexOf(".") + 1);
