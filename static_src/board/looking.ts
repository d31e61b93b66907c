// What is shown, finding an order of the day, and which keys there are.
import { html, nothing } from "lit-html";
import { NOBODY } from "./acts";
import type { Board } from "./dialog";
import { close, open, refresh, stateWords } from "./dialog";
import { beep, isSoundOn, keep, kept } from "./head";
import type { Model } from "./model";
import { t } from "./words";

type Found = [order: string, delivery: string, number: number, state: number, store: string, name: string, address: string, courier: string];

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

export function help(): void {
  const keys: [string, string][] = [
    ["J K ↑ ↓", t("next or previous")], ["← →", t("queue and columns")], [t("Space"), t("pick several")], ["⇧ J K", t("pick a run")],
    ["S", t("take the suggestion")], ["1 – 9", t("give to that column")], ["A", t("give by name")], ["U", t("take back")], ["[ ]", t("earlier or later in the line")],
    ["Z", t("undo")], [t("Enter"), t("all that can be done")], ["W", t("why, and who else")], ["P", t("keep for the one suggested")], ["X", t("not the one suggested")],
    ["T", t("tags")], ["N", t("a group")], ["D", t("running late")], ["F", t("filters")], ["G L", t("the late only")], ["M", t("map")], ["/", t("search")], ["?", t("this help")],
  ];
  open(() => t("Keys"), () => html`<dl class="keys-list">${keys.map(([key, words]) => html`<div><dt>${key.split(" ").map((one) => html`<kbd>${one}</kbd>`)}</dt><dd>${words}</dd></div>`)}</dl><p class="note">${t("Keys work while the board has the focus. They can be switched off under Filters.")}</p>`, true);
}

/** Of a choice of stores. */
export function stores(model: Model, chosen = "") {
  const all = [...model.stores].sort(([, a], [, b]) => a.name.localeCompare(b.name));
  return all.map(([id, one]) => html`<option value=${id} ?selected=${id === chosen}>${one.name}</option>`);
}
