// What the desks have in common. Text is only ever set as text, never as markup.

function part(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = `desk-${name}`;
  made.textContent = text;
  return made;
}

// The desk itself, that keys are sent to, and its bar of progress.
function frame(help) {
  const root = part("div", "root");
  root.tabIndex = 0;
  root.dataset.lmSuppressShortcuts = "true"; // keys are ours, not JupyterLab's
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", help);
  const bar = part("div", "bar");
  const progress = document.createElement("progress");
  const count = part("span", "count");
  bar.append(progress, count);
  root.append(bar);
  return { root, progress, count };
}
