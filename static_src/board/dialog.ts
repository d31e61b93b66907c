// The board's one dialog, and what all its faces share.
import { html, nothing, render } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { Acts } from "./acts";
import type { Filters } from "./filters";
import type { Hand } from "./hand";
import type { Model, Order } from "./model";
import type { Sync } from "./sync";
import { icon, t, tn } from "./words";

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

/** `content` is drawn again with each refresh, until it is closed. What comes back closes this face and no other: an
 * answer that is late leaves alone what a person has opened meanwhile. */
export function open(title: () => string, content: () => unknown, wide = false): () => void {
  const draw = () =>
    render(html`<form method="dialog" class="dialog-head"><h2>${title()}</h2><button class="btn btn--bare" value="">${t("Close")} <kbd>Esc</kbd></button></form>${content()}`, dialog);
  redraw = draw;
  draw();
  dialog.classList.toggle("dialog--wide", wide);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
  return () => {
    if (redraw === draw) dialog.close();
  };
}

export function close(): void {
  dialog.close();
}

/** What is wrong, seen and said; nothing while all is well. */
export function error(words: string) {
  return words ? html`<p class="error" role="alert" ${ref((place) => (place as HTMLElement | undefined)?.scrollIntoView?.({ block: "nearest" }))}>${icon("late")} ${words}</p>` : nothing;
}

export const named = (orders: Order[]) => (orders.length === 1 ? t("No. %(number)s", { number: orders[0]?.number ?? "" }) : tn("%(n)s orders", orders.length));

export function stateWords(state: number): string {
  return [t("waits"), t("assigned"), t("on the bike"), t("delivered"), t("failed"), t("cancelled")][state] ?? "";
}
