// The map: outlines without tiles, a mark an initiative, groups of marks when they are many.
import L from "leaflet";
import { BIN, merged } from "./bins.js";

const MANY = 400; // marks beyond which those near are shown as one number
const STACK = 12; // initiatives of one place beyond which they are one number, but seen closely
const CLOSE = 12; // zoom at which all of a place are spread

/** Show where what is shown is. */
export function map(box, state, t) {
  const { initiatives, themes, outlines } = state.data;
  const view = L.map(box, {
    attributionControl: false, preferCanvas: true, zoomSnap: 0.25, minZoom: 4, maxZoom: 18,
    doubleClickZoom: false,
  });
  const style = getComputedStyle(box);
  const ink = (name) => style.getPropertyValue(name).trim();
  const land = L.geoJSON({ type: "FeatureCollection", features: outlines.map(([name, rings]) => ({
    type: "Feature", properties: { name }, geometry: { type: "MultiPolygon", coordinates: rings },
  })) }, {
    interactive: false,
    style: { fillColor: ink("--land"), fillOpacity: 1, color: ink("--edge"), weight: 0.6 },
  }).addTo(view);
  const marks = L.layerGroup().addTo(view);
  const bounds = land.getBounds();
  const home = () => view.fitBounds(bounds.isValid() ? bounds : [[41, -5], [51, 9]], { padding: [8, 8] });
  home();

  const places = new Map(); // one place, several initiatives
  initiatives.forEach((one, i) => {
    if (one.lon == null) return;
    const key = `${one.lon},${one.lat}`;
    if (!places.has(key)) places.set(key, []);
    places.get(key).push(i);
  });

  const drawn = new Map(); // what is on the map, so that only what changes is touched
  let wanted = new Map();

  /** Ask for a mark: it is made when it is not there yet. */
  function want(key, where, make) {
    wanted.set(`${key} ${where.lat.toFixed(5)} ${where.lng.toFixed(5)}`, make);
  }

  function draw() {
    wanted = new Map();
    place();
    for (const [key, layer] of drawn) {
      if (wanted.has(key)) continue;
      marks.removeLayer(layer);
      drawn.delete(key);
    }
    for (const [key, make] of wanted) if (!drawn.has(key)) drawn.set(key, make().addTo(marks));
  }

  function place() {
    const shown = new Set(state.shown());
    const chosen = state.marked;
    const here = [...places.values()]
      .map((at) => at.filter((i) => shown.has(i))).filter((at) => at.length);
    const frame = view.getBounds().pad(0.2);
    const near = here.filter((at) => frame.contains(spot(at[0])));
    const total = near.reduce((sum, at) => sum + at.length, 0);
    if (total > MANY) return bins(near, chosen);
    for (const at of near) {
      if (at.length > STACK && view.getZoom() < CLOSE) {
        number(at.length, spot(at[0]), CLOSE);
        marked(at, chosen);
      }
      else if (at.length > 1) fan(at, chosen);
      else mark(at[0], spot(at[0]), chosen);
    }
  }

  const spot = (i) => L.latLng(initiatives[i].lat, initiatives[i].lon);

  function mark(i, where, chosen) {
    const own = chosen.has(initiatives[i].id);
    want(`mark ${i} ${own}`, where, () => made(initiatives[i], where, own));
  }

  function made(one, where, own) {
    const theme = one.theme == null ? { colour: "#9a9a9a", sign: "●" } : themes[one.theme];
    const vague = one.precision === "commune" || one.precision === "wider";
    const sign = document.createElement("span"); // a shape for each theme: colour is never alone
    sign.textContent = theme.sign;
    sign.style.color = theme.colour;
    return L.marker(where, {
      keyboard: false, zIndexOffset: own ? 1000 : 0, // the list is the keyboard's way
      icon: L.divIcon({
        className: `mark-on-map${own ? " chosen" : ""}${vague ? " vague" : ""}`, iconSize: [18, 18], html: sign,
      }),
    }).on("click", () => state.set({ selected: [one.id], actor: null })).bindTooltip(plain(one.title));
  }

  function number(n, where, zoom) {
    const size = Math.min(0.75 * BIN, 22 + 3.5 * Math.log2(n));
    want(`bin ${n} ${zoom}`, where, () => L.marker(where, {
      title: t("bin", { n }), alt: t("bin", { n }), zIndexOffset: 500,
      icon: L.divIcon({ className: "bin", iconSize: [size, size], html: `<span>${n}</span>` }),
    }).on("click", () => view.setView(where, zoom)));
  }

  /** Mark what is chosen of those under a number: it would not be seen. */
  function marked(at, chosen) {
    for (const i of at.filter((one) => chosen.has(initiatives[one].id)).slice(0, STACK)) mark(i, spot(i), chosen);
  }

  /** Spread those of one place on rings around it, so that each can be chosen. */
  function fan(at, chosen) {
    const centre = view.latLngToLayerPoint(spot(at[0]));
    at.forEach((i, k) => {
      const ring = Math.floor((1 + Math.sqrt(1 + (4 * Math.max(k - 1, 0)) / 3)) / 2); // 6, 12, 18 … on each
      const first = 3 * ring * (ring - 1) + 1;
      const turn = (2 * Math.PI * (k - first)) / (6 * ring);
      const r = k === 0 ? 0 : 13 * ring;
      const where = view.layerPointToLatLng(centre.add([r * Math.cos(turn), r * Math.sin(turn)]));
      mark(i, where, chosen);
    });
  }

  function bins(near, chosen) {
    const found = new Map();
    for (const at of near) {
      const point = view.latLngToLayerPoint(spot(at[0]));
      const key = `${Math.floor(point.x / BIN)},${Math.floor(point.y / BIN)}`;
      const bin = found.get(key) ?? { x: 0, y: 0, at: [] };
      bin.x += point.x * at.length;
      bin.y += point.y * at.length;
      bin.at.push(...at);
      found.set(key, bin);
    }
    for (const bin of merged([...found.values()])) {
      const n = bin.at.length;
      const where = view.layerPointToLatLng(L.point(bin.x / n, bin.y / n));
      if (n === 1) {
        mark(bin.at[0], where, chosen);
        continue;
      }
      number(n, where, view.getZoom() + 2);
      marked(bin.at, chosen);
    }
  }

  view.on("zoomend moveend", draw);
  state.onChange((now, changed) => {
    draw();
    if (changed.includes("selected") && now.selected.length === 1) {
      const one = initiatives[state.at(now.selected[0])];
      if (one.lon != null && !view.getBounds().contains(spot(state.at(one.id)))) {
        view.panTo(spot(state.at(one.id)), { animate: false });
      }
    }
  });
  new ResizeObserver(() => view.invalidateSize()).observe(box);
  draw();
  return { home, view, draw };
}

/** Make text that Leaflet will not take for HTML. */
function plain(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}
