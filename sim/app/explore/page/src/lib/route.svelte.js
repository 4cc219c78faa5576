// What is looked at, kept in the URL: "#/roofline?run=1&op=qkv". A link shows the same again.
function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { page: path || "", query: Object.fromEntries(new URLSearchParams(query)) };
}

function written(page, query) {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(kept).toString();
  return `#/${page}${text ? `?${text}` : ""}`;
}

class Route {
  #now = $state.raw(parse(location.hash));

  constructor() {
    addEventListener("hashchange", () => (this.#now = parse(location.hash)));
  }
  get page() {
    return this.#now.page;
  }
  // What the URL says of `key`; `otherwise` where it says nothing.
  get(key, otherwise = "") {
    return this.#now.query[key] ?? otherwise;
  }
  // Values that are empty or null leave the URL. A change of what is selected is no step of the
  // browser's history; a change of the page is.
  set(changes) {
    this.#now = { ...this.#now, query: { ...this.#now.query, ...changes } };
    history.replaceState(null, "", written(this.#now.page, this.#now.query));
  }
  go(page, changes = {}) {
    location.hash = this.link(page, changes);
  }
  // A page keeps the run that is looked at, and nothing else of another page.
  link(page, changes = {}) {
    const { run } = this.#now.query;
    return written(page, { run, ...changes });
  }
}

export const route = new Route();
