// The network of actors, at the places that the study gave them: those who take part in what is shown
// are in colour, the others in grey.
import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
import { labels } from "./labels.js";

const NAMED = 60; // actors that may bear their name at first, as there is room; more as one looks closer

const FEW = 12; // actors that are all named when they alone are looked at

/** Show who works with whom among what is shown. */
export function network(box, state) {
  const { actors, ties, communities } = state.data;
  const graph = new MultiUndirectedGraph();
  actors.forEach((one, a) => {
    if (one.x == null) return;
    graph.addNode(a, { x: one.x, y: one.y, label: one.name, size: 3 });
  });
  for (const [a, b, shared] of ties) {
    if (graph.hasNode(a) && graph.hasNode(b)) graph.addEdge(a, b, { size: Math.min(0.5 + shared / 2, 4) });
  }
  const size = (node) => 2.5 + 1.3 * Math.sqrt(graph.degree(node));
  graph.forEachNode((node) => graph.setNodeAttribute(node, "size", size(node)));
  const named = graph.nodes().map(size).sort((a, b) => b - a)[NAMED] ?? 0;
  let shown = state.actors();
  let sigma = null;
  let waiting = 0;

  function around() {
    const a = state.now.actor;
    if (a != null) return graph.hasNode(a) ? new Set([...graph.neighbors(a), String(a)]) : null;
    const own = [...state.involved].filter((one) => graph.hasNode(one)).map(String);
    return own.length ? new Set(own) : null; // who takes part in what is selected
  }

  function open() {
    shown = state.actors();
    const own = { close: around() };
    const look = getComputedStyle(box); // known once the box is in its page
    const [ink, paper] = ["--ink", "--paper"].map((name) => look.getPropertyValue(name).trim());
    const dark = ink === "#eee";
    const faint = dark ? "#3a3f45" : "#dcdcdc";
    const names = labels(box, { ink, paper });
    sigma = new Sigma(graph, box, {
      labelDensity: 1, defaultDrawNodeLabel: names.draw, defaultDrawNodeHover: names.drawHovered, labelRenderedSizeThreshold: Math.min(7, named), labelColor: { color: ink },
      labelFont: "system-ui, sans-serif", defaultEdgeColor: faint, doubleClickZoomingRatio: 1,
      nodeReducer: (node, data) => {
        const a = Number(node);
        const on = shown.has(a) && (!own.close || own.close.has(node));
        return {
          ...data, color: on ? communities[actors[a].community]?.colour ?? "#9a9a9a" : faint,
          label: on ? data.label : "", zIndex: on ? 1 : 0, highlighted: a === state.now.actor,
          forceLabel: a === state.now.actor || Boolean(own.close && own.close.size <= FEW && on),
        };
      },
      edgeReducer: (edge, data) => {
        const [a, b] = graph.extremities(edge);
        const on = shown.has(Number(a)) && shown.has(Number(b));
        const close = !own.close || a === String(state.now.actor) || b === String(state.now.actor)
          || (state.now.actor == null && own.close.has(a) && own.close.has(b));
        return { ...data, hidden: !on || !close, color: dark ? "#5d666f" : "#b9c2c9" };
      },
      zIndex: true, allowInvalidContainer: true, // another tab hides it
    });
    sigma.on("beforeRender", names.clear);
    sigma.on("clickNode", ({ node }) => state.set({ actor: Number(node), selected: [] }));
    sigma.on("clickStage", () => state.set({ actor: null }));
    state.onChange(() => {
      if (waiting) return; // words and counts first: thousands of dots take a frame of their own
      waiting = requestAnimationFrame(() => setTimeout(() => {
        waiting = 0;
        if (!box.isConnected) return;
        shown = state.actors();
        own.close = around();
        sigma.refresh({ skipIndexation: true });
      }));
    });
  }
  // A hidden box has no size, and a picture without size cannot be drawn.
  const watch = new ResizeObserver(() => {
    if (!box.clientWidth || !box.clientHeight) return;
    if (!sigma) return open();
    sigma.resize(); // which clears it
    sigma.refresh();
  });
  watch.observe(box);
  const close = () => { // a browser has few canvases of this kind: give it back
    watch.disconnect();
    sigma?.kill();
  };
  return { graph, close, get sigma() { return sigma; } };
}
