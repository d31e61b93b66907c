// On a phone or tablet the board shows its lists or its map, by two tabs; a wide screen shows both. What is shown is
// kept in the address, like the filters. The map, its engine and its tiles are asked for only when it is first shown.
import type { Filters } from "./filters";

type View = "lists" | "map";
const NARROW = matchMedia("(width < 1024px)");

export class Tabs {
  #filters: Filters;
  #shown: () => void;
  #tabs = [...document.querySelectorAll<HTMLElement>("#board-tabs [role=tab]")];
  #panels: Record<View, HTMLElement | null> = { lists: document.getElementById("board-lists"), map: document.getElementById("board-map") };

  constructor(filters: Filters, shown: () => void) {
    [this.#filters, this.#shown] = [filters, shown];
    if (!this.#panels.map) return; // a town without a map has nothing to choose
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.show(viewOf(tab)));
    document.getElementById("board-tabs")?.addEventListener("keydown", (event) => this.#key(event));
    NARROW.addEventListener("change", () => this.#set());
    this.#set();
  }

  /** On a wide screen both stand there anyway. */
  show(view: View): void {
    if (!NARROW.matches || !this.#panels.map || this.#filters.view() === view) return;
    this.#filters.look(view);
    this.#set();
  }

  #set(): void {
    const view = this.#filters.view();
    for (const tab of this.#tabs) {
      const isOn = viewOf(tab) === view;
      tab.setAttribute("aria-selected", String(isOn));
      tab.tabIndex = isOn ? 0 : -1;
    }
    for (const name of ["lists", "map"] as const) {
      const panel = this.#panels[name];
      if (!panel) continue;
      panel.hidden = NARROW.matches && name !== view;
      if (NARROW.matches) panel.setAttribute("role", "tabpanel"), panel.setAttribute("aria-labelledby", `tab-${name}`);
      else panel.removeAttribute("role"), panel.removeAttribute("aria-labelledby");
    }
    if (!this.#panels.map?.hidden) this.#load();
    this.#shown();
  }

  #load(): void {
    const template = document.getElementById("board-map-start") as HTMLTemplateElement | null;
    if (!template) return;
    this.#panels.map?.append(template.content);
    template.remove();
    void import("../lib/map");
  }

  #key(event: KeyboardEvent): void {
    const at = this.#tabs.indexOf(event.target as HTMLElement);
    const last = this.#tabs.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    const tab = to === undefined ? undefined : this.#tabs[(to + this.#tabs.length) % this.#tabs.length];
    if (at < 0 || !tab) return;
    event.preventDefault();
    event.stopPropagation();
    this.show(viewOf(tab));
    tab.focus();
  }
}

function viewOf(tab: HTMLElement): View {
  return tab.dataset.view === "map" ? "map" : "lists";
}
