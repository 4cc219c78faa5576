// Light or dark: as the system has it until the reader chooses.
const system = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem("tessera-theme");
  } catch {
    return null; // a file may have no storage
  }
}

class Theme {
  #name = $state(stored() ?? (system.matches ? "dark" : "light"));

  constructor() {
    this.#apply();
    system.addEventListener("change", () => {
      if (!stored()) this.#set(system.matches ? "dark" : "light");
    });
  }
  get name() {
    return this.#name;
  }
  toggle() {
    this.#set(this.#name === "dark" ? "light" : "dark");
    try {
      localStorage.setItem("tessera-theme", this.#name);
    } catch {
      // then the choice holds for this page
    }
  }
  #set(name) {
    this.#name = name;
    this.#apply();
  }
  #apply() {
    document.documentElement.dataset.theme = this.#name;
  }
}

export const theme = new Theme();
