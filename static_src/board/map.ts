// The map beside the lists: couriers where their phones are, ways of the columns in sight, the chosen order in yellow.
import type { MapThings } from "../lib/map";
import type { Hand } from "./hand";
import type { Filters } from "./filters";
import { PLACED } from "./model";
import type { Model } from "./model";
import type { Sync } from "./sync";

type Lonlat = [number, number];
type Ways = Record<string, Lonlat[]>;
const PAUSE_MS = 1000;
const MOST_WAYS = 24;

export class BoardMap {
  #model: Model;
  #hand: Hand;
  #filters: Filters;
  #sync: Sync;
  #places: Record<string, Lonlat> = {};
  #ways: Ways = {};
  #drawn = new Map<string, string>(); // courier → the stops their way was asked for
  #suggested: { key: string; points: Lonlat[] } = { key: "", points: [] };
  #timer = 0;
  #isDue = true;

  constructor(model: Model, hand: Hand, filters: Filters, sync: Sync) {
    [this.#model, this.#hand, this.#filters, this.#sync] = [model, hand, filters, sync];
  }

  /** Someone moved: ask where they are, at most once a second. */
  moved(): void {
    this.#isDue = true;
    this.look();
  }

  look(): void {
    if (!document.querySelector("coop-map")?.checkVisibility() || document.visibilityState === "hidden") return;
    this.#timer ||= window.setTimeout(() => void this.#ask(), PAUSE_MS / 4);
  }

  async #ask(): Promise<void> {
    if (this.#isDue) {
      this.#isDue = false;
      this.#places = (await this.#sync.get<{ places: Record<string, Lonlat> }>("places"))?.places ?? this.#places;
    }
    const stale = this.#filters.columns(this.#model).filter((one) => this.#drawn.get(one.id) !== this.#key(one.id, one.stops)).slice(0, MOST_WAYS);
    const offer = this.#model.offers[this.#hand.chosen.order];
    const order = this.#model.orders.get(this.#hand.chosen.order);
    const wanted = order && order.state === PLACED && offer ? `${order.id}:${offer.courier}` : "";
    if (stale.length || wanted !== this.#suggested.key) {
      const query: Record<string, string> = { couriers: stale.map((one) => one.id).join() };
      if (wanted && offer) (query.to = offer.courier), (query.deliveries = offer.deliveries.join());
      const told = await this.#sync.get<{ ways: Ways; suggested: Lonlat[] }>("ways", query);
      if (told) {
        Object.assign(this.#ways, told.ways);
        for (const one of stale) this.#drawn.set(one.id, this.#key(one.id, one.stops));
        this.#suggested = { key: wanted, points: told.suggested };
      }
    }
    this.draw();
    window.setTimeout(() => {
      this.#timer = 0;
      if (this.#isDue || stale.length === MOST_WAYS) this.look();
    }, PAUSE_MS);
  }

  #key(id: string, stops: string[]): string {
    return `${stops.join()} ${this.#places[id]?.map((one) => one.toFixed(4)).join()}`;
  }

  draw(): void {
    const map = document.querySelector("coop-map");
    if (!map) return;
    if (!("update" in map)) return void customElements.whenDefined("coop-map").then(() => this.draw());
    map.update(this.#things());
  }

  #things(): MapThings {
    const { chosen } = this.#hand;
    const inHand = new Set(this.#hand.orders());
    const columns = this.#filters.columns(this.#model);
    const held = this.#model.orders.get(chosen.order)?.holder;
    const couriers = columns.flatMap(({ id, code }) => (this.#places[id] ? [{ code, at: this.#places[id], live: id === held || this.#model.offers[chosen.order]?.courier === id }] : []));
    const stops: MapThings["stops"] = [];
    for (const column of columns) {
      this.#model.stopsOf(column).forEach(({ order, isDoor }, place) => {
        const kind = isDoor ? "dropoff" : "pickup";
        stops.push({ id: order.id, kind: place === 0 ? `next-${kind}` : kind, at: isDoor ? order.at : this.#model.from(order).at });
      });
    }
    for (const order of this.#model.waiting()) {
      if (!this.#filters.allows(this.#model, order)) continue;
      const isOurs = order.id === chosen.order || inHand.has(order);
      stops.push({ id: order.id, kind: isOurs ? "next-pickup" : "suggested-pickup", at: this.#model.from(order).at });
      stops.push({ id: order.id, kind: isOurs ? "next-dropoff" : "suggested-dropoff", at: order.at });
    }
    const routes: MapThings["routes"] = columns.flatMap(({ id }) => ((this.#ways[id]?.length ?? 0) > 1 ? [{ kind: id === held ? ("chosen" as const) : ("route" as const), points: this.#ways[id] ?? [] }] : []));
    if (this.#suggested.points.length > 1) routes.push({ kind: "suggested", points: this.#suggested.points });
    return { couriers, stops, routes };
  }
}
