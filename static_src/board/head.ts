// The header's clock and counts, the filters, and the sound of what turns late.
import { html, nothing, render } from "lit-html";
import { hm, now } from "./clock";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import { AT_RISK_MINUTES } from "./model";
import type { Model, Order } from "./model";
import { icon, t, tn } from "./words";

export function head(model: Model, hand: Hand) {
  const open = [...model.orders.values()].filter((one) => one.closed === null);
  const late = open.filter((one) => model.isLate(one)).length;
  const risk = open.filter((one) => model.isAtRisk(one)).length;
  const riding = open.filter((one) => one.state > 0).length;
  const others = [...hand.others.values()].filter((one) => one.until > Date.now());
  return html`<b class="clock">${hm(now())}</b><span>${tn("%(n)s on the way", riding)}</span><span>${tn("%(n)s to assign", open.length - riding)}</span>
    ${risk ? html`<span class="status status--waiting">${icon("waiting")}${tn("%(n)s at risk", risk)}</span>` : nothing}
    ${late ? html`<span class="status status--late">${icon("late")}${tn("%(n)s late", late)}</span>` : nothing}
    ${others.map((one) => html`<span class="hand">${seen(one.name, one.couriers[0], one.orders[0], model)}</span>`)}`;
}

function seen(name: string, courier: string | undefined, order: string | undefined, model: Model): string {
  const what = (courier && model.couriers.get(courier)?.name) || (order && model.orders.get(order) ? t("no. %(number)s", { number: model.orders.get(order)?.number ?? "" }) : "");
  return what ? t("%(name)s looks at %(what)s", { name, what }) : t("%(name)s is here", { name });
}

export function tools(model: Model, filters: Filters) {
  const all = [...model.orders.values()].filter((one) => one.closed === null);
  const late = all.filter((one) => model.isLate(one)).length;
  const risk = all.filter((one) => model.isAtRisk(one)).length;
  const chip = (name: "late" | "risk", words: string, n: number) =>
    html`<button type="button" class="chip" data-filter=${name} aria-pressed=${filters.get(name) ? "true" : "false"}>${words}, ${n}</button>`;
  return html`<div class="board-tools" role="group" aria-label=${t("Filters")}>
    ${chip("late", t("Late"), late)}${chip("risk", t("At risk"), risk)}
    <button type="button" class="chip" data-do="filters" aria-haspopup="dialog">${t("Filters")}${filters.count() ? `, ${filters.count()}` : ""}</button>
    <button type="button" class="chip" data-do="search" aria-haspopup="dialog">${t("Search")}</button>
    <button type="button" class="chip" data-do="delay" aria-haspopup="dialog">${t("Delay…")}</button>
    ${filters.count() ? html`<button type="button" class="btn btn--bare" data-do="unfilter">${t("Show all")}</button>` : nothing}
  </div>
  ${model.delays.filter((one) => one.ends > now()).map((one) => html`<p class="queue-note delay">${icon("late")} <span><b>${t("Running %(n)s min late", { n: one.minutes })}</b>, ${one.store ? `${model.stores.get(one.store)?.name ?? ""}, ` : ""}${one.reason}, ${t("until %(time)s", { time: hm(one.ends) })}</span> <button type="button" class="btn btn--bare" data-lift=${one.id}>${t("Lift")}</button></p>`)}`;
}

/** Tells once of every order that turns late or nearly: by voice for readers, by sound where it is switched on. */
export class Alerts {
  #told = new Map<string, "risk" | "late">();
  #isFirst = true;

  look(model: Model, say: (words: string) => void): void {
    for (const one of model.orders.values()) {
      if (one.closed !== null) continue;
      const spare = model.spare(one);
      const state = spare < 0 ? "late" : spare < AT_RISK_MINUTES ? "risk" : undefined;
      const before = this.#told.get(one.id);
      if (state) this.#told.set(one.id, state);
      else this.#told.delete(one.id);
      if (!this.#isFirst && state === "late" && before !== "late") this.#tell(one, say);
    }
    this.#isFirst = false;
  }

  #tell(one: Order, say: (words: string) => void): void {
    say(t("No. %(number)s is late", { number: one.number }));
    if (isSoundOn()) beep();
  }
}

export function isSoundOn(): boolean {
  return kept("board-sound") === "on";
}

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage refused: it lasts as long as the page.
  }
}

/** Two short notes. A browser plays them only after the page was touched once, hence the button to try it. */
export function beep(): void {
  const sound = new AudioContext();
  for (const [at, pitch] of [[0, 660], [0.18, 880]] as const) {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.15, sound.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.15);
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.16);
  }
  window.setTimeout(() => void sound.close(), 600);
}

export function into(id: string, content: unknown): void {
  const place = document.getElementById(id);
  if (place) render(content, place);
}
