// Orders that go out as one ride: into a group, and what is done within one.
import { html, nothing } from "lit-html";
import { wordsOf } from "./acts";
import type { Board } from "./dialog";
import { error, named, open, refresh, stateWords } from "./dialog";
import type { Group, Model, Order } from "./model";
import type { Answer } from "./sync";
import { t, tn } from "./words";

/** Where a group's dialog leads: where to with all of it, and what can be done to one of its orders by itself. */
export interface Ways { menu: () => void; alone: (one: Order) => void }

/** The group that these orders are all of, if they are. */
export function groupOf(model: Model, orders: Order[]): Group | undefined {
  const [id] = orders.map((one) => one.group);
  return id && orders.every((one) => one.group === id) ? model.groups.get(id) : undefined;
}

export function into(board: Board): void {
  const { acts, hand, model } = board;
  const ids = hand.orders().map((one) => one.id);
  const orders = () => ids.flatMap((id) => model.orders.get(id) ?? []);
  let problem = "";
  let isSent = false; // others' screens, and this one, may show the group before the answer is here
  const send = async (act: () => Promise<Answer | undefined>) => {
    if (isSent) return;
    isSent = true;
    const answer = await act();
    isSent = false;
    if (answer?.words) return hand.picked.clear(), shut(), board.changed();
    problem = wordsOf(answer);
    refresh();
  };
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "");
    void send(() => acts.group("make", { name, orders: orders() }));
  };
  const add = (one: Group) => void send(() => acts.group("add", { group: one.id, orders: orders().filter((order) => order.group !== one.id) }));
  const others = () => model.openGroups().filter((one) => one !== groupOf(model, orders()));
  const shut = open(
    () => t("Into a group: %(what)s", { what: named(orders()) }),
    () => html`${error(problem)}<p class="note">${t("A group goes out as one ride and moves as a whole. Automatic dispatch leaves it alone: a person gives it out.")}</p>
      ${orders().length > 1 ? html`<form class="flow-tight" @submit=${make}><label>${t("Name of the group")} <input name="name" maxlength="60" required autofocus autocomplete="off"></label><button class="btn btn--go">${t("Make the group")}</button></form>` : html`<p class="note">${t("Pick several orders for a new group: Space, or Ctrl and a click.")}</p>`}
      ${others().length ? html`<ul class="options">${others().map((one) => html`<li><button type="button" class="option" @click=${() => add(one)}>${t("Add to “%(group)s”", { group: one.name })} <span class="quiet">${tn("%(n)s orders", model.members(one.id).length)}</span></button></li>`)}</ul>` : nothing}`,
  );
}

export function inside(board: Board, id: string, ways: Ways): void {
  const { acts, model } = board;
  let problem = "";
  const after = (answer: Answer | undefined) => {
    problem = answer?.words ? "" : wordsOf(answer);
    if (!model.members(id).length) return shut();
    refresh();
  };
  const rename = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "");
    after(await acts.group("rename", { group: id, name }));
  };
  const out = async (one: Order) => after(await acts.group("take_out", { group: id, orders: [one] }));
  const dissolve = async () => after(await acts.group("dissolve", { group: id }));
  const shut = open(
    () => model.groups.get(id)?.name ?? "",
    () => html`${error(problem)}<ul class="options group-members">${model.members(id).map((one) => html`<li><button type="button" class="option" @click=${() => ways.alone(one)}><b>${t("no. %(number)s", { number: one.number })}</b> <span>${one.address} <span class="quiet">${stateWords(one.state)}</span></span></button><button type="button" class="btn" @click=${() => void out(one)} aria-label=${t("Take out no. %(number)s", { number: one.number })}>${t("Take out")}</button></li>`)}</ul>
      <form class="flow-tight" @submit=${rename}><label>${t("Name of the group")} <input name="name" maxlength="60" required autocomplete="off" .defaultValue=${model.groups.get(id)?.name ?? ""}></label><button class="btn">${t("Rename the group")}</button></form>
      <div class="dialog-acts"><button type="button" class="btn" @click=${() => ways.menu()}>${t("Move to…")}</button><button type="button" class="btn btn--danger" @click=${() => void dissolve()}>${t("Dissolve the group")}</button></div>`,
  );
}
