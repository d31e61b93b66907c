// By hand: a row, a stop or all that is picked onto a column, in front of a stop there, or back to the queue.
import type { Board } from "./dialog";
import type { WhatIf } from "./whatif";

interface Target { courier: string | null; before: string | undefined; mark: HTMLElement }
let task = ""; // the single stop that is dragged, within its own line
let isDragging = false;

export function isInHand(): boolean {
  return isDragging;
}

export function listen(board: Board, place: HTMLElement, whatIf: WhatIf, told: (drags: boolean) => void): void {
  place.addEventListener("dragstart", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("[data-order], [data-task]");
    if (!item || !event.dataTransfer) return;
    const order = item.dataset.order ?? item.dataset.of ?? "";
    task = item.dataset.task ?? "";
    board.hand.choose(order, task);
    if (!board.hand.picked.has(order)) board.hand.picked.clear();
    isDragging = true;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.getAttribute("aria-label") ?? "");
    item.classList.add("is-dragged");
    place.classList.add("is-dragging");
    whatIf.soon();
    told(true);
  });
  place.addEventListener("dragover", (event) => {
    const target = isDragging ? under(board, event) : undefined;
    unmark(place);
    if (!target) return;
    event.preventDefault();
    target.mark.classList.add(target.before ? "is-before" : "is-last");
    if (target.courier) whatIf.soon({ courier: target.courier, before: target.before, last: !target.before, task: isOwn(board, target) ? task : undefined });
  });
  place.addEventListener("drop", (event) => {
    const target = isDragging ? under(board, event) : undefined;
    if (!target) return;
    event.preventDefault();
    drop(board, target);
    end(place, whatIf, told);
  });
  place.addEventListener("dragend", () => end(place, whatIf, told));
}

function drop(board: Board, { courier, before, ...rest }: Target): void {
  const where = before ? { before } : { last: true };
  if (isOwn(board, { courier, before, ...rest })) void board.acts.shift(task, where);
  else
    void board.acts.give(board.hand.orders(), courier, courier ? where : {}).then((isDone) => {
      if (isDone) board.hand.picked.clear(), board.changed();
    });
}

/** Whether a single stop moves within its own courier's line. */
function isOwn(board: Board, { courier }: Target): boolean {
  return task !== "" && !board.hand.picked.size && courier !== null && board.model.stop(task)?.order.holder === courier;
}

function under(board: Board, event: DragEvent): Target | undefined {
  const target = event.target as Element;
  const queue = target.closest<HTMLElement>(".queue");
  if (queue) return board.hand.orders().some((one) => one.holder) ? { courier: null, before: undefined, mark: queue } : undefined;
  const column = target.closest<HTMLElement>(".column");
  if (!column) return undefined;
  const before = [...column.querySelectorAll<HTMLElement>("[data-task]")].find((one) => {
    const box = one.getBoundingClientRect();
    return !one.classList.contains("is-dragged") && event.clientY < box.top + box.height / 2;
  });
  return { courier: column.dataset.courier ?? "", before: before?.dataset.task, mark: before ?? column };
}

function unmark(place: HTMLElement): void {
  for (const one of place.querySelectorAll(".is-before, .is-last")) one.classList.remove("is-before", "is-last");
}

function end(place: HTMLElement, whatIf: WhatIf, told: (drags: boolean) => void): void {
  if (!isDragging) return;
  isDragging = false;
  unmark(place);
  for (const one of place.querySelectorAll(".is-dragged")) one.classList.remove("is-dragged");
  place.classList.remove("is-dragging");
  whatIf.forget();
  told(false);
}
