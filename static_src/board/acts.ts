// What a dispatcher does: each act is one request, answered with what is true then; words and undo follow.
import type { Hand } from "./hand";
import type { Courier, Model, Order } from "./model";
import type { Answer, Sync } from "./sync";
import { t } from "./words";

export interface Place { before?: string | undefined; last?: boolean }
export type Tell = (answer: Answer | undefined) => void;

export class Acts {
  #model: Model;
  #hand: Hand;
  #sync: Sync;
  #urls: Record<string, string>;
  #tell: Tell;

  constructor(model: Model, hand: Hand, sync: Sync, urls: Record<string, string>, tell: Tell) {
    [this.#model, this.#hand, this.#sync, this.#urls, this.#tell] = [model, hand, sync, urls, tell];
  }

  /** Whole orders to a courier, or to nobody. */
  async give(orders: Order[], to: string | null, place: Place = {}): Promise<boolean> {
    const moving = orders.filter((one) => one.closed === null && (to !== null || one.holder));
    if (!moving.length) return false;
    const deliveries = moving.map((one) => one.delivery);
    return this.#move(() => ({ deliveries, to, ...place, seen: this.#seen(deliveries, to), groups: this.#groups(deliveries) }));
  }

  /** One stop within its courier's own line. */
  async shift(task: string, place: Place): Promise<boolean> {
    const stop = this.#model.stop(task);
    const to = stop?.order.holder;
    if (!stop || !to) return false;
    return this.#move(() => ({ stops: [task], to, ...place, seen: this.#seen([], to) }));
  }

  /** The chosen stop one place earlier (-1) or later (1). */
  async nudge(by: -1 | 1): Promise<boolean> {
    const { task } = this.#hand.chosen;
    return this.#move(() => {
      const column = this.#model.columns.find((one) => one.stops.includes(task)); // as it is when its turn comes
      const at = column ? column.stops.indexOf(task) : -1;
      if (!column || at < 0 || at + by < 0 || at + by >= column.stops.length) return undefined;
      const before = column.stops[by < 0 ? at - 1 : at + 2];
      return { stops: [task], to: column.id, ...(before ? { before } : { last: true }), seen: this.#seen([], column.id) };
    });
  }

  async suggestion(order: Order): Promise<boolean> {
    if (!this.#model.offers[order.id]) await this.#sync.foresee(); // pressed before it was asked for
    const offer = this.#model.offers[order.id];
    if (!offer) {
      this.#tell({ title: t("Nothing is suggested for no. %(number)s now.", { number: order.number }) });
      return false;
    }
    return this.give(offer.deliveries.flatMap((id) => this.#model.byDelivery.get(id) ?? []), offer.courier);
  }

  async undo(): Promise<void> {
    this.#tell(await this.#sync.send(this.#urls.undo ?? "", () => ({})));
  }

  async order(one: Order, act: string, more: Record<string, unknown> = {}): Promise<Answer | undefined> {
    const answer = await this.#sync.send((this.#urls.act ?? "").replace(NOBODY, one.id), () => ({ act, ...more }));
    this.#tell(answer);
    return answer;
  }

  /** Make a group, add to it, take out of it, rename it, dissolve it; in the version on the screen when it is sent. */
  async group(act: "make" | "add" | "take_out" | "rename" | "dissolve", more: { name?: string; group?: string; orders?: Order[] }): Promise<Answer | undefined> {
    const deliveries = (more.orders ?? []).map((one) => one.delivery);
    const version = () => this.#model.groups.get(more.group ?? "")?.version ?? 0;
    const answer = await this.#sync.send(this.#urls.group ?? "", () => ({ act, name: more.name, group: more.group, deliveries, version: version() }));
    this.#tell(answer);
    return answer;
  }

  async delay(body: Record<string, unknown>): Promise<Answer | undefined> {
    const answer = await this.#sync.send(this.#urls.delay ?? "", () => body);
    this.#tell(answer);
    return answer;
  }

  async note(courier: Courier, text: string): Promise<Answer | undefined> {
    const answer = await this.#sync.send((this.#urls.tell ?? "").replace(NOBODY, courier.id), () => ({ text }));
    this.#tell(answer);
    return answer;
  }

  async #move(body: () => Record<string, unknown> | undefined): Promise<boolean> {
    const answer = await this.#sync.send(this.#urls.move ?? "", body);
    this.#tell(answer);
    return Boolean(answer?.words);
  }

  #groups(deliveries: string[]): Record<string, number> {
    const ids = deliveries.flatMap((id) => this.#model.byDelivery.get(id)?.group ?? []);
    return Object.fromEntries([...new Set(ids)].map((id) => [id, this.#model.groups.get(id)?.version ?? 0]));
  }

  /** The versions of the queues a move concerns, as they are on the screen when it is sent. */
  #seen(deliveries: string[], to: string | null): Record<string, number> {
    const ids = deliveries.map((id) => this.#model.byDelivery.get(id)?.holder);
    const found = [...new Set([...ids, to])].flatMap((id) => (id ? (this.#model.couriers.get(id) ?? { id, version: -1 }) : []));
    return Object.fromEntries(found.map(({ id, version }) => [id, version]));
  }
}

export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** What to say of an answer: done, refused, or lost on the way. */
export function wordsOf(answer: Answer | undefined): string {
  return answer ? (answer.words ?? answer.title ?? "") : t("This was not sent. Nothing has moved: try again.");
}
