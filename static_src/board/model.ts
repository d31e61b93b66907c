// The board as the server tells it: rows in, objects out, kept by id. The server alone knows the order of stops.
import { now, setClock } from "./clock";

export const PLACED = 0, DISPATCHED = 1, PICKED_UP = 2, FAILED = 4, CANCELLED = 5;
export const WAITING = 0, ARRIVED = 1;
export const AT_RISK_MINUTES = 5;

export interface Order {
  id: string; delivery: string; number: number; state: number; store: string;
  placed: number; ready: number; promised: number; ride: number; bags: number; grams: number;
  isReady: boolean; closed: number | null; failure: string; isTaken: boolean; pin: string | null; tags: string[];
  pickup: string; pickupState: number; holder: string | null; origin: Store | null;
  door: string; doorState: number; name: string; address: string; at: [number, number];
  group: string | null;
}
/** Orders that go out as one ride. */
export interface Group { id: string; name: string; version: number }
export interface Store { name: string; address: string; at: [number, number] }
export interface Done { isDoor: boolean; at: number; late: number; words: string; number: number }
export interface Courier {
  id: string; code: string; name: string; version: number; began: number; ends: number; onBreak: boolean; isUnseen: boolean;
  bike: string; bags: number; grams: number; last: Done | null; stops: string[];
}
export interface Delay { id: string; store: string | null; minutes: number; begins: number; ends: number; reason: string }
export interface Offer { courier: string; now: boolean; leave: number; deliveries: string[]; added: boolean }
/** `hub` is the name of the place where the order changes hands, on the way of who brings it there. */
export interface Stop { id: string; order: Order; isDoor: boolean; state: number; hub?: string }
interface AtHub { delivery: string; state: number; name: string }
export interface Effect { extra: number; late: [number: number, seconds: number][] }

type Row = unknown[];
type GroupRow = [id: string, name: string, version: number] | null;
export interface State {
  place: string; at: number; orders: Row[]; stores: Record<string, [string, string, number, number]>; couriers: Row[]; delays: Row[];
  tags?: [string, string][]; hubs?: [string, string][]; only?: { orders: string[]; deliveries: string[]; couriers: string[]; groups: string[] };
}
export interface Forecast {
  offers: Record<string, Offer>; reasons: Record<string, string>; notes: string[]; times: Record<string, [string, number, number][]>;
}

export class Model {
  isLoaded = false;
  orders = new Map<string, Order>();
  byDelivery = new Map<string, Order>();
  byTask = new Map<string, Order>();
  stores = new Map<string, Store>();
  couriers = new Map<string, Courier>();
  columns: Courier[] = [];
  tags = new Map<string, string>();
  hubs: [id: string, name: string][] = [];
  atHubs = new Map<string, AtHub>(); // by task
  groups = new Map<string, Group>();
  delays: Delay[] = [];
  offers: Record<string, Offer> = {};
  reasons: Record<string, string> = {};
  notes: string[] = [];
  times = new Map<string, { at: number; late: number }>();
  effects = new Map<string, Effect>(); // what the chosen orders would do to a courier's day

  /** Take in the whole, or what changed. False when it speaks of stops that are not known here: ask for all. */
  apply(state: State): boolean {
    setClock(state.at);
    if (!state.only) {
      this.orders.clear(), this.byDelivery.clear(), this.byTask.clear(), this.couriers.clear(), this.groups.clear();
    }
    for (const [id, [name, address, lat, lon]] of Object.entries(state.stores)) this.stores.set(id, { name, address, at: [lon, lat] });
    for (const id of state.only?.orders ?? []) this.#drop(this.orders.get(id));
    for (const id of state.only?.deliveries ?? []) this.#drop(this.byDelivery.get(id));
    for (const row of state.orders) this.#keep(order(row)), this.#group(row.at(-1) as GroupRow);
    const told = state.couriers.map(courier);
    for (const row of state.couriers) for (const [task, at] of stopsAtHubs(row)) this.atHubs.set(task, at);
    for (const id of state.only?.couriers ?? []) if (!told.some((one) => one.id === id)) this.couriers.delete(id);
    for (const one of told) if (one.version >= (this.couriers.get(one.id)?.version ?? 0)) this.couriers.set(one.id, one);
    this.delays = state.delays.map(delay);
    if (state.tags) this.tags = new Map(state.tags);
    if (state.hubs) this.hubs = state.hubs;
    this.columns = [...this.couriers.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    this.isLoaded = true;
    return this.columns.every((one) => one.stops.every((task) => this.stop(task)));
  }

  foresee(told: Forecast): void {
    this.offers = told.offers;
    this.reasons = told.reasons;
    this.notes = told.notes;
    this.times.clear();
    for (const way of Object.values(told.times)) for (const [task, at, late] of way) this.times.set(task, { at, late });
  }

  /** Where the bags are: at the store, or where it said. */
  from(one: Order): Store {
    return one.origin ?? this.stores.get(one.store) ?? { name: "", address: "", at: one.at };
  }

  /** The open orders of a group, by their promise, as the server has them. */
  members(group: string): Order[] {
    const found = [...this.orders.values()].filter((one) => one.group === group && one.closed === null);
    return found.sort((a, b) => a.promised - b.promised || a.number - b.number);
  }

  /** Those an order moves with: itself first, then what of its group can still move. */
  together(one: Order): Order[] {
    if (!one.group || one.closed !== null || one.state > DISPATCHED) return [one];
    return [one, ...this.members(one.group).filter((other) => other !== one && other.state <= DISPATCHED)];
  }

  /** The groups of open orders, by name. */
  openGroups(): Group[] {
    const ids = new Set([...this.orders.values()].flatMap((one) => (one.group && one.closed === null ? [one.group] : [])));
    return [...this.groups.values()].filter((one) => ids.has(one.id)).sort((a, b) => a.name.localeCompare(b.name));
  }

  waiting(): Order[] {
    return this.#lateFirst((one) => one.state === PLACED && one.closed === null);
  }

  riding(): Order[] {
    return this.#lateFirst((one) => one.state === DISPATCHED || one.state === PICKED_UP);
  }

  problems(): Order[] {
    return [...this.orders.values()].filter((one) => one.closed !== null).sort((a, b) => (b.closed ?? 0) - (a.closed ?? 0));
  }

  stopsOf(column: Courier): Stop[] {
    return column.stops.flatMap((id) => this.stop(id) ?? []);
  }

  stop(id: string): Stop | undefined {
    const at = this.atHubs.get(id);
    const order = at ? this.byDelivery.get(at.delivery) : this.byTask.get(id);
    if (!order) return undefined;
    if (at) return { id, order, isDoor: false, state: at.state, hub: at.name };
    const isDoor = order.door === id;
    return { id, order, isDoor, state: isDoor ? order.doorState : order.pickupState };
  }

  /** Seconds an announced delay adds to an order's promise. */
  slip(one: Order): number {
    const own = this.delays.filter((d) => (d.store === null || d.store === one.store) && one.placed < d.ends && one.promised < d.ends);
    return 60 * Math.max(0, ...own.map((d) => d.minutes));
  }

  /** Whole minutes to spare; less than nothing when the promise can no longer be kept, counting the ride. */
  spare(one: Order): number {
    const earliest = one.state === PICKED_UP ? now() : Math.max(now(), one.ready) + one.ride;
    return Math.floor((one.promised + this.slip(one) - earliest) / 60);
  }

  isLate(one: Order): boolean {
    return one.closed === null && this.spare(one) < 0;
  }

  isAtRisk(one: Order): boolean {
    return one.closed === null && this.spare(one) >= 0 && this.spare(one) < AT_RISK_MINUTES;
  }

  load(column: Courier): { bags: number; grams: number } {
    const own = new Set(this.stopsOf(column).map((stop) => stop.order));
    let [bags, grams] = [0, 0];
    for (const one of own) (bags += one.bags), (grams += one.grams);
    return { bags, grams };
  }

  #lateFirst(wanted: (one: Order) => boolean): Order[] {
    const found = [...this.orders.values()].filter(wanted).map((one) => ({ one, spare: this.spare(one) }));
    return found.sort((a, b) => a.spare - b.spare || a.one.number - b.one.number).map(({ one }) => one);
  }

  #keep(one: Order): void {
    this.#drop(this.orders.get(one.id));
    this.orders.set(one.id, one);
    this.byDelivery.set(one.delivery, one);
    this.byTask.set(one.pickup, one).set(one.door, one);
  }

  #group(row: GroupRow): void {
    if (!row) return;
    const [id, name, version] = row;
    if (version >= (this.groups.get(id)?.version ?? 0)) this.groups.set(id, { id, name, version });
  }

  #drop(one: Order | undefined): void {
    if (!one) return;
    this.orders.delete(one.id);
    this.byDelivery.delete(one.delivery);
    this.byTask.delete(one.pickup);
    this.byTask.delete(one.door);
  }
}

function order(row: Row): Order {
  const [id, delivery, number, state, store, placed, ready, promised, ride, bags, grams, isReady, closed, failure, isTaken, pin, tags, pickup, pickupState, holder, origin, door, doorState, name, address, lat, lon, group] =
    row as [string, string, number, number, string, number, number, number, number, number, number | null, number, number | null, string, number, string | null, string[], string, number, string | null, [string, string, number, number] | null, string, number, string, string, number, number, GroupRow];
  return {
    id, delivery, number, state, store, placed, ready, promised, ride, bags, grams: grams ?? 0, isReady: isReady === 1, closed, failure,
    isTaken: isTaken === 1, pin, tags, pickup, pickupState, holder,
    origin: origin && { name: origin[0], address: origin[1], at: [origin[3], origin[2]] }, door, doorState, name, address, at: [lon, lat], group: group && group[0],
  };
}

function courier(row: Row): Courier {
  const [id, code, name, version, began, ends, onBreak, isUnseen, bike, bags, grams, last, stops] =
    row as [string, string, string, number, number, number, number, number, string, number, number, [number, number, number, string, number] | null, [string, number][]];
  return {
    id, code, name, version, began, ends, onBreak: onBreak === 1, isUnseen: isUnseen === 1, bike, bags, grams,
    last: last && { isDoor: last[0] === 1, at: last[1], late: last[2], words: last[3], number: last[4] },
    stops: stops.map(([task]) => task),
  };
}

function stopsAtHubs(row: Row): [string, AtHub][] {
  const stops = row.at(-1) as [string, number, string?, number?, string?][];
  return stops.flatMap(([task, , delivery, state, name]) => (delivery ? [[task, { delivery, state: state ?? 0, name: name ?? "" }]] : []));
}

function delay(row: Row): Delay {
  const [id, store, minutes, begins, ends, reason] = row as [string, string | null, number, number, number, string];
  return { id, store, minutes, begins, ends, reason };
}
