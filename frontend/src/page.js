// The page for everybody: the data stand in it, the address says what is chosen.
import "leaflet/dist/leaflet.css";
import "./style.css";
import "./page.css";
import { app } from "./app.js";
import { map } from "./map.js";
import { network } from "./network.js";
import { plane } from "./plane.js";

const data = JSON.parse(document.getElementById("data").textContent);
const shown = app(document.getElementById("app"), data, { map, network, plane });
let own = false; // an address that we wrote is no wish of the reader's
const follow = () => {
  if (own) own = false;
  else shown.state.follow(location.hash);
};
if (location.hash) follow();
addEventListener("hashchange", follow);
shown.state.onChange((now, changed) => {
  const link = `#${shown.state.link}`;
  if (link === (location.hash || "#")) return;
  if (changed.includes("selected") || changed.includes("actor")) {
    own = true;
    location.hash = link;
  } else history.replaceState(null, "", link);
});
globalThis.atlas = shown;
document.documentElement.dataset.ready = "true";
