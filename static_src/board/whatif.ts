// What a move would change, asked of the server for the columns in sight before anything is dropped.
import type { Hand } from "./hand";
import type { Effect, Model } from "./model";
import type { Sync } from "./sync";

const PAUSE_MS = 180;
const MOST_COLUMNS = 24;
interface Effects { effects: Record<string, Effect | null> }

export class WhatIf {
  #model: Model;
  #hand: Hand;
  #sync: Sync;
  #changed: () => void;
  #timer = 0;
  #asked = "";

  constructor(model: Model, hand: Hand, sync: Sync, changed: () => void) {
    [this.#model, this.#hand, this.#sync, this.#changed] = [model, hand, sync, changed];
  }

  /** For the orders in hand at the end of every column in sight, or at one place of one column. */
  soon(place?: { courier: string; before?: string | undefined; last?: boolean; task?: string | undefined }): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(place), PAUSE_MS);
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#asked = "";
    if (!this.#model.effects.size) return;
    this.#model.effects.clear();
    this.#changed();
  }

  async #ask(place?: { courier: string; before?: string | undefined; last?: boolean; task?: string | undefined }): Promise<void> {
    const orders = this.#hand.orders().filter((one) => one.closed === null && (place || one.state <= 1));
    if (!orders.length) return this.forget();
    const couriers = place ? [place.courier] : inSight().filter((id) => orders.some((one) => one.holder !== id));
    if (!couriers.length) return this.forget();
    const query: Record<string, string> = { couriers: couriers.join() };
    if (place?.task) query.stops = place.task;
    else query.deliveries = orders.map((one) => one.delivery).join();
    if (place?.before) query.before = place.before;
    if (place?.last) query.last = "1";
    const asked = JSON.stringify(query) + couriers.map((id) => this.#model.couriers.get(id)?.version).join();
    if (asked === this.#asked) return;
    this.#asked = asked;
    const told = await this.#sync.get<Effects>("what_if", query);
    if (!told || this.#asked !== asked) return;
    if (!place) this.#model.effects.clear();
    for (const [id, effect] of Object.entries(told.effects)) if (effect) this.#model.effects.set(id, effect);
    this.#changed();
  }
}

function inSight(): string[] {
  const frame = document.getElementById("columns")?.getBoundingClientRect();
  const all = [...document.querySelectorAll<HTMLElement>(".column[data-courier]")];
  const seen = all.filter((one) => {
    const box = one.getBoundingClientRect();
    return frame && box.right > frame.left && box.left < frame.right;
  });
  return seen.slice(0, MOST_COLUMNS).map((one) => one.dataset.courier ?? "");
}
