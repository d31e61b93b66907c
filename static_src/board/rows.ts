// The queue: orders late first, each with its spare minutes, the engine's suggestion and why.
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { hm } from "./clock";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import { CANCELLED, PLACED } from "./model";
import type { Model, Order } from "./model";
import { icon, t } from "./words";

/** The orders of the queue as they are shown, from top to bottom. */
export function shownIn(model: Model, filters: Filters): string[] {
  const all = [...model.waiting(), ...(filters.isNarrow() ? model.riding() : []), ...model.problems()];
  return all.filter((one) => filters.allows(model, one)).map((one) => one.id);
}

export function queue(model: Model, hand: Hand, filters: Filters) {
  const isShown = (one: Order) => filters.allows(model, one);
  const waiting = model.waiting().filter(isShown);
  const riding = filters.isNarrow() ? model.riding().filter(isShown) : [];
  const problems = model.problems().filter(isShown);
  return html`
    <div class="queue-head"><h1>${t("To assign")} ${waiting.length}</h1><span class="note">${t("late first")}</span></div>
    ${model.notes.map((note) => html`<p class="queue-note note">${icon("problem")} ${note}</p>`)}
    ${waiting.length ? rows(waiting, model, hand) : html`<p class="queue-empty note">${filters.isNarrow() ? t("Nothing here with these filters.") : t("Every order has its courier.")}</p>`}
    ${riding.length ? html`<div class="queue-head"><h2>${t("On the way")} ${riding.length}</h2></div>${rows(riding, model, hand)}` : nothing}
    ${problems.length
      ? html`<details class="queue-more" data-keep="problems"><summary>${t("Failed or cancelled today")} ${problems.length}</summary>${rows(problems, model, hand)}</details>`
      : nothing}`;
}

function rows(orders: Order[], model: Model, hand: Hand) {
  return html`<ol class="orders">${repeat(orders, (one) => one.id, (one) => row(one, model, hand))}</ol>`;
}

function row(one: Order, model: Model, hand: Hand) {
  const store = model.from(one).name;
  const courier = one.holder ? model.couriers.get(one.holder) : undefined;
  const other = hand.seenBy("orders", one.id);
  const [isChosen, isPicked] = [hand.isChosen(one.id), hand.picked.has(one.id)];
  return html`<li class="order" data-order=${one.id} tabindex=${isChosen ? 0 : -1} draggable="true" ?data-chosen=${isChosen} ?data-picked=${isPicked}
      aria-label=${label(one, store, model)}>
    <div class="order-head"><span>${isPicked ? html`${icon("check")}<span class="visually-hidden">${t("picked")}</span> ` : nothing}${t("no. %(number)s", { number: one.number })}</span>
      <span>${t("promised")} ${hm(one.promised)}${model.slip(one) ? html` <span class="slip">${t("now %(time)s", { time: hm(one.promised + model.slip(one)) })}</span>` : nothing}</span>
      <span class="end">${spare(one, model)}</span></div>
    <div class="order-leg"><b>${hm(one.ready)}</b>
      <ol class="line line--small"><li class="stop"><span class="mark"><span class="dot dot--pickup" aria-hidden="true"></span></span><div class="stop-body"><b>${store}</b></div></li><li class="stop"><span class="mark"><span class="dot dot--dropoff" aria-hidden="true"></span></span><div class="stop-body">${one.address}</div></li></ol>
      ${courier ? html`<span class="bullet">${courier.code}</span>` : nothing}</div>
    ${one.tags.length || other ? html`<p class="order-marks">${one.tags.map((tag) => html`<span class="tag">${model.tags.get(tag) ?? ""}</span>`)}${other ? html`<span class="hand">${handWords(other.name, other.drags)}</span>` : nothing}</p>` : nothing}
    ${one.state === PLACED && one.closed === null ? offer(one, model, isChosen) : nothing}
    ${one.pin ? html`<p class="order-pin note">${icon("pin")} ${t("Kept for %(name)s", { name: model.couriers.get(one.pin)?.name ?? "?" })}</p>` : nothing}
    ${isChosen ? tools(one) : nothing}
  </li>`;
}

function label(one: Order, store: string, model: Model): string {
  const words = t("No. %(number)s, %(store)s to %(address)s", { number: one.number, store, address: one.address });
  return model.isLate(one) ? `${words}, ${t("%(n)s min late", { n: -model.spare(one) })}` : words;
}

export function handWords(name: string, drags: boolean): string {
  return drags ? t("%(name)s moves it", { name }) : t("%(name)s looks", { name });
}

function spare(one: Order, model: Model) {
  if (one.closed !== null) return html`<span class="status status--${one.state === CANCELLED ? "cancelled" : "late"}">${icon(one.state === CANCELLED ? "cancelled" : "late")}${one.state === CANCELLED ? t("cancelled") : t("failed")}</span>`;
  const minutes = model.spare(one);
  if (minutes < 0) return html`<span class="status status--late">${icon("late")}${t("%(n)s min late", { n: -minutes })}</span>`;
  return html`<span class="status ${model.isAtRisk(one) ? "status--waiting" : ""}">${icon(model.isAtRisk(one) ? "waiting" : "check")}${t("%(n)s min spare", { n: minutes })}</span>`;
}

function offer(one: Order, model: Model, isChosen: boolean) {
  const found = model.offers[one.id];
  const courier = found && model.couriers.get(found.courier);
  const why = model.reasons[one.id];
  if (!found || !courier) return why ? html`<p class="suggested suggested--none"><span class="dot dot--suggested-pickup" aria-hidden="true"></span><span>${why}</span></p>` : nothing;
  const when = found.added ? t("still there") : found.now ? t("now") : `${t("leaves")} ${hm(found.leave)}`;
  const also = found.deliveries.flatMap((delivery) => model.byDelivery.get(delivery) ?? []).filter((each) => each !== one);
  return html`<div class="suggested ${found.now ? "" : "suggested--later"}"><button type="button" data-do="suggest" tabindex=${isChosen ? 0 : -1}><span class="bullet ${isChosen ? "bullet--live" : ""}">${courier.code}</span><span><b>${courier.name}, ${when}.</b> ${why}${also.length ? ` ${t("With no. %(numbers)s.", { numbers: also.map((each) => each.number).join(", ") })}` : ""}</span>${isChosen ? html`<kbd>S</kbd>` : nothing}</button></div>`;
}

function tools(one: Order) {
  const isOpen = one.closed === null;
  return html`<div class="order-tools">
    <button type="button" class="btn btn--bare" data-do="menu" aria-haspopup="dialog">${isOpen ? t("Move to…") : t("Bring back…")}</button>
    ${isOpen && one.state <= 1 ? html`<button type="button" class="btn btn--bare" data-do="why" aria-haspopup="dialog">${t("Why, and who else")} <kbd>W</kbd></button>` : nothing}
    ${isOpen && one.state === 1 ? html`<button type="button" class="btn btn--bare" data-do="unassign">${t("Take back")} <kbd>U</kbd></button>` : nothing}
  </div>`;
}
