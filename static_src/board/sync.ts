// How the board keeps up: what the journal tells is fetched anew over HTTP, together and one read at a time; what a
// person does is sent one after the other, each with the versions of the queues as the screen has them then.
import type { LiveMessage } from "../lib/live";
import type { Forecast, Model, State } from "./model";

export interface Answer { words?: string; title?: string; code?: string; field?: string | null; state?: State; undo?: boolean }
type Body = Record<string, unknown>;

const TOGETHER_MS = 60; // a burst of messages is one read
const FORECAST_PAUSE_MS = 1500;
const TRY_AGAIN_MS = 2000;

export class Sync {
  #model: Model;
  #urls: Record<string, string>;
  #changed: () => void;
  #orders = new Set<string>();
  #deliveries = new Set<string>();
  #couriers = new Set<string>();
  #groups = new Set<string>();
  #isAll = false;
  #isReading = false;
  #timer = 0;
  #writes: Promise<unknown> = Promise.resolve();
  #written = 0; // answers taken in: a read that began before one is older than it
  #forecastTimer = 0;
  #forecastCost = 0;

  constructor(model: Model, urls: Record<string, string>, changed: () => void) {
    this.#model = model;
    this.#urls = urls;
    this.#changed = changed;
  }

  hear({ kind, topics }: LiveMessage): void {
    if (kind === "Reload") return this.all();
    for (const topic of topics) {
      const [what, id] = topic.split(":") as [string, string?];
      if (!id) continue;
      if (what === "order") this.#orders.add(id);
      else if (what === "delivery") this.#deliveries.add(id);
      else if (what === "courier") this.#couriers.add(id);
      else if (what === "group") this.#groups.add(id);
    }
    if (kind === "DelayAnnounced" || kind === "DelayLifted" || this.#isAsked()) this.#soon();
  }

  /** What the page brought along. */
  begin(state: State): void {
    this.#take(state);
  }

  all(): void {
    this.#isAll = true;
    this.#soon();
  }

  #soon(): void {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      void this.#read();
    }, this.#model.isLoaded ? TOGETHER_MS : 0);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const [isAll, began] = [this.#isAll, this.#written];
    const asked = [[...this.#orders], [...this.#deliveries], [...this.#couriers], [...this.#groups]] as const;
    this.#isAll = false;
    this.#orders.clear(), this.#deliveries.clear(), this.#couriers.clear(), this.#groups.clear();
    const again = () => {
      this.#isAll ||= isAll;
      for (const id of asked[0]) this.#orders.add(id);
      for (const id of asked[1]) this.#deliveries.add(id);
      for (const id of asked[2]) this.#couriers.add(id);
      for (const id of asked[3]) this.#groups.add(id);
    };
    const isMuch = asked.some((ids) => ids.length > 400);
    const query = new URLSearchParams({ orders: asked[0].join(), deliveries: asked[1].join(), couriers: asked[2].join(), groups: asked[3].join() });
    const answer = await fetch(isAll || isMuch ? this.#urls.state! : `${this.#urls.state}?${query}`).catch(() => undefined);
    const state = answer?.ok ? ((await answer.json().catch(() => undefined)) as State | undefined) : undefined;
    this.#isReading = false;
    if (!state || began !== this.#written) {
      again();
      window.setTimeout(() => this.#soon(), state ? 0 : TRY_AGAIN_MS);
      return;
    }
    this.#take(state);
    if (this.#isAll || this.#isAsked()) this.#soon();
  }

  #isAsked(): boolean {
    return [this.#orders, this.#deliveries, this.#couriers, this.#groups].some((ids) => ids.size > 0);
  }

  /** Someone else may have moved the same between our answer and now. */
  #lookAgain({ only }: State): void {
    for (const id of only?.orders ?? []) this.#orders.add(id);
    for (const id of only?.deliveries ?? []) this.#deliveries.add(id);
    for (const id of only?.couriers ?? []) this.#couriers.add(id);
    this.#soon();
  }

  #take(state: State): void {
    if (!this.#model.apply(state)) this.all();
    this.#changed();
    this.forecastSoon();
  }

  /** Times and suggestions take longer: after what changed, and not more often than they cost. */
  forecastSoon(): void {
    this.#forecastTimer ||= window.setTimeout(() => void this.foresee(), Math.max(this.#model.times.size ? FORECAST_PAUSE_MS : 0, 5 * this.#forecastCost));
  }

  /** Ask now. */
  async foresee(): Promise<void> {
    clearTimeout(this.#forecastTimer);
    const began = performance.now();
    const told = await this.get<Forecast>("forecast");
    this.#forecastCost = performance.now() - began;
    this.#forecastTimer = 0;
    if (!told) return;
    this.#model.foresee(told);
    this.#changed();
  }

  async get<T>(name: string, query: Record<string, string> = {}): Promise<T | undefined> {
    const words = new URLSearchParams(query).toString();
    const answer = await fetch(`${this.#urls[name]}${words ? `?${words}` : ""}`).catch(() => undefined);
    return answer?.ok ? ((await answer.json().catch(() => undefined)) as T | undefined) : undefined;
  }

  /** Send what `body` says once those before it are answered. Undefined: it was not sent. */
  send(url: string, body: () => Body | undefined): Promise<Answer | undefined> {
    const sent = this.#writes.then(() => this.#send(url, body));
    this.#writes = sent.catch(() => undefined);
    return sent;
  }

  async #send(url: string, body: () => Body | undefined): Promise<Answer | undefined> {
    const content = body();
    if (!content) return {};
    const answer = await post(url, content).catch(() => undefined);
    const told = answer && ((await answer.json().catch(() => undefined)) as Answer | undefined);
    if (!answer || !told) return undefined;
    if (told.state) {
      this.#written++;
      this.#take(told.state);
      this.#lookAgain(told.state);
    }
    return told;
  }
}

export function post(url: string, content: Body): Promise<Response> {
  const token = document.querySelector<HTMLInputElement>("#board input[name=csrfmiddlewaretoken]")?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(content) });
}
