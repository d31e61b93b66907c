// What a dispatcher has in hand: the one thing the keys act on, the orders picked together, and the others' hands.
import type { Model, Order } from "./model";

export interface Chosen { order: string; task: string } // `task` is empty for a row of the queue
export interface Other { name: string; orders: string[]; couriers: string[]; drags: boolean; until: number }

export class Hand {
  chosen: Chosen = { order: "", task: "" };
  picked = new Set<string>(); // orders, in the order they were picked
  others = new Map<string, Other>();
  #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  /** The orders an action is for: those picked, else the chosen one; with each all of its group. */
  orders(): Order[] {
    const ids = this.picked.size ? [...this.picked] : [this.chosen.order];
    const found = ids.flatMap((id) => this.#model.orders.get(id) ?? []);
    return [...new Set(found.flatMap((one) => this.#model.together(one)))];
  }

  choose(order: string, task = ""): boolean {
    const isNew = order !== this.chosen.order || task !== this.chosen.task;
    this.chosen = { order, task };
    return isNew;
  }

  pick(order: string, isOn = !this.picked.has(order)): void {
    if (isOn) this.picked.add(order);
    else this.picked.delete(order);
  }

  /** Orders that are gone are in nobody's hand. */
  forget(): void {
    for (const id of this.picked) if (!this.#model.orders.has(id)) this.picked.delete(id);
  }

  isChosen(order: string, task = ""): boolean {
    return this.chosen.order === order && this.chosen.task === task;
  }

  seenBy(what: "orders" | "couriers", id: string): Other | undefined {
    for (const other of this.others.values()) if (other[what].includes(id) && other.until > Date.now()) return other;
    return undefined;
  }
}
