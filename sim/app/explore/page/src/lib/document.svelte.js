// The document that the page shows: docs/report_page.md lists its keys.
const text = document.getElementById("tessera-data").textContent;

class Shown {
  #value = $state.raw(JSON.parse(text) ?? { schema_version: 1, mode: "report", runs: [] });

  get mode() {
    return this.#value.mode;
  }
  get version() {
    return this.#value.version ?? "";
  }
  get runs() {
    return this.#value.runs ?? [];
  }
  get sweep() {
    return this.#value.sweep ?? null;
  }
  // The explorer replaces runs and sweep as it goes on; a report stays as it is.
  replace(changes) {
    this.#value = { ...this.#value, ...changes };
  }
}

export const shown = new Shown();
