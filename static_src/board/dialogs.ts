// One dialog, many faces: where to, why, another time, tags, a delay, words to a courier, filters, search, help.
import { html, nothing, render } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { Acts } from "./acts";
import { NOBODY, wordsOf } from "./acts";
import { dateOf, hm, hm24, now, secondsOf } from "./clock";
import { effectWords, KEYS } from "./columns";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import { beep, isSoundOn, keep, kept } from "./head";
import { CANCELLED, FAILED } from "./model";
import type { Courier, Group, Model, Order } from "./model";
import type { Answer, Sync } from "./sync";
import { icon, t, tn } from "./words";

type Found = [order: string, delivery: string, number: number, state: number, store: string, name: string, address: string, courier: string];

export interface Board {
  model: Model; hand: Hand; filters: Filters; sync: Sync; acts: Acts;
  urls: Record<string, string>; reasons: [string, string][];
  changed: () => void; goTo: (order: string) => void; toMap: () => void;
}

const dialog = document.getElementById("board-dialog") as HTMLDialogElement;
let redraw: (() => void) | undefined;

dialog?.addEventListener("close", () => {
  if (!dialog.open) redraw = undefined; // it is told late: another face may be shown by then
});

export function isOpen(): boolean {
  return dialog.open;
}

/** What is shown follows the board while it is open. */
export function refresh(): void {
  redraw?.();
}

function open(title: () => string, content: () => unknown, wide = false): void {
  redraw = () =>
    render(html`<form method="dialog" class="dialog-head"><h2>${title()}</h2><button class="btn btn--bare" value="">${t("Close")} <kbd>Esc</kbd></button></form>${content()}`, dialog);
  redraw();
  dialog.classList.toggle("dialog--wide", wide);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
}

function close(): void {
  dialog.close();
}

/** The group that these orders are all of, if they are. */
function groupOf(model: Model, orders: Order[]): Group | undefined {
  const [id] = orders.map((one) => one.group);
  return id && orders.every((one) => one.group === id) ? model.groups.get(id) : undefined;
}

const named = (orders: Order[]) => (orders.length === 1 ? t("No. %(number)s", { number: orders[0]?.number ?? "" }) : tn("%(n)s orders", orders.length));

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
    () => t("Move %(what)s", { what: groupOf(model, orders())?.name ?? named(orders()) }),
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
  const isGroup = groupOf(board.model, orders) !== undefined;
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

// Orders that go out as one ride

/** What is in hand becomes a group or joins one; of a group itself: who is in it, and its end. */
export function group(board: Board): void {
  const own = groupOf(board.model, board.hand.orders());
  return own ? insideGroup(board, own.id) : intoGroup(board);
}

function intoGroup(board: Board): void {
  const { acts, hand, model } = board;
  const ids = hand.orders().map((one) => one.id);
  const orders = () => ids.flatMap((id) => model.orders.get(id) ?? []);
  let problem = "";
  const after = (answer: Answer | undefined) => {
    if (answer?.words) return hand.picked.clear(), close(), board.changed();
    problem = wordsOf(answer);
    refresh();
  };
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "");
    after(await acts.group("make", { name, orders: orders() }));
  };
  const add = async (one: Group) => after(await acts.group("add", { group: one.id, orders: orders().filter((order) => order.group !== one.id) }));
  open(
    () => t("Into a group: %(what)s", { what: named(orders()) }),
    () => html`${error(problem)}<p class="note">${t("A group goes out as one ride and moves as a whole. Automatic dispatch leaves it alone: a person gives it out.")}</p>
      ${orders().length > 1 ? html`<form class="flow-tight" @submit=${make}><label>${t("Name of the group")} <input name="name" maxlength="60" required autofocus autocomplete="off"></label><button class="btn btn--go">${t("Make the group")}</button></form>` : html`<p class="note">${t("Pick several orders for a new group: Space, or Ctrl and a click.")}</p>`}
      ${model.openGroups().length ? html`<ul class="options">${model.openGroups().map((one) => html`<li><button type="button" class="option" @click=${() => void add(one)}>${t("Add to “%(group)s”", { group: one.name })} <span class="quiet">${tn("%(n)s orders", model.members(one.id).length)}</span></button></li>`)}</ul>` : nothing}`,
  );
}

function insideGroup(board: Board, id: string): void {
  const { acts, model } = board;
  let problem = "";
  const after = (answer: Answer | undefined) => {
    problem = answer?.words ? "" : wordsOf(answer);
    if (!model.members(id).length) return close();
    refresh();
  };
  const out = async (one: Order) => after(await acts.group("take_out", { group: id, orders: [one] }));
  const dissolve = async () => after(await acts.group("dissolve", { group: id }));
  open(
    () => model.groups.get(id)?.name ?? "",
    () => html`${error(problem)}<ul class="options group-members">${model.members(id).map((one) => html`<li><button type="button" class="option" @click=${() => alone(board, one)}><b>${t("no. %(number)s", { number: one.number })}</b> <span>${one.address} <span class="quiet">${stateWords(one.state)}</span></span></button><button type="button" class="btn" @click=${() => void out(one)} aria-label=${t("Take out no. %(number)s", { number: one.number })}>${t("Take out")}</button></li>`)}</ul>
      <div class="dialog-acts"><button type="button" class="btn" @click=${() => menu(board)}>${t("Move to…")}</button><button type="button" class="btn btn--danger" @click=${() => void dissolve()}>${t("Dissolve the group")}</button></div>`,
  );
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
    if (answer?.words) return close();
    problem = wordsOf(answer);
    refresh();
  };
  open(
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
    if (answer?.words) return close();
    problem = wordsOf(answer);
    refresh();
  };
  open(
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
    if (answer?.words) return close();
    problem = wordsOf(answer);
    refresh();
  };
  open(
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

function stores(model: Model, chosen = "") {
  const all = [...model.stores].sort(([, a], [, b]) => a.name.localeCompare(b.name));
  return all.map(([id, one]) => html`<option value=${id} ?selected=${id === chosen}>${one.name}</option>`);
}

export function courier(board: Board, one: Courier): void {
  let problem = "";
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const answer = await board.acts.note(one, String(new FormData(event.target as HTMLFormElement).get("text") ?? ""));
    if (answer?.words) return close();
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
  open(
    () => one.name,
    () => html`<form class="flow-tight" @submit=${send}>${error(problem)}<label>${t("A few words")} <input name="text" maxlength="200" required autofocus autocomplete="off"></label><p class="note">${t("They stand on the courier's day until read, and come to their phone.")}</p><button class="btn btn--go">${t("Send the words")}</button></form>
    <div class="dialog-acts"><button type="button" class="btn" @click=${pick}>${t("Pick all that can move")}</button><button type="button" class="btn" @click=${hide}>${t("Hide the column")}</button></div>`,
  );
}

// What is shown, and finding

export function filters(board: Board): void {
  const { model, filters: on } = board;
  const set = (name: "tag" | "store" | "from" | "to" | "q") => (event: Event) => {
    on.set(name, (event.target as HTMLInputElement).value);
    board.changed();
    refresh();
  };
  const hours = (chosen: string) => [...Array(25).keys()].map((hour) => html`<option value=${hour} ?selected=${chosen !== "" && Number(chosen) === hour}>${String(hour).padStart(2, "0")}:00</option>`);
  const turn = (name: string, isOn: boolean) => () => {
    keep(name, isOn ? "on" : "off");
    if (name === "board-sound" && isOn) beep();
    board.changed();
    refresh();
  };
  open(
    () => t("What is shown"),
    () => html`<div class="flow-tight">
      <label>${t("Words")} <input .value=${on.get("q")} @input=${set("q")} autofocus autocomplete="off"></label>
      <label>${t("Store")} <select @change=${set("store")}><option value="">${t("All stores")}</option>${stores(model, on.get("store"))}</select></label>
      <label>${t("Tag")} <select @change=${set("tag")}><option value="">${t("Any")}</option>${[...model.tags].map(([id, name]) => html`<option value=${id} ?selected=${id === on.get("tag")}>${name}</option>`)}</select></label>
      <label>${t("Promised from")} <select @change=${set("from")}><option value=""></option>${hours(on.get("from"))}</select></label>
      <label>${t("Promised before")} <select @change=${set("to")}><option value=""></option>${hours(on.get("to"))}</select></label></div>
    <h3>${t("Columns")}</h3>
    <div class="chips">${model.columns.map((one) => html`<button type="button" class="chip" aria-pressed=${!on.hidden().has(one.code)} @click=${() => (on.hide(one.code, !on.hidden().has(one.code)), board.changed(), refresh())}>${one.code} ${one.name}</button>`)}</div>
    <h3>${t("This board")}</h3>
    <div class="chips"><button type="button" class="chip" aria-pressed=${isSoundOn()} @click=${turn("board-sound", !isSoundOn())}>${t("Sound when late")}</button><button type="button" class="chip" @click=${beep}>${t("Try the sound")}</button><button type="button" class="chip" aria-pressed=${areKeysOn()} @click=${turn("board-keys", !areKeysOn())}>${t("Single keys")}</button></div>`,
    true,
  );
}

export function areKeysOn(): boolean {
  return kept("board-keys") !== "off";
}

export function search(board: Board): void {
  let found: Found[] | undefined;
  let timer = 0;
  const ask = (event: Event) => {
    const q = (event.target as HTMLInputElement).value;
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      found = (await board.sync.get<{ found: Found[] }>("search", { q }))?.found;
      refresh();
    }, 150);
  };
  const goTo = (id: string) => () => {
    close();
    board.goTo(id);
  };
  const link = ([id, , , , , , ,]: Found) => `${(board.urls.why ?? "").replace(NOBODY, id)}`;
  open(
    () => t("Search the day"),
    () => html`<form class="flow-tight" @submit=${(event: Event) => (event.preventDefault(), found?.[0] && goTo(found[0][0])())}><label>${t("Number, recipient, store, address or courier")} <input type="search" autofocus autocomplete="off" @input=${ask}></label></form>
      <ul class="options" aria-live="polite">${found?.map((one) => {
        const words = html`<span><b>${t("no. %(number)s", { number: one[2] })}</b> ${one[4]} → ${one[5]}, ${one[6]}${one[7] ? ` · ${one[7]}` : ""} <span class="quiet">${stateWords(one[3])}</span></span>`;
        return html`<li>${board.model.orders.has(one[0]) ? html`<button type="button" class="option" @click=${goTo(one[0])}>${words}</button>` : html`<a class="option" href=${link(one)}>${words}</a>`}</li>`;
      })}${found && !found.length ? html`<li class="note">${t("Nothing of the day is called that.")}</li>` : nothing}</ul>`,
    true,
  );
}

function stateWords(state: number): string {
  return [t("waits"), t("assigned"), t("on the bike"), t("delivered"), t("failed"), t("cancelled")][state] ?? "";
}

export function help(): void {
  const keys: [string, string][] = [
    ["J K ↑ ↓", t("next or previous")], ["← →", t("queue and columns")], [t("Space"), t("pick several")], ["⇧ J K", t("pick a run")],
    ["S", t("take the suggestion")], ["1 – 9", t("give to that column")], ["A", t("give by name")], ["U", t("take back")], ["[ ]", t("earlier or later in the line")],
    ["Z", t("undo")], [t("Enter"), t("all that can be done")], ["W", t("why, and who else")], ["P", t("keep for the one suggested")], ["X", t("not the one suggested")],
    ["T", t("tags")], ["N", t("a group")], ["D", t("running late")], ["F", t("filters")], ["G L", t("the late only")], ["M", t("map")], ["/", t("search")], ["?", t("this help")],
  ];
  open(() => t("Keys"), () => html`<dl class="keys-list">${keys.map(([key, words]) => html`<div><dt>${key.split(" ").map((one) => html`<kbd>${one}</kbd>`)}</dt><dd>${words}</dd></div>`)}</dl><p class="note">${t("Keys work while the board has the focus. They can be switched off under Filters.")}</p>`, true);
}

function error(words: string) {
  return words ? html`<p class="error" role="alert" ${ref((place) => (place as HTMLElement | undefined)?.scrollIntoView?.({ block: "nearest" }))}>${icon("late")} ${words}</p>` : nothing;
}
