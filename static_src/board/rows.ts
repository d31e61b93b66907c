// The queue: orders late first, each with its spare minutes, the engine's suggestion and why.
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { hm } from "./clock";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import { CANCELLED, PLACED } from "./model";
import type { Model, Order } from "./model";
import { icon, t, tn } from "./words";

/** The orders of the queue as they are shown, from top to bottom; of a group the one that leads it. */
export function shownIn(model: Model, filters: Filters): string[] {
  const allowed = (orders: Order[]) => orders.filter((one) => filters.allows(model, one));
  const rest = [...(filters.isNarrow() ? model.riding() : []), ...model.problems()];
  return [...leads(allowed(model.waiting()), model), ...allowed(rest)].map((one) => one.id);
}

/** Who stands for an order in the queue: the first of its group that waits, else itself. */
export function leadOf(one: Order, model: Model): Order {
  if (!one.group || one.state !== PLACED || one.closed !== null) return one;
  return waitingOf(one.group, model)[0] ?? one;
}

function waitingOf(group: string, model: Model): Order[] {
  return model.members(group).filter((one) => one.state === PLACED);
}

/** Each order by itself, each group once, where its most urgent order stands. */
function leads(orders: Order[], model: Model): Order[] {
  return [...new Set(orders.map((one) => leadOf(one, model)))];
}

export function queue(model: Model, hand: Hand, filters: Filters) {
  const isShown = (one: Order) => filters.allows(model, one);
  const waiting = model.waiting().filter(isShown);
  const riding = filters.isNarrow() ? model.riding().filter(isShown) : [];
  const problems = model.problems().filter(isShown);
  return html`
    <div class="queue-head"><h1>${t("To assign")} ${waiting.length}</h1><span class="note">${t("late first")}</span></div>
    ${model.notes.map((note) => html`<p class="queue-note note">${icon("problem")} ${note}</p>`)}
    ${waiting.length ? rows(leads(waiting, model), model, hand) : html`<p class="queue-empty note">${filters.isNarrow() ? t("Nothing here with these filters.") : t("Every order has its courier.")}</p>`}
    ${riding.length ? html`<div class="queue-head"><h2>${t("On the way")} ${riding.length}</h2></div>${rows(riding, model, hand)}` : nothing}
    ${problems.length
      ? html`<details class="queue-more" data-keep="problems"><summary>${t("Failed or cancelled today")} ${problems.length}</summary>${rows(problems, model, hand)}</details>`
      : nothing}`;
}

function rows(orders: Order[], model: Model, hand: Hand) {
  return html`<ol class="orders">${repeat(orders, (one) => one.id, (one) => row(one, model, hand))}</ol>`;
}

function row(one: Order, model: Model, hand: Hand) {
  return one.group && one.state === PLACED && one.closed === null ? card(one, one.group, model, hand) : single(one, model, hand);
}

/** A group as one card: its pickups, then its doors in the order they will be ridden. */
function card(lead: Order, id: string, model: Model, hand: Hand) {
  const orders = waitingOf(id, model);
  const all = model.members(id);
  const name = model.groups.get(id)?.name ?? "";
  const urgent = orders.reduce((a, b) => (model.spare(b) < model.spare(a) ? b : a), lead);
  const isChosen = hand.chosen.task === "" && orders.some((one) => one.id === hand.chosen.order);
  const isPicked = orders.some((one) => hand.picked.has(one.id));
  const others = orders.flatMap((one) => hand.seenBy("orders", one.id) ?? []);
  const count = orders.length === all.length ? tn("%(n)s orders", all.length) : t("%(n)s of %(all)s orders wait", { n: orders.length, all: all.length });
  const stores = [...new Set(orders.map((one) => model.from(one).name))];
  return html`<li class="order order--group" data-order=${lead.id} data-group=${id} tabindex=${isChosen ? 0 : -1} draggable="true" ?data-chosen=${isChosen} ?data-picked=${isPicked}
      aria-label=${`${name}, ${count}${model.isLate(urgent) ? `, ${t("%(n)s min late", { n: -model.spare(urgent) })}` : ""}`}>
    <div class="order-head"><b class="group-name">${isPicked ? html`${icon("check")}<span class="visually-hidden">${t("picked")}</span> ` : nothing}${name}</b><span>${count}</span><span class="end">${spare(urgent, model)}</span></div>
    <ol class="line line--small">${stores.map((store) => html`<li class="stop"><span class="mark"><span class="dot dot--pickup" aria-hidden="true"></span></span><div class="stop-body"><b>${store}</b></div></li>`)}
      ${orders.map((one) => html`<li class="stop"><span class="mark"><span class="dot dot--dropoff" aria-hidden="true"></span></span><div class="stop-body">${one.address} <span class="sub">${t("no. %(number)s", { number: one.number })}, ${t("promised")} ${hm(one.promised)}</span></div></li>`)}</ol>
    ${others[0] ? html`<p class="order-marks"><span class="hand">${handWords(others[0].name, others[0].drags)}</span></p>` : nothing}
    <p class="order-pin note">${t("One ride. Automatic dispatch leaves a group alone: a person gives it out.")}</p>
    ${isChosen ? html`<div class="order-tools"><button type="button" class="btn btn--bare" data-do="menu" aria-haspopup="dialog">${t("Move to…")}</button><button type="button" class="btn btn--bare" data-do="group" aria-haspopup="dialog">${t("Change the group…")} <kbd>N</kbd></button></div>` : nothing}
  </li>`;
}

function single(one: Order, model: Model, hand: Hand) {
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
    ${one.tags.length || other || one.group ? html`<p class="order-marks">${groupMark(one, model)}${one.tags.map((tag) => html`<span class="tag">${model.tags.get(tag) ?? ""}</span>`)}${other ? html`<span class="hand">${handWords(other.name, other.drags)}</span>` : nothing}</p>` : nothing}
    ${one.state === PLACED && one.closed === null ? offer(one, model, isChosen) : nothing}
    ${one.pin ? html`<p class="order-pin note">${icon("pin")} ${t("Kept for %(name)s", { name: model.couriers.get(one.pin)?.name ?? "?" })}</p>` : nothing}
    ${isChosen || hand.picked.size ? tools(one, isChosen, isPicked) : nothing}
  </li>`;
}

export function groupMark(one: Order, model: Model) {
  const name = one.group && one.closed === null ? model.groups.get(one.group)?.name : undefined;
  return name ? html`<span class="tag tag--group">${name}</span>` : nothing;
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

/** While something is picked every row can be picked, also by a finger. */
function tools(one: Order, isChosen: boolean, isPicked: boolean) {
  const isOpen = one.closed === null;
  const pick = isOpen ? html`<button type="button" class="btn btn--bare" data-do="pick" aria-pressed=${isPicked} tabindex=${isChosen ? 0 : -1}>${t("Pick")}</button>` : nothing;
  if (!isChosen) return html`<div class="order-tools">${pick}</div>`;
  return html`<div class="order-tools">${pick}
    <button type="button" class="btn btn--bare" data-do="menu" aria-haspopup="dialog">${isOpen ? t("Move to…") : t("Bring back…")}</button>
    ${isOpen && one.state <= 1 ? html`<button type="button" class="btn btn--bare" data-do="why" aria-haspopup="dialog">${t("Why, and who else")} <kbd>W</kbd></button>` : nothing}
    ${isOpen && one.state === 1 ? html`<button type="button" class="btn btn--bare" data-do="unassign">${t("Take back")} <kbd>U</kbd></button>` : nothing}
  </div>`;
}
