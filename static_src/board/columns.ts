// A column a courier: the day's stops in the order they are ridden, with expected times, and what a move would change.
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { hm, now } from "./clock";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import { ARRIVED } from "./model";
import type { Courier, Effect, Model, Order, Stop } from "./model";
import { groupMark, handWords } from "./rows";
import { icon, t, tn } from "./words";

export const KEYS = 9;
const LATE_SECONDS = 60;

export function columns(model: Model, hand: Hand, filters: Filters) {
  const shown = filters.columns(model);
  if (!shown.length) {
    return html`<div class="no-couriers"><div class="empty"><h3>${model.columns.length ? t("Every courier is hidden") : t("No courier is on shift")}</h3><p>${model.columns.length ? t("Show them again with the filters.") : t("They appear here as soon as they clock in.")}</p></div></div>`;
  }
  return repeat(shown, (one) => one.id, (one, index) => column(one, index, model, hand));
}

function column(one: Courier, index: number, model: Model, hand: Hand) {
  const stops = model.stopsOf(one);
  const other = hand.seenBy("couriers", one.id);
  const effect = model.effects.get(one.id);
  return html`<article class="column" data-courier=${one.id} aria-label=${one.name}>
    <header><h2><span class="bullet">${one.code}</span> <span class="name">${one.name}</span></h2>${index < KEYS ? html`<kbd>${index + 1}</kbd>` : nothing}
      <button type="button" class="column-more" data-do="courier" aria-haspopup="dialog" tabindex="-1"><span aria-hidden="true">…</span><span class="visually-hidden">${t("More about %(name)s", { name: one.name })}</span></button>
      <p>${facts(one, stops, model)}</p>
      ${other ? html`<p class="hand">${handWords(other.name, other.drags)}</p>` : nothing}
      <p class="effect" aria-hidden="true" title=${effect ? effectWords(effect) : ""}>${effect ? effectWords(effect) : nothing}</p></header>
    <ol class="line" data-line=${one.id}>
      ${one.last ? html`<li class="stop stop--past"><span class="mark"><span class="dot dot--done" aria-hidden="true"></span></span><div class="stop-body"><time>${hm(one.last.at)}</time><span class="where">${one.last.words}</span><span class="sub">${one.last.isDoor ? t("no. %(number)s", { number: one.last.number }) : t("pickup no. %(number)s", { number: one.last.number })}${one.last.late >= 2 ? ` · ${t("received later")}` : ""}</span></div></li>` : nothing}
      ${repeat(stops, (stop) => stop.id, (stop, place) => stopRow(stop, place === 0, model, hand))}
      ${slot(one, model, hand)}
      ${one.onBreak ? html`<li class="stop stop--unsure"><span class="mark"><span class="dot dot--break" aria-hidden="true"></span></span><div class="stop-body"><b>${t("On a break")}</b></div></li>` : nothing}
      <li class="stop"><span class="mark"><span class="dot dot--end" aria-hidden="true"></span></span><div class="stop-body"><time>${hm(one.ends)}</time><span class="sub">${t("End of shift")}</span></div></li>
    </ol></article>`;
}

function facts(one: Courier, stops: Stop[], model: Model) {
  const free = stops.length ? model.times.get(stops.at(-1)?.id ?? "")?.at : undefined;
  const load = model.load(one);
  const words = [
    tn("%(n)s stop", stops.length),
    ...(free ? [t("free at %(time)s", { time: hm(free) })] : []),
    ...(load.bags ? [t("%(load)s of %(most)s bags", { load: load.bags, most: one.bags })] : []),
    ...(one.bike ? [one.bike] : []),
  ];
  const isOver = load.bags > one.bags || (one.grams > 0 && load.grams > one.grams);
  return html`${words.join(" · ")}${one.onBreak ? html` · <b>${t("on a break")}</b>` : nothing}${one.isUnseen ? html` · <b>${t("position off")}</b>` : nothing}${isOver ? html` · <b class="over">${icon("late")} ${t("too much for the bike")}</b>` : nothing}`;
}

export function effectWords({ extra, late }: Effect): string {
  const minutes = Math.round(extra / 60);
  const sign = t(minutes < 0 ? "−%(n)s min" : "+%(n)s min", { n: Math.abs(minutes) });
  const who = late.slice(0, 2).map(([number, seconds]) => t("no. %(number)s %(n)s min late", { number, n: Math.max(1, Math.round(seconds / 60)) }));
  return [sign, ...who].join(", ");
}

function stopRow(stop: Stop, isNext: boolean, model: Model, hand: Hand) {
  const { order, isDoor, hub } = stop;
  const time = model.times.get(stop.id);
  const isSure = order.isTaken || stop.state === ARRIVED || order.state === 2 || hub !== undefined;
  const kind = isDoor || hub ? "dropoff" : "pickup";
  const shape = isNext && isSure ? `next-${kind}` : isSure ? kind : `suggested-${kind}`;
  const late = isDoor ? Math.max(time?.late ?? 0, now() - order.promised - model.slip(order)) : 0;
  const words = isDoor ? order.address : (hub ?? model.from(order).name);
  const { number } = order;
  const sub = hub ? t("hand in no. %(number)s", { number }) : isDoor ? t("no. %(number)s", { number }) : t("pickup no. %(number)s", { number });
  const isChosen = hand.isChosen(order.id, stop.id);
  const other = hand.seenBy("orders", order.id);
  return html`<li class="stop stop--move" data-task=${stop.id} data-of=${order.id} tabindex=${isChosen ? 0 : -1} draggable="true"
      ?data-chosen=${isChosen} ?data-pair=${!isChosen && hand.chosen.order === order.id} ?data-picked=${hand.picked.has(order.id)} ?data-together=${isTogether(order, hand, model)} aria-label=${`${sub}, ${words}${late >= LATE_SECONDS ? `, ${t("%(n)s min late", { n: Math.round(late / 60) })}` : ""}`}>
    <span class="mark"><span class="dot dot--${shape}" aria-hidden="true"></span></span>
    <div class="stop-body"><time>${hm(time?.at ?? (isDoor ? order.promised : order.ready))}</time>${late >= LATE_SECONDS ? html` <span class="status status--late">${icon("late")}<span aria-hidden="true">+${Math.round(late / 60)}</span></span>` : nothing}${stop.state === ARRIVED ? html` <span class="sub-here">${t("is there")}</span>` : nothing}
      <span class="where">${words}</span><span class="sub">${sub}${order.group ? html` ${groupMark(order, model)}` : nothing}${order.tags.map((tag) => html` <span class="tag">${model.tags.get(tag) ?? ""}</span>`)}${other ? html` <span class="hand">${handWords(other.name, other.drags)}</span>` : nothing}</span>
      ${isChosen ? html`<button type="button" class="btn btn--bare stop-move" data-do="menu" aria-haspopup="dialog">${t("Move to…")}</button>` : nothing}</div></li>`;
}

/** Whether it would move with what is chosen. */
function isTogether(order: Order, hand: Hand, model: Model): boolean {
  const chosen = model.orders.get(hand.chosen.order);
  return order.group !== null && chosen !== undefined && chosen !== order && chosen.group === order.group && order.closed === null;
}

/** The place the suggestion for the chosen order would take. */
function slot(one: Courier, model: Model, hand: Hand) {
  const order = model.orders.get(hand.chosen.order);
  if (!order || order.state !== 0 || order.closed !== null || model.offers[order.id]?.courier !== one.id) return nothing;
  return [slotRow(order, false, model), slotRow(order, true, model)];
}

function slotRow(order: Order, isDoor: boolean, model: Model) {
  const words = isDoor ? order.address : model.from(order).name;
  const late = isDoor && model.isLate(order) ? -model.spare(order) : 0;
  return html`<li class="stop stop--slot"><span class="mark"><span class="dot dot--suggested-${isDoor ? "dropoff" : "pickup"}" aria-hidden="true"></span></span><div class="stop-body"><time>${hm(isDoor ? order.promised : order.ready)}</time>${late ? html` <span class="status status--late">${icon("late")}+${late}</span>` : nothing}<span class="where">${words}</span><span class="sub">${t(isDoor ? "no. %(number)s" : "pickup no. %(number)s", { number: order.number })}</span></div></li>`;
}
