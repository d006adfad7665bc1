// The words of the page, given with the data, and the few marks that need escaping nowhere: every
// text goes into the page as text.

/** Make the words of a language: `t("shown", {n: 3})`. */
export function speaker(words, lang) {
  const numbers = new Intl.NumberFormat(lang);
  const said = (value) => (typeof value === "number" ? numbers.format(value) : value);
  return (key, values = {}) =>
    (words[key] ?? key).replace(/\{(\w+)\}/g, (slot, name) => String(said(values[name]) ?? slot));
}

/** Make an element: tag, attributes (on… are listeners), children (texts stay texts). */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

/** Keep an address that a page may follow: the web's, and nothing else. */
export function safe(address) {
  return /^https?:\/\//i.test(address ?? "") ? address : null;
}
