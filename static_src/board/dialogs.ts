// What can be done to what is in hand: where to, why, another time, tags, a delay, words to a courier.
import { html, nothing } from "lit-html";
import { NOBODY, wordsOf } from "./acts";
import { dateOf, hm, hm24, now, secondsOf } from "./clock";
import { effectWords, KEYS } from "./columns";
import type { Board } from "./dialog";
import { close, error, named, open, refresh } from "./dialog";
import * as groups from "./group-dialogs";
import { stores } from "./looking";
import { CANCELLED, FAILED } from "./model";
import type { Courier, Model, Order } from "./model";
import { t } from "./words";

// Where to, and all else that can be done to it

export function menu(board: Board): void {
  const { hand, model } = board;
  const [task, ids] = [hand.chosen.task, hand.orders().map((one) => one.id)];
  const orders = () => ids.flatMap((id) => model.orders.get(id) ?? []);
  let typed = "";
  let courier = model.stop(task)?.order.holder ?? "";
  const give = async (to: string | null, place = {}) => {
    close();
    await board.acts.give(orders(), to, place);
  };
  const matching = () => model.columns.filter((one) => `${one.name} ${one.code}`.toLowerCase().includes(typed.toLowerCase().trim()));
  const pick = (event: SubmitEvent) => {
    event.preventDefault();
    const first = matching()[0];
    if (first) void give(first.id);
  };
  open(
    () => t("Move %(what)s", { what: groups.groupOf(model, orders())?.name ?? named(orders()) }),
    () => {
      const chosen = orders();
      if (!chosen.length) return html`<p>${t("It is no longer on the board.")}</p>`;
      const [first] = chosen;
      const canMove = chosen.every((one) => one.closed === null && one.state <= 1);
      return html`
      ${canMove ? html`<form class="flow-tight" @submit=${pick}><label for="to-whom">${t("To whom")}</label>
        <input id="to-whom" autofocus autocomplete="off" placeholder=${t("Name or letters")} .value=${typed} @input=${(event: Event) => ((typed = (event.target as HTMLInputElement).value), refresh())}></form>
      <ul class="options">${matching().map((one) => option(one, model, chosen, () => void give(one.id)))}</ul>` : nothing}
      ${first && (canMove || task) ? place(board, chosen, task, courier, (id) => ((courier = id), refresh())) : nothing}
      <div class="dialog-acts">${chosen.length === 1 && first && !first.group ? single(board, first) : several(board, chosen)}</div>`;
    },
  );
}

function option(one: Courier, model: Model, orders: Order[], give: () => void) {
  const has = orders.every((order) => order.holder === one.id);
  const effect = model.effects.get(one.id);
  const key = model.columns.indexOf(one);
  return html`<li><button type="button" class="option" ?disabled=${has} @click=${give}><span class="bullet">${one.code}</span><span><b>${one.name}</b> ${has ? t("has it now") : effect ? html`<span class="quiet">${effectWords(effect)}</span>` : nothing}</span>${key < KEYS ? html`<kbd>${key + 1}</kbd>` : nothing}</button></li>`;
}

/** A place of its own: which courier, in front of which stop. */
function place(board: Board, orders: Order[], task: string, courier: string, choose: (id: string) => void) {
  const { model, acts } = board;
  const own = model.stop(task)?.order.holder ?? "";
  const moving = new Set(task && courier === own ? [task] : orders.flatMap((one) => [one.pickup, one.door]));
  const column = model.couriers.get(courier);
  const put = (event: SubmitEvent) => {
    event.preventDefault();
    const before = String(new FormData(event.target as HTMLFormElement).get("before") ?? "");
    close();
    const where = before ? { before } : { last: true };
    void (task && courier === own ? acts.shift(task, where) : acts.give(orders, courier, where));
  };
  return html`<form class="place" @submit=${put}><b>${t("At a place of its own")}</b>
    <label>${t("Courier")} <select name="courier" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}><option value="" ?selected=${!courier}></option>${model.columns.map((one) => html`<option value=${one.id} ?selected=${one.id === courier}>${one.name}</option>`)}</select></label>
    <label>${t("In front of")} <select name="before">${column ? model.stopsOf(column).filter((stop) => !moving.has(stop.id)).map((stop) => html`<option value=${stop.id}>${hm(model.times.get(stop.id)?.at ?? stop.order.promised)} ${stop.isDoor ? stop.order.address : t("pickup no. %(number)s", { number: stop.order.number })}</option>`) : nothing}<option value="" selected>${t("the end")}</option></select></label>
    <button class="btn" ?disabled=${!courier}>${t("Put there")}</button></form>`;
}

function several(board: Board, orders: Order[]) {
  const isGroup = groups.groupOf(board.model, orders) !== undefined;
  const canJoin = orders.every((one) => one.state === 0 && one.closed === null);
  return html`${isGroup || canJoin ? html`<button type="button" class="btn" @click=${() => group(board)}>${isGroup ? t("Change the group…") : t("Into a group…")}</button>` : nothing}
    ${orders.some((one) => one.holder && one.state <= 1) ? html`<button type="button" class="btn" @click=${() => (close(), void board.acts.give(orders.filter((one) => one.state <= 1), null))}>${t("Take back")}</button>` : nothing}
    ${board.hand.picked.size ? html`<button type="button" class="btn" @click=${() => (board.hand.picked.clear(), board.changed(), close())}>${t("Pick none")}</button>` : nothing}`;
}

function single(board: Board, one: Order) {
  const { acts, urls } = board;
  const act = (name: string, more = {}) => () => (close(), void acts.order(one, name, more));
  const page = (urls.order ?? "").replace(NOBODY, one.store).replace(NOBODY, one.id);
  const link = html`<a class="btn" href=${page}>${t("Its page")}</a>`;
  const again = html`<button type="button" class="btn" @click=${act("duplicate")}>${t("Order once more")}</button>`;
  if (one.state === CANCELLED) return html`<button type="button" class="btn btn--ink" autofocus @click=${act("restore")}>${t("Restore the order")}</button>${again}${link}`;
  if (one.state === FAILED) return html`<button type="button" class="btn btn--ink" autofocus @click=${act("reopen")}>${t("Try again")}</button>${again}${link}`;
  const plans = [...document.querySelectorAll<HTMLElement>("#notices [data-plan]")];
  return html`
    ${one.state === 1 && !one.group ? html`<button type="button" class="btn" @click=${() => (close(), void acts.give([one], null))}>${t("Take back")}</button>` : nothing}
    ${one.state <= 1 ? html`<button type="button" class="btn" @click=${() => why(board, one)}>${t("Why, and who else")}</button>
      <button type="button" class="btn" @click=${() => reschedule(board, one)}>${t("Another time")}</button>` : nothing}
    ${one.state === 2 && board.model.hubs.length ? html`<button type="button" class="btn" @click=${() => relay(board, one)}>${t("Relay at a hub")}</button>` : nothing}
    ${one.state === 0 && !one.group ? html`<button type="button" class="btn" @click=${() => group(board)}>${t("Into a group…")}</button>` : nothing}
    <button type="button" class="btn" @click=${() => tags(board, one)}>${t("Tags")}</button>
    ${again}
    ${one.state === 0 && !one.group ? plans.map((plan) => html`<button type="button" class="btn" @click=${() => void intoPlan(board, plan.dataset.plan ?? "", one)}>${t("Onto a planned tour")}</button>`) : nothing}
    ${one.state <= 1 ? html`<button type="button" class="btn btn--danger" @click=${act("cancel")}>${t("Cancel the order")}</button>` : nothing}
    ${link}`;
}

/** What is in hand becomes a group or joins one; of a group itself: who is in it, and its end. */
export function group(board: Board): void {
  const own = groups.groupOf(board.model, board.hand.orders());
  if (!own) return groups.into(board);
  groups.inside(board, own.id, { menu: () => menu(board), alone: (one) => alone(board, one) });
}

/** What can be done to one order of a group by itself. */
function alone(board: Board, one: Order): void {
  const order = () => board.model.orders.get(one.id);
  open(
    () => t("No. %(number)s", { number: one.number }),
    () => {
      const now = order();
      return now ? html`<div class="dialog-acts">${single(board, now)}</div>` : html`<p>${t("It is no longer on the board.")}</p>`;
    },
  );
}

async function intoPlan(board: Board, plan: string, one: Order): Promise<void> {
  const token = document.querySelector<HTMLInputElement>("#board input[name=csrfmiddlewaretoken]")?.value ?? "";
  const url = (board.urls.insert ?? "").replace(NOBODY, plan).replace(NOBODY, one.id);
  const body = new URLSearchParams({ csrfmiddlewaretoken: token });
  await fetch(url, { method: "POST", body }).catch(() => undefined);
  location.assign((board.urls.plan ?? "").replace(NOBODY, plan));
}

// Why, and who else: the server's own panel; its buttons act here

export async function why(board: Board, one: Order): Promise<void> {
  const answer = await fetch((board.urls.why ?? "").replace(NOBODY, one.id), { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const panel = document.createElement("div");
  panel.innerHTML = await answer.text();
  panel.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=courier]");
    if (!button) return;
    event.preventDefault();
    const verb = /board\/(pin|refuse|allow)\//.exec(button.formAction)?.[1];
    const again = () => void why(board, one);
    if (verb) void board.acts.order(one, verb, { courier: button.value }).then(again);
    else close(), void board.acts.give([one], button.value);
  });
  panel.addEventListener("submit", (event) => event.preventDefault());
  open(() => t("No. %(number)s", { number: one.number }), () => html`${panel}`, true);
}

// Another time, tags, a delay, words

function reschedule(board: Board, one: Order): void {
  let problem = "";
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    const [day, ready, promised] = ["day", "ready", "promised"].map((name) => String(said.get(name) ?? "")) as [string, string, string];
    const answer = await board.acts.order(one, "reschedule", { ready: secondsOf(day, ready), promised: secondsOf(day, promised) });
    if (answer?.words) return shut();
    problem = wordsOf(answer);
    refresh();
  };
  const shut = open(
    () => t("Another time for no. %(number)s", { number: one.number }),
    () => html`<form class="flow-tight" @submit=${send}>${error(problem)}
      <label>${t("Day")} <input type="date" name="day" required .defaultValue=${dateOf(one.ready)}></label>
      <label>${t("Ready at")} <input type="time" name="ready" required autofocus .defaultValue=${hm24(one.ready)}></label>
      <label>${t("Promised by")} <input type="time" name="promised" required .defaultValue=${hm24(one.promised)}></label>
      <button class="btn btn--go">${t("Set the time")}</button></form>`,
  );
}

/** Who carries it brings it to a hub; from there it waits for another courier. */
function relay(board: Board, one: Order): void {
  let problem = "";
  const send = async (hub: string) => {
    const answer = await board.acts.order(one, "relay", { hub });
    if (answer?.words) return shut();
    problem = wordsOf(answer);
    refresh();
  };
  const shut = open(
    () => t("Relay no. %(number)s at a hub", { number: one.number }),
    () => html`${error(problem)}<p class="note">${t("Who carries it hands it in there; it waits in the queue for another courier.")}</p>
      <ul class="options">${board.model.hubs.map(([id, name]) => html`<li><button type="button" class="option" @click=${() => void send(id)}><b>${name}</b></button></li>`)}</ul>`,
  );
}

export function tags(board: Board, one: Order): void {
  let problem = "";
  const order = () => board.model.orders.get(one.id) ?? one;
  const set = async (tag: string, isOn: boolean) => {
    const answer = await board.acts.order(one, "tag", { tag, on: isOn });
    problem = answer?.words ? "" : wordsOf(answer);
    if (answer?.words && ![...board.model.tags.values()].includes(tag)) board.sync.all();
    refresh();
  };
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("tag") as HTMLInputElement;
    if (field.value.trim()) void set(field.value.trim(), true);
    field.value = "";
  };
  open(
    () => t("Tags of no. %(number)s", { number: one.number }),
    () => html`${error(problem)}<div class="chips">${[...board.model.tags].map(([id, name]) => {
      const isOn = order().tags.includes(id);
      return html`<button type="button" class="chip" aria-pressed=${isOn} @click=${() => void set(name, !isOn)}>${name}</button>`;
    })}</div>
    <form class="flow-tight" @submit=${add}><label>${t("A new tag")} <input name="tag" maxlength="30" autocomplete="off" autofocus></label><button class="btn">${t("Add")}</button></form>`,
  );
}

export function delay(board: Board): void {
  let problem = "";
  const until = now() + 3600;
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    let ends = secondsOf(dateOf(now()), String(said.get("until") ?? ""));
    if (ends <= now()) ends += 86_400;
    const body = { store: said.get("store") || null, minutes: said.get("minutes"), reason: said.get("reason"), ends };
    const answer = await board.acts.delay(body);
    if (answer?.words) return shut();
    problem = wordsOf(answer);
    refresh();
  };
  const shut = open(
    () => t("Running late"),
    () => html`<form class="flow-tight" @submit=${send}>${error(problem)}
      <label>${t("Whose orders")} <select name="store"><option value="">${t("All stores")}</option>${stores(board.model)}</select></label>
      <label>${t("Minutes later")} <input type="number" name="minutes" min="1" max="180" required autofocus .defaultValue=${"15"}></label>
      <label>${t("Because of")} <select name="reason">${board.reasons.map(([key, words]) => html`<option value=${key}>${words}</option>`)}</select></label>
      <label>${t("Until")} <input type="time" name="until" required .defaultValue=${hm24(until)}></label>
      <p class="note">${t("Stores and customers read the new time and the reason on their pages. It ends by itself.")}</p>
      <button class="btn btn--go">${t("Say the delay")}</button></form>`,
  );
}

export function courier(board: Board, one: Courier): void {
  let problem = "";
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const answer = await board.acts.note(one, String(new FormData(event.target as HTMLFormElement).get("text") ?? ""));
    if (answer?.words) return shut();
    problem = wordsOf(answer);
    refresh();
  };
  const pick = () => {
    for (const stop of board.model.stopsOf(one)) if (stop.order.state <= 1) board.hand.pick(stop.order.id, true);
    close();
    board.changed();
  };
  const hide = () => {
    board.filters.hide(one.code, true);
    close();
    board.changed();
  };
  const shut = open(
    () => one.name,
    () => html`<form class="flow-tight" @submit=${send}>${error(problem)}<label>${t("A few words")} <input name="text" maxlength="200" required autofocus autocomplete="off"></label><p class="note">${t("They stand on the courier's day until read, and come to their phone.")}</p><button class="btn btn--go">${t("Send the words")}</button></form>
    <div class="dialog-acts"><button type="button" class="btn" @click=${pick}>${t("Pick all that can move")}</button><button type="button" class="btn" @click=${hide}>${t("Hide the column")}</button></div>`,
  );
}
