// The views of a notebook: the state is Python's, each view asks it and is told.
import "./style.css";
import { app } from "./app.js";
import { network } from "./network.js";
import { plane } from "./plane.js";
import { el, speaker } from "./words.js";

const PARTS = ["query", "themes", "epcis", "communes", "roles", "kinds", "years", "selected", "actor"];

function render({ model, el: box }) {
  const data = JSON.parse(new TextDecoder().decode(model.get("_data")));
  const t = speaker(data.words, data.lang);
  // Keys pressed here are ours: the notebook would take arrows for its own.
  const root = el("div", {
    "data-lm-suppress-shortcuts": "true", onkeydown: (event) => event.stopPropagation(),
  });
  box.append(root);
  const shown = app(root, data, { network, plane });
  root.classList.add("held"); // between two cells: what is long scrolls in its place
  root.querySelector(".list").tabIndex = 0;
  let hearing = false;
  function hear(parts) {
    hearing = true;
    try {
      shown.state.set(Object.fromEntries(parts.map((part) => [part, model.get(part)])));
    } finally {
      hearing = false;
    }
  }
  hear(PARTS);
  shown.state.onChange((now, changed) => {
    if (hearing) return;
    for (const part of changed) model.set(part, now[part]);
    model.save_changes();
  });
  const listeners = PARTS.map((part) => [`change:${part}`, () => hear([part])]);
  for (const [event, listener] of listeners) model.on(event, listener);
  const code = el("textarea", { class: "code", readonly: true, rows: 6, hidden: true, "aria-label": t("code") });
  const copy = el("button", { type: "button", onclick: async () => {
    code.value = model.get("_code");
    code.hidden = false;
    code.select();
    try {
      await navigator.clipboard.writeText(code.value);
    } catch {
      // no clipboard here: the text is selected, a key copies it
    }
  } }, t("code"));
  root.querySelector(".filters .row").append(copy);
  root.querySelector(".filters").append(code);
  return () => {
    listeners.forEach(([event, listener]) => model.off(event, listener));
    shown.close();
  };
}

export default { render };
