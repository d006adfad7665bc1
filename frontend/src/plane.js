// The plane of themes: initiatives that are alike lie near; directions mean nothing.
const SVG = "http://www.w3.org/2000/svg";
const [LETTER, LINE, EDGE] = [7.2, 17, 14]; // of a name, and around all, in pixels

/** Show where what is shown lies among themes. */
export function plane(box, state, t) {
  const { initiatives, themes } = state.data;
  const laid = initiatives.map((one, i) => i).filter((i) => initiatives[i].px != null);
  const size = Math.max(2.5, Math.min(7, 130 / Math.sqrt(laid.length))); // of a dot
  const dense = laid.length > 2000 ? "dense" : "";
  const svg = draw("svg", { role: "img", "aria-label": t("plane"), class: dense });
  const dots = new Map(laid.map((i) => {
    const dot = draw("circle", {}, draw("title", {}, initiatives[i].title));
    dot.addEventListener("click", () => state.set({ selected: [initiatives[i].id], actor: null }));
    svg.append(dot);
    return [i, dot];
  }));
  const names = draw("g"); // a name in the middle of each theme: colour is never alone
  svg.append(names);
  box.append(svg);

  /** Lay all in the box, which has a size once it is seen. */
  function lay() {
    const [wide, tall] = [box.clientWidth, box.clientHeight];
    if (!wide || !tall) return;
    const [x, y] = ["px", "py"].map((key) => extent(laid.map((i) => initiatives[i][key])));
    const scale = Math.min((wide - 2 * EDGE) / (x[1] - x[0] || 1), (tall - 2 * EDGE) / (y[1] - y[0] || 1));
    const across = (value) => wide / 2 + (value - (x[0] + x[1]) / 2) * scale;
    const down = (value) => tall / 2 - (value - (y[0] + y[1]) / 2) * scale;
    svg.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    for (const [i, dot] of dots) {
      dot.setAttribute("cx", across(initiatives[i].px));
      dot.setAttribute("cy", down(initiatives[i].py));
    }
    const wanted = themes.map((theme, k) => {
      const own = laid.filter((i) => initiatives[i].theme === k);
      const half = LETTER * theme.name.length / 2;
      return own.length && {
        name: theme.name, half,
        x: clamp(across(middle(own.map((i) => initiatives[i].px))), half, wide - half),
        y: clamp(down(middle(own.map((i) => initiatives[i].py))), LINE, tall - EDGE),
      };
    }).filter(Boolean);
    names.replaceChildren(...apart(wanted).map((one) => draw("text", { x: one.x, y: one.y }, one.name)));
  }

  function refresh() {
    const shown = new Set(state.shown());
    const chosen = state.marked;
    for (const [i, dot] of dots) {
      const one = initiatives[i];
      const own = chosen.has(one.id);
      dot.setAttribute("r", own ? size + 5 : size);
      dot.setAttribute("fill", shown.has(i) && one.theme != null ? themes[one.theme].colour : "#9a9a9a");
      dot.setAttribute("opacity", shown.has(i) ? 0.9 : 0.15);
      dot.setAttribute("class", own ? "chosen" : "");
    }
  }
  state.onChange(refresh);
  refresh();
  new ResizeObserver(lay).observe(box);
}

function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
const extent = (values) => [
  values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity),
];

/** Move names down until none covers another: each has x, y and half its width. */
export function apart(names) {
  const placed = [];
  for (const one of [...names].sort((a, b) => a.y - b.y)) {
    const own = { ...one };
    const covers = (other) => Math.abs(other.y - own.y) < LINE && Math.abs(other.x - own.x) < other.half + own.half;
    while (placed.some(covers)) own.y += LINE / 2;
    placed.push(own);
  }
  return placed;
}

function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
