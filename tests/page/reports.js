// Where the reports are, and what is inside them.
import { readFileSync } from "node:fs";

export const folder = `${process.env.TESSERA_PAGE_OUT}/reports`;
export const urlOf = (name, hash = "") => `file://${folder}/${name}.html${hash}`;
export const textOf = (name) => readFileSync(`${folder}/${name}`, "utf8");

const mark = 'id="tessera-data">';
const place = (html) => {
  const begin = html.indexOf(mark) + mark.length;
  return [begin, html.indexOf("</script>", begin)];
};
export const documentOf = (html) => JSON.parse(html.slice(...place(html)));
export function withDocument(html, json) {
  const [begin, end] = place(html);
  return html.slice(0, begin) + json + html.slice(end);
}
