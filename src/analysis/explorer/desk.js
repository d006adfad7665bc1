// The desk in the browser: it shows the state that Python holds, and sends what is asked for.
// It comes after frame.js.

function render({ model, el }) {
  const say = model.get("say");
  const send = (message) => model.send(message);
  const { root, progress, count } = frame(say.help);
  const text = part("p", "text");
  text.setAttribute("aria-live", "polite");
  const proposals = part("p", "proposals");
  const themes = part("div", "themes");
  const foot = part("div", "foot");
  const remark = document.createElement("input");
  remark.placeholder = say.remark;
  remark.setAttribute("aria-label", say.remark);
  const buttons = {};
  for (const [name, action] of [
    ["previous", () => send({ do: "go", by: -1 })],
    ["next", () => send({ do: "go", by: 1 })],
    ["undo", () => send({ do: "undo" })],
    ["second", () => setSecond(!second)],
  ]) {
    buttons[name] = part("button", name, say[name]);
    buttons[name].type = "button";
    buttons[name].addEventListener("click", () => { action(); root.focus(); });
    foot.append(buttons[name]);
  }
  foot.append(remark);
  root.append(text, proposals, themes, foot, part("p", "help", say.help));
  el.replaceChildren(root);

  let second = false;
  function setSecond(on) {
    second = on;
    buttons.second.setAttribute("aria-pressed", String(on));
    root.classList.toggle("desk-choosing-second", on);
  }
  function give(theme) {
    const held = model.get(second ? "second_theme" : "theme");
    send({ do: "give", theme: held === theme ? "" : theme, second });
    setSecond(false);
  }

  function show() {
    const keys = model.get("theme_keys");
    const [done, total] = [model.get("done"), model.get("total")];
    progress.max = Math.max(total, 1);
    progress.value = done;
    count.textContent = `${model.get("place") + 1}/${total} · ${done} ${say.done}`
      + (total && done === total ? ` · ${say.over}` : "");
    text.textContent = model.get("text");
    const shown = model.get("proposals");
    proposals.textContent = shown.length ? `${say.proposals} ${shown.join(" · ")}` : "";
    themes.replaceChildren(...model.get("themes").map((name, i) => {
      const button = part("button", "theme");
      button.type = "button";
      button.append(part("kbd", "key", keys[i]), ` ${name}`);
      button.setAttribute("aria-pressed", String(name === model.get("theme")));
      button.classList.toggle("desk-is-second", name === model.get("second_theme"));
      button.addEventListener("click", () => { give(name); root.focus(); });
      return button;
    }));
    if (document.activeElement !== remark) remark.value = model.get("remark");
    buttons.undo.disabled = !model.get("can_undo");
  }

  remark.addEventListener("change", () => send({ do: "note", text: remark.value }));
  remark.addEventListener("keydown", (event) => {
    event.stopPropagation(); // letters are letters here
    if (event.key === "Enter") { remark.blur(); root.focus(); }
  });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // The digit row by its place: on a French keyboard digits ask for the shift key.
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    const key = digit ? digit[1] : event.key.toLowerCase();
    const at = model.get("theme_keys").indexOf(key);
    const name = key.length === 1 && at >= 0 ? model.get("themes")[at] : undefined;
    if (name !== undefined) give(name);
    else if (key === "s") setSecond(!second);
    else if (key === "backspace") send({ do: "undo" });
    else if (key === "arrowleft") send({ do: "go", by: -1 });
    else if (key === "arrowright") send({ do: "go", by: 1 });
    else if (key === "escape" && second) setSecond(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
