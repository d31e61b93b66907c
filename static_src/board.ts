// Bruno's board: one island owns lists, columns and map. The server tells what is; `board/` keeps a copy, shows it,
// and sends what a person does. Nothing moves here before the server has said so.
import { render } from "lit-html";
import type { LiveMessage } from "./lib/live";
import { countDown } from "./lib/undo";
import { Acts, wordsOf } from "./board/acts";
import { columns } from "./board/columns";
import type { Board } from "./board/dialog";
import { refresh } from "./board/dialog";
import * as dialogs from "./board/dialogs";
import * as drag from "./board/drag";
import { Filters } from "./board/filters";
import { Hand } from "./board/hand";
import { Alerts, head, into, tools } from "./board/head";
import * as keys from "./board/keys";
import * as looking from "./board/looking";
import { BoardMap } from "./board/map";
import { Model } from "./board/model";
import type { State } from "./board/model";
import { Presence } from "./board/presence";
import { leadOf, queue, shownIn } from "./board/rows";
import { Sync } from "./board/sync";
import { Tabs } from "./board/tabs";
import type { Answer } from "./board/sync";
import { WhatIf } from "./board/whatif";

const MOVED = "CourierMoved";
const place = document.getElementById("board");
if (place) begin(place);

function begin(place: HTMLElement): void {
  const urls = JSON.parse(document.getElementById("board-urls")?.textContent ?? "{}") as Record<string, string>;
  const reasons = JSON.parse(document.getElementById("board-reasons")?.textContent ?? "[]") as [string, string][];
  const model = new Model();
  const hand = new Hand(model);
  const filters = new Filters();
  const sync = new Sync(model, urls, changed);
  const acts = new Acts(model, hand, sync, urls, tell);
  const whatIf = new WhatIf(model, hand, sync, changed);
  const map = new BoardMap(model, hand, filters, sync);
  const presence = new Presence(hand, urls.presence ?? "", place.dataset.me ?? "", changed);
  const alerts = new Alerts();
  const tabs = new Tabs(filters, () => map.moved());
  const board: Board = { model, hand, filters, sync, acts, urls, reasons, changed, goTo, toMap };
  let frame = 0;
  let row = 0; // where the chosen one was last
  let column = { id: "", at: 0 };

  function changed(): void {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }

  function draw(): void {
    if (!model.isLoaded) return;
    if (!place.dataset.state) document.getElementById("queue")?.replaceChildren(); // it said that it loads
    const had = focused();
    hand.forget();
    keepHold();
    render(queue(model, hand, filters), document.getElementById("queue") as HTMLElement);
    render(columns(model, hand, filters), document.getElementById("columns") as HTMLElement);
    into("counts", head(model, hand));
    into("tools", tools(model, filters));
    if (had && document.activeElement === document.body) hold(had);
    refresh();
    alerts.look(model, say);
    map.look();
    map.draw();
    place.dataset.state = "ready";
  }

  /** An element that was moved or left has lost the focus; the chosen one has it then. */
  function hold(had: HTMLElement): void {
    const item = had.isConnected ? had : place.querySelector<HTMLElement>("[data-chosen]");
    item?.focus({ preventScroll: true });
  }

  function focused(): HTMLElement | undefined {
    return (document.activeElement?.closest("#board [data-order], #board [data-task]") as HTMLElement | null) ?? undefined;
  }

  /** Whoever works down the queue, or along a line, finds the next one under their hand when one leaves it. */
  function keepHold(): void {
    const { order, task } = hand.chosen;
    const line = model.columns.find((one) => one.stops.includes(task));
    const shown = shownIn(model, filters);
    if (task && line) column = { id: line.id, at: line.stops.indexOf(task) };
    else if (task) {
      const left = model.couriers.get(column.id)?.stops ?? [];
      const next = left[Math.min(column.at, left.length - 1)] ?? "";
      choose(model.stop(next)?.order.id ?? shown[0] ?? "", next);
    } else if (shown.includes(lead(order))) {
      row = shown.indexOf(lead(order));
      if (lead(order) !== order) choose(order); // its group has another one in front now
    }
    else choose(shown[Math.min(row, shown.length - 1)] ?? "");
  }

  function lead(order: string): string {
    const found = model.orders.get(order);
    return found ? leadOf(found, model).id : order;
  }

  function choose(asked: string, task = ""): void {
    const order = task ? asked : lead(asked);
    if (!hand.choose(order, task)) return;
    model.effects.clear();
    whatIf.soon();
    presence.soon();
    changed();
  }

  function toMap(): void {
    tabs.show("map");
    document.querySelector<HTMLElement>("#map canvas, #map")?.focus();
  }

  function goTo(order: string): void {
    tabs.show("lists");
    filters.set("q", "");
    const found = model.orders.get(order);
    const column = model.columns.find((one) => found && one.stops.includes(found.door));
    choose(order, column && found ? found.door : "");
    draw();
    const item = place.querySelector<HTMLElement>("[data-chosen]");
    item?.focus();
    item?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function say(words: string): void {
    const voice = document.getElementById("say");
    if (voice) voice.textContent = words;
  }

  function tell(answer: Answer | undefined): void {
    const words = wordsOf(answer);
    if (!words) return;
    say(words);
    const template = document.getElementById(answer?.words ? "said" : "refused") as HTMLTemplateElement;
    const bar = template.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const told = bar.querySelector("[data-words]");
    if (told) told.textContent = words;
    const undo = bar.querySelector<HTMLElement>("[data-undo-button]");
    if (undo) undo.hidden = !answer?.undo;
    undo?.addEventListener("click", () => void acts.undo());
    bar.querySelector("[data-close]")?.addEventListener("click", () => bar.remove());
    document.getElementById("undo")?.replaceChildren(bar);
    countDown(bar);
  }

  document.addEventListener("coop:live", (event) => {
    const message = (event as CustomEvent<LiveMessage>).detail;
    if (message.kind === "Looking") presence.hear(message);
    else if (message.kind === MOVED) map.moved();
    else sync.hear(message);
  });
  place.addEventListener("focusin", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("[data-order], [data-task]");
    if (item) choose(item.dataset.order ?? item.dataset.of ?? "", item.dataset.task);
  });
  place.addEventListener("click", (event) => click(event, board));
  place.addEventListener("contextmenu", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("[data-order], [data-task]");
    if (!item) return;
    event.preventDefault();
    choose(item.dataset.order ?? item.dataset.of ?? "", item.dataset.task);
    dialogs.menu(board);
  });
  document.addEventListener("coop-map:pick", (event) => {
    const { kind, id } = (event as CustomEvent<{ kind: string; id: unknown }>).detail;
    if (kind === "stop") return goTo(String(id));
    tabs.show("lists");
    document.querySelector<HTMLElement>(`.column[data-courier="${model.columns.find((one) => one.code === id)?.id}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  keys.listen(board, place);
  drag.listen(board, place, whatIf, (drags) => presence.soon(drags));
  window.setInterval(changed, 15_000); // the clock, and who turns late
  window.setInterval(() => sync.forecastSoon(), 30_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && map.moved());
  place.focus({ preventScroll: true });
  sync.begin(JSON.parse(document.getElementById("board-state")?.textContent ?? "") as State);
}

function click(event: MouseEvent, board: Board): void {
  const target = event.target as Element;
  const { acts, filters, hand, model } = board;
  const item = target.closest<HTMLElement>("[data-order], [data-task]");
  const order = model.orders.get(item?.dataset.order ?? item?.dataset.of ?? "");
  const courier = model.couriers.get(target.closest<HTMLElement>(".column")?.dataset.courier ?? "");
  const doing: Record<string, () => unknown> = {
    menu: () => dialogs.menu(board),
    why: () => order && dialogs.why(board, order),
    suggest: () => order && acts.suggestion(order),
    unassign: () => order && acts.give([order], null),
    group: () => dialogs.group(board),
    pick: () => order && (hand.pick(order.id), board.changed()),
    courier: () => courier && dialogs.courier(board, courier),
    filters: () => looking.filters(board),
    search: () => looking.search(board),
    delay: () => dialogs.delay(board),
    unfilter: () => (filters.clear(), board.changed()),
  };
  const act = doing[target.closest<HTMLElement>("[data-do]")?.dataset.do ?? ""];
  const name = target.closest<HTMLElement>("[data-filter]")?.dataset.filter as "late" | "risk" | undefined;
  const lift = target.closest<HTMLElement>("[data-lift]")?.dataset.lift;
  if (name) filters.set(name, filters.get(name) ? "" : "1"), board.changed();
  else if (lift) void acts.delay({ lift });
  else if (act) void act();
  else if (order && (event.ctrlKey || event.metaKey)) hand.pick(order.id), board.changed();
  else if (order && event.shiftKey && item) pickRun(board, item);
  else if (order && hand.picked.size && !hand.picked.has(order.id)) hand.picked.clear(), board.changed();
}

/** From the last one picked to this one, in the list they share. */
function pickRun({ hand, changed }: Board, to: HTMLElement): void {
  const all = [...(to.closest("ol")?.querySelectorAll<HTMLElement>("[data-order], [data-task]") ?? [])];
  const ids = all.map((one) => one.dataset.order ?? one.dataset.of ?? "");
  const start = [...hand.picked].map((id) => ids.indexOf(id)).filter((at) => at >= 0).at(-1) ?? all.indexOf(to);
  const [from, last] = [start, all.indexOf(to)].sort((a, b) => a - b) as [number, number];
  for (const id of ids.slice(from, last + 1)) hand.pick(id, true);
  changed();
}
