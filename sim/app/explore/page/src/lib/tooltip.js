// Text of a tooltip: a first line, then "name: value" lines. Names come from users' files, so nothing
// in them is HTML.
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const plain = (text) => String(text).replace(/[&<>"']/g, (c) => escapes[c]);

export const tip = (head, ...lines) =>
  [`<b>${plain(head)}</b>`, ...lines.filter(Boolean).map(([name, value]) => `${plain(name)}: ${plain(value)}`)].join("<br>");
