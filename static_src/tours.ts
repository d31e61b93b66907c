// The dispatcher's hands on planned tours: stops are dragged, or moved by Alt and the arrows; the answer brings new
// times and the price. The chosen stop keeps the focus across every refetch; its tour is the yellow one on the map.
import type { MapThings } from "./lib/map";

type Route = NonNullable<MapThings["routes"]>[number] & { tour?: string };
type Courier = NonNullable<MapThings["couriers"]>[number] & { tour?: string };
type Things = Omit<MapThings, "routes" | "couriers"> & { routes: Route[]; couriers: Courier[] };

const board = document.getElementById("board");
const mover = document.querySelector<HTMLFormElement>("#mover");
let chosen = "";
let chosenTour = "";
let dragged: HTMLElement | undefined;
let things: Things | undefined;
let drawnVersion = "";

if (board && mover) {
  board.addEventListener("focusin", (event) => choose(event.target as Element));
  board.addEventListener("dragstart", onDragStart);
  board.addEventListener("dragover", onDragOver);
  board.addEventListener("drop", onDrop);
  board.addEventListener("dragend", endDrag);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<{ shouldSwap: boolean; requestConfig: { verb: string } }>;
    if (dragged && detail.requestConfig.verb === "get") detail.shouldSwap = false; // not under a person's hand
  });
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("coop-map:pick", (event) => {
    const { id } = (event as CustomEvent<{ id: unknown }>).detail;
    stopCalled(String(id))?.focus();
  });
  void refreshMap();
}

function stops(): HTMLElement[] {
  return [...(board?.querySelectorAll<HTMLElement>("[data-stop]") ?? [])];
}

function stopCalled(id: string): HTMLElement | undefined {
  return stops().find((one) => one.dataset.stop === id);
}

function rows(): HTMLOListElement[] {
  return [...(board?.querySelectorAll<HTMLOListElement>(".tour-columns ol[data-tour]") ?? [])];
}

function choose(target: Element): void {
  const stop = target.closest<HTMLElement>("[data-stop]");
  const tour = target.closest<HTMLElement>("article[data-tour]")?.dataset.tour ?? "";
  if (stop) chosen = stop.dataset.stop ?? "";
  if (tour === chosenTour) return;
  chosenTour = tour;
  draw();
}

function settle(): void {
  if (document.activeElement === document.body) stopCalled(chosen)?.focus({ preventScroll: true });
  const version = `${document.getElementById("panel")?.dataset.version} ${document.getElementById("panel")?.dataset.state}`;
  if (version !== drawnVersion) void refreshMap();
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (event.key.toLowerCase() === "z" && !event.ctrlKey && !event.metaKey && !target.matches("input, select, textarea")) {
    document.querySelector<HTMLElement>("[data-undo] button")?.click();
    return;
  }
  const stop = target.closest<HTMLElement>("[data-stop]");
  if (!stop || stop !== target) return;
  if (event.altKey ? moveByKey(stop, event.key) : step(stop, event.key)) event.preventDefault();
}

function step(stop: HTMLElement, key: string): boolean {
  const by = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (by === undefined) return false;
  const all = stops();
  all[all.indexOf(stop) + by]?.focus();
  return true;
}

function moveByKey(stop: HTMLElement, key: string): boolean {
  if (!stop.draggable) return false;
  const row = stop.closest<HTMLElement>("ol[data-tour]");
  const tour = row?.dataset.tour ?? "";
  if (key === "ArrowUp" && tour) {
    const above = neighbour(stop, "previousElementSibling");
    if (above) send(stop, tour, above.dataset.stop);
  } else if (key === "ArrowDown" && tour) {
    const below = neighbour(stop, "nextElementSibling");
    if (below) send(stop, tour, neighbour(below, "nextElementSibling")?.dataset.stop);
  } else if (key === "ArrowLeft" || key === "ArrowRight") {
    const all = rows();
    const at = all.findIndex((one) => one.dataset.tour === tour);
    const other = all[key === "ArrowLeft" ? at - 1 : at + 1];
    if (other && other.dataset.tour !== tour) send(stop, other.dataset.tour ?? "", sooner(other, stop)?.dataset.stop);
  } else if (key === "Backspace" && tour) {
    send(stop, "", undefined);
  } else return false;
  return true;
}

function neighbour(stop: Element, side: "previousElementSibling" | "nextElementSibling"): HTMLElement | undefined {
  const other = stop[side];
  return other instanceof HTMLElement && other.dataset.stop ? other : undefined;
}

// On another tour a stop first stands where its time is.
function sooner(row: HTMLElement, stop: HTMLElement): HTMLElement | undefined {
  const at = time(stop);
  return [...row.querySelectorAll<HTMLElement>("[data-stop]")].find((one) => at && time(one) > at);
}

function time(stop: HTMLElement): string {
  return stop.querySelector("time")?.dateTime ?? "";
}

function send(stop: HTMLElement, tour: string, before: string | undefined): void {
  if (!mover) return;
  chosen = stop.dataset.stop ?? "";
  const words: Record<string, string> = { stop: chosen, moves: stop.dataset.moves ?? "0", place: before ? `${tour}:${before}` : tour };
  for (const [name, value] of Object.entries(words)) {
    const field = mover.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  (document.activeElement as HTMLElement | null)?.blur();
  mover.requestSubmit();
}

function onDragStart(event: DragEvent): void {
  const stop = (event.target as Element).closest<HTMLElement>("[data-stop]");
  if (!stop || !event.dataTransfer) return;
  dragged = stop;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", stop.getAttribute("aria-label") ?? "");
  stop.classList.add("is-dragged");
}

function placeUnder(event: DragEvent): { row: HTMLElement; before: HTMLElement | undefined } | undefined {
  const target = event.target as Element;
  const row = target.closest("article[data-tour], .tour-panel")?.querySelector<HTMLElement>("ol[data-tour]") ?? undefined;
  if (target.closest(".tour-panel")) return { row: row ?? (target.closest(".tour-panel") as HTMLElement), before: undefined };
  if (!row) return undefined;
  const before = [...row.querySelectorAll<HTMLElement>("[data-stop]")].find((one) => {
    const box = one.getBoundingClientRect();
    return one !== dragged && event.clientY < box.top + box.height / 2;
  });
  return { row, before };
}

function onDragOver(event: DragEvent): void {
  const place = dragged && placeUnder(event);
  if (!place) return;
  event.preventDefault();
  for (const one of board?.querySelectorAll(".is-before, .is-last") ?? []) one.classList.remove("is-before", "is-last");
  if (place.before) place.before.classList.add("is-before");
  else place.row.classList.add("is-last");
}

function onDrop(event: DragEvent): void {
  const place = dragged && placeUnder(event);
  if (!place || !dragged) return;
  event.preventDefault();
  const stop = dragged;
  endDrag();
  send(stop, place.row.dataset.tour ?? "", place.before?.dataset.stop);
}

function endDrag(): void {
  dragged = undefined;
  for (const one of board?.querySelectorAll(".is-before, .is-last, .is-dragged") ?? []) one.classList.remove("is-before", "is-last", "is-dragged");
}

async function refreshMap(): Promise<void> {
  const url = board?.dataset.things;
  const panel = document.getElementById("panel");
  drawnVersion = `${panel?.dataset.version} ${panel?.dataset.state}`;
  if (!url || !document.querySelector("coop-map")) return;
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok) return;
  things = (await answer.json()) as Things;
  await customElements.whenDefined("coop-map");
  draw();
}

function draw(): void {
  if (!things) return;
  const routes = things.routes.map((route) => (route.tour === chosenTour ? { ...route, kind: "chosen" as const } : route));
  const couriers = things.couriers.map((courier) => ({ ...courier, live: courier.tour === chosenTour }));
  document.querySelector("coop-map")?.update({ ...things, routes, couriers });
}
