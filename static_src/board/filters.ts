// Which orders and columns are shown: kept in the address, so that a filtered board can be sent to a colleague.
import { hourOf } from "./clock";
import type { Courier, Model, Order } from "./model";

const NAMES = ["late", "risk", "tag", "store", "from", "to", "q"] as const;
type Name = (typeof NAMES)[number];

export class Filters {
  #words = new URLSearchParams(location.search);

  get(name: Name): string {
    return this.#words.get(name) ?? "";
  }

  set(name: Name, value: string): void {
    if (value) this.#words.set(name, value);
    else this.#words.delete(name);
    this.#write();
  }

  /** What a narrow screen shows. */
  view(): "lists" | "map" {
    return this.#words.get("view") === "map" ? "map" : "lists";
  }

  look(view: "lists" | "map"): void {
    if (view === "map") this.#words.set("view", view);
    else this.#words.delete("view");
    this.#write();
  }

  hidden(): Set<string> {
    return new Set((this.#words.get("hide") ?? "").split(",").filter(Boolean));
  }

  hide(code: string, isHidden: boolean): void {
    const found = this.hidden();
    if (isHidden) found.add(code);
    else found.delete(code);
    if (found.size) this.#words.set("hide", [...found].sort().join());
    else this.#words.delete("hide");
    this.#write();
  }

  clear(): void {
    for (const name of [...NAMES, "hide"]) this.#words.delete(name);
    this.#write();
  }

  /** How many are on, hidden couriers among them. */
  count(): number {
    return NAMES.filter((name) => this.get(name)).length + (this.hidden().size ? 1 : 0);
  }

  isNarrow(): boolean {
    return NAMES.some((name) => this.get(name));
  }

  allows(model: Model, order: Order): boolean {
    const [from, to] = [this.get("from"), this.get("to")];
    const hour = from || to ? hourOf(order.promised) : 0;
    return (
      (!this.get("late") || model.isLate(order)) &&
      (!this.get("risk") || model.isAtRisk(order) || model.isLate(order)) &&
      (!this.get("tag") || order.tags.includes(this.get("tag"))) &&
      (!this.get("store") || order.store === this.get("store")) &&
      (!from || hour >= Number(from)) &&
      (!to || hour < Number(to)) &&
      this.#means(model, order)
    );
  }

  columns(model: Model): Courier[] {
    const hidden = this.hidden();
    return model.columns.filter((column) => !hidden.has(column.code));
  }

  #means(model: Model, order: Order): boolean {
    const words = this.get("q").toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return true;
    const courier = order.holder ? model.couriers.get(order.holder)?.name : "";
    const text = `${order.number} ${order.name} ${order.address} ${model.stores.get(order.store)?.name ?? ""} ${model.from(order).name} ${courier ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  }

  #write(): void {
    const query = this.#words.toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}
