// Two names in the browser: it shows the pair that Python holds, and sends the answer.
// It comes after frame.js.

const VERDICTS = { yes: "même", no: "autre", later: "plus tard" };

function render({ model, el }) {
  const words = model.get("words");
  const send = (message) => model.send(message);
  const { root, progress, count } = frame(words.help);
  const pair = part("div", "pair");
  pair.setAttribute("aria-live", "polite");
  const names = ["a", "b"].map((side) => {
    const box = part("div", "name");
    const [name, place] = [part("strong", "spelling"), part("span", "place")];
    box.append(name, place);
    pair.append(box);
    return { side, name, place };
  });
  const about = part("p", "about");
  const reason = part("p", "proposals");
  const refused = part("p", "refused");
  refused.setAttribute("role", "alert");
  const foot = part("div", "foot");
  const keys = words.keys;
  const buttons = {};
  for (const [i, name] of ["yes", "no", "later", "undo"].entries()) {
    const button = part("button", name);
    button.type = "button";
    if (keys[i]) button.append(part("kbd", "key", keys[i]), " ");
    button.append(words[name]);
    button.addEventListener("click", () => { act(name); root.focus(); });
    buttons[name] = button;
    foot.append(button);
  }
  root.append(pair, about, reason, refused, foot, part("p", "help", words.help));
  el.replaceChildren(root);

  function act(name) {
    if (buttons[name].disabled) return;
    send(name === "undo" ? { do: "undo" } : { do: "say", verdict: VERDICTS[name] });
  }

  function show() {
    const [left, done] = [model.get("left"), model.get("done")];
    progress.max = Math.max(left + done, 1);
    progress.value = done;
    count.textContent = `${left} ${words.left} · ${done} ${words.done}`;
    for (const { side, name, place } of names) {
      name.textContent = model.get(`name_${side}`);
      place.textContent = model.get(`commune_${side}`);
    }
    pair.hidden = left === 0;
    about.textContent = left ? model.get("about") : words.over;
    reason.textContent = model.get("reason");
    refused.textContent = model.get("refused");
    for (const name of ["yes", "no", "later"]) buttons[name].disabled = left === 0;
    buttons.undo.disabled = !model.get("can_undo");
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const on = event.target.closest("button") && (key === "enter" || key === " ");
    if (on) return; // the button answers for itself
    const at = key.length === 1 ? keys.indexOf(key) : -1;
    if (at >= 0) act(["yes", "no", "later"][at]);
    else if (key === "enter") act("yes");
    else if (key === " ") act("later");
    else if (key === "backspace") act("undo");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
