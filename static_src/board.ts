// Bruno's hands: a chosen order that survives every refetch, single keys while the board has the focus, and the map
// asked anew when something moved, at most once a second.
import type { MapThings } from "./lib/map";
import type { LiveMessage } from "./lib/live";

type Route = NonNullable<MapThings["routes"]>[number] & { order?: string }; // suggested for this order only
type Things = Omit<MapThings, "routes"> & { routes: Route[] };

const MAP_PAUSE_MS = 1000;
const board = document.getElementById("board");
let chosen = "";
let things: Things | undefined;
let mapTimer = 0;

if (board) {
  board.focus();
  choose(rows()[0]);
  board.addEventListener("focusin", (event) => choose((event.target as Element).closest<HTMLElement>("[data-order]") ?? undefined));
  board.addEventListener("click", (event) => choose((event.target as Element).closest<HTMLElement>("[data-order]") ?? undefined));
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:load", keepChosen);
  document.addEventListener("htmx:afterSettle", keepChosen);
  document.addEventListener("coop:live", (event) => {
    if ((event as CustomEvent<LiveMessage>).detail.kind !== "EntryPosted") refreshMapSoon();
  });
  document.addEventListener("coop-map:pick", (event) => {
    const id = String((event as CustomEvent<{ id: unknown }>).detail.id);
    rows().find((row) => row.dataset.order === id)?.focus();
  });
  void refreshMap();
}

function rows(): HTMLElement[] {
  return [...(board?.querySelectorAll<HTMLElement>("[data-order]") ?? [])];
}

function row(): HTMLElement | undefined {
  return rows().find((one) => one.dataset.order === chosen);
}

function choose(next: HTMLElement | undefined): void {
  if (!next) return;
  chosen = next.dataset.order ?? "";
  for (const one of rows()) one.toggleAttribute("data-chosen", one === next);
  draw();
}

function keepChosen(): void {
  const kept = row();
  const hadFocus = document.activeElement === document.body;
  choose(kept ?? rows()[0]);
  if (hadFocus) (kept ?? board)?.focus({ preventScroll: true });
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element;
  const isOurs = target === document.body || board?.contains(target);
  if (!isOurs || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea")) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "z") document.querySelector<HTMLElement>("[data-undo] button")?.click();
  else if (key === "?") row()?.querySelector("details")?.toggleAttribute("open");
  else if (/^[1-9]$/.test(key)) give(key);
  else if (/^[supx]$/.test(key)) row()?.querySelector<HTMLButtonElement>(`button[data-key="${key}"]:not(:disabled)`)?.click();
  else return;
  event.preventDefault();
}

/** The chosen order to the courier of that column: the same form as every other assignment. */
function give(number: string): void {
  const form = document.querySelector<HTMLFormElement>("#by-key");
  const courier = board?.querySelector<HTMLElement>(`.column[data-number="${number}"]`)?.dataset.courier;
  const { delivery, seen } = row()?.dataset ?? {};
  if (!form || !courier || !delivery || courier === seen || !row()?.querySelector("details")) return;
  for (const [name, value] of Object.entries({ delivery, courier, seen: seen ?? "" })) {
    const input = form.elements.namedItem(name) as HTMLInputElement;
    input.value = value;
  }
  form.requestSubmit();
}

function step(by: number): void {
  const all = rows();
  const next = all[Math.min(all.length - 1, Math.max(0, all.findIndex((one) => one.dataset.order === chosen) + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function refreshMapSoon(): void {
  mapTimer ||= window.setTimeout(() => {
    mapTimer = 0;
    void refreshMap();
  }, MAP_PAUSE_MS);
}

async function refreshMap(): Promise<void> {
  const url = board?.dataset.things;
  if (!url || !document.querySelector("coop-map")) return;
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok) return;
  things = (await answer.json()) as Things;
  await customElements.whenDefined("coop-map");
  draw();
}

function draw(): void {
  if (!things) return;
  const routes = things.routes.filter((route) => route.order === undefined || route.order === chosen);
  document.querySelector("coop-map")?.update({ ...things, routes });
}
