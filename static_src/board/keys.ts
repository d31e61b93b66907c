// Single keys while the board has the focus (WCAG 2.1.4: they can be switched off, and are remembered so).
import type { Board } from "./dialog";
import { isOpen } from "./dialog";
import * as dialogs from "./dialogs";
import * as looking from "./looking";

const TWO_KEYS_MS = 1200;
let first = { key: "", at: 0 };

export function listen(board: Board, place: HTMLElement): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    // A dialog that has just been closed by Escape keeps the focus for a moment.
    const isOurs = target === document.body || place.contains(target) || target.closest("dialog:not([open])") !== null;
    if (!isOurs || isOpen() || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea")) return;
    if (target.closest("#map") && event.key.startsWith("Arrow")) return; // they move the map
    if (step(board, event) || (looking.areKeysOn() && press(board, event))) event.preventDefault();
  });
}

/** Arrows, space and Enter work also with single keys switched off. */
function step(board: Board, event: KeyboardEvent): boolean {
  const target = event.target as Element;
  const isOnItem = target.matches("[data-order], [data-task]") || target === document.body || target.id === "board" || target.id === "columns";
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      return isOnItem && walk(board, event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    case "ArrowLeft":
    case "ArrowRight":
      return isOnItem && across(board, event.key === "ArrowRight" ? 1 : -1);
    case " ":
      if (!target.matches("[data-order], [data-task]")) return false;
      board.hand.pick(board.hand.chosen.order);
      board.changed();
      return true;
    case "Enter":
      if (!target.matches("[data-order], [data-task]")) return false;
      dialogs.menu(board);
      return true;
    case "Escape":
      if (!board.hand.picked.size) return false;
      board.hand.picked.clear();
      board.changed();
      return true;
  }
  return false;
}

function press(board: Board, event: KeyboardEvent): boolean {
  const { acts, hand, model } = board;
  const key = event.key.toLowerCase();
  const [chosen] = hand.orders();
  const isSecond = first.key === "g" && Date.now() - first.at < TWO_KEYS_MS;
  first = { key, at: Date.now() };
  if (isSecond && key === "l") {
    board.filters.set("late", board.filters.get("late") ? "" : "1");
    board.changed();
    return true;
  }
  const column = /^[1-9]$/.test(key) ? board.filters.columns(model)[Number(key) - 1] : undefined;
  if (column) return give(board, column.id);
  const offer = chosen && model.offers[chosen.id];
  const doing: Record<string, () => unknown> = {
    j: () => walk(board, 1, event.shiftKey),
    k: () => walk(board, -1, event.shiftKey),
    s: () => chosen && acts.suggestion(chosen),
    a: () => chosen && dialogs.menu(board),
    u: () => acts.give(hand.orders().filter((one) => one.state === 1), null),
    z: () => acts.undo(),
    "[": () => acts.nudge(-1),
    "]": () => acts.nudge(1),
    "/": () => looking.search(board),
    m: () => board.toMap(),
    w: () => chosen && dialogs.why(board, chosen),
    t: () => chosen && dialogs.tags(board, chosen),
    d: () => dialogs.delay(board),
    f: () => looking.filters(board),
    n: () => chosen && dialogs.group(board),
    p: () => chosen && (chosen.pin ? acts.order(chosen, "unpin") : offer && acts.order(chosen, "pin", { courier: offer.courier })),
    x: () => chosen && offer && acts.order(chosen, "refuse", { courier: offer.courier }),
    "?": () => looking.help(),
  };
  const act = doing[key];
  if (!act) return false;
  void act();
  return true;
}

function give(board: Board, to: string): boolean {
  void board.acts.give(board.hand.orders().filter((one) => one.holder !== to), to).then((isDone) => {
    if (isDone) board.hand.picked.clear(), board.changed();
  });
  return true;
}

function walk(board: Board, by: 1 | -1, isRun: boolean): boolean {
  const here = current(board);
  const all = here?.matches("[data-task]") ? items(here.closest(".column"), "[data-task]") : items(document.getElementById("queue"), "[data-order]");
  const at = here ? all.indexOf(here) : -1;
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return false;
  if (isRun) for (const one of [here, next]) if (one) board.hand.pick(one.dataset.order ?? one.dataset.of ?? "", true);
  focus(next);
  if (isRun) board.changed();
  return true;
}

/** From the queue into the first column, on to the next one, and back. */
function across(board: Board, by: 1 | -1): boolean {
  const here = current(board);
  const columns = [...document.querySelectorAll<HTMLElement>(".column")].filter((one) => one.querySelector("[data-task]"));
  const column = here?.closest<HTMLElement>(".column");
  const at = column ? columns.indexOf(column) + by : by > 0 ? 0 : -2;
  const [old] = [column ? items(column, "[data-task]").indexOf(here as HTMLElement) : 0];
  const next = at === -1 ? items(document.getElementById("queue"), "[data-order]")[0] : columns[at] && closest(items(columns[at] ?? null, "[data-task]"), old);
  if (!next) return false;
  focus(next);
  return true;
}

function closest(all: HTMLElement[], at: number): HTMLElement | undefined {
  return all[Math.min(all.length - 1, at)];
}

/** What has the focus; else what is chosen: the mark of it is drawn a frame later. */
function current({ hand }: Board): HTMLElement | undefined {
  const { order, task } = hand.chosen;
  const chosen = task ? `#board [data-task="${task}"]` : `#queue [data-order="${order}"]`;
  const focused = document.activeElement?.closest<HTMLElement>("#board [data-order], #board [data-task]");
  return focused ?? document.querySelector<HTMLElement>(chosen) ?? undefined;
}

function items(root: Element | null, selector: string): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>(selector) ?? [])].filter((one) => one.checkVisibility());
}

function focus(item: HTMLElement): void {
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}
