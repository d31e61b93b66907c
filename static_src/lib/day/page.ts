// The page as data, and data as the page: which stop is next, what the one button says, which calm words are shown.
import { following, press, type Day, type Stop } from "./after";

const day = () => document.getElementById("day") as HTMLElement;
const rows = () => [...document.querySelectorAll<HTMLLIElement>("#day [data-stop]")];

/** What the server wrote. Read before anything is painted over it. */
export function written(): Day {
  const { shift = "", shiftState = "none" } = day().dataset;
  const stops = rows().map(({ dataset }): Stop => ({
    id: dataset.stop ?? "",
    kind: dataset.kind as Stop["kind"],
    state: dataset.state as Stop["state"],
    isTaken: dataset.taken === "yes",
    door: dataset.door ?? "",
    number: dataset.number ?? "",
  }));
  return { stops, shift: { id: shift, state: shiftState as Day["shift"]["state"] } };
}

let shownNext: string | undefined;

export function paint(now: Day): void {
  const next = following(now);
  const done = now.stops.filter((stop) => stop.state === "done").at(-1);
  const joined = new Set(next.slice(1).map((stop) => stop.id));
  for (const row of rows()) {
    const stop = now.stops.find((one) => one.id === row.dataset.stop);
    if (stop) paintStop(row, stop, { isNext: stop === next[0], isPast: stop === done, isJoined: joined.has(stop.id) });
  }
  const hasPast = done !== undefined;
  for (const row of document.querySelectorAll<HTMLElement>("#day .stop--was")) row.hidden = hasPast;
  const [first] = next;
  if (shownNext !== undefined && shownNext !== (first?.id ?? "")) window.scrollTo({ top: 0 });
  shownNext = first?.id ?? "";
  paintJoined(next);
  paintCalm(now, next.length > 0);
  paintButton(now.shift.state === "break" ? [] : next);
}

function paintStop(row: HTMLElement, stop: Stop, { isNext, isPast, isJoined }: Record<"isNext" | "isPast" | "isJoined", boolean>): void {
  row.hidden = isJoined || stop.state === "gone" || (stop.state === "done" && !isPast);
  row.classList.toggle("stop--next", isNext);
  row.classList.toggle("stop--past", isPast);
  const dot = row.querySelector(".dot");
  const kind = stop.kind === "pickup" ? "pickup" : "dropoff";
  const shape = isPast ? "done" : isNext ? `next-${kind}` : stop.isTaken ? kind : `suggested-${kind}`;
  if (dot) dot.className = `dot dot--${shape}`;
  const time = row.querySelector(".stop-row time");
  if (isPast && time && stop.doneAt) time.textContent = clockTime(stop.doneAt);
}

/** On the card of several pickups, those that are still part of it. */
function paintJoined(next: Stop[]): void {
  const card = rows().find((row) => row.dataset.stop === next[0]?.id);
  for (const line of card?.querySelectorAll<HTMLElement>("[data-of]") ?? []) {
    line.hidden = !next.some((stop) => stop.id === line.dataset.of);
  }
}

function paintCalm({ shift }: Day, hasStops: boolean): void {
  const state = shift.state === "open" ? (hasStops ? "riding" : "free") : shift.state;
  for (const part of document.querySelectorAll<HTMLElement>("[data-when]")) {
    part.hidden = !(part.dataset.when ?? "").split(" ").includes(state) || (hasStops && part.dataset.calm !== undefined);
  }
  const since = document.querySelector<HTMLElement>("[data-since]");
  if (since && shift.since) since.textContent = clockTime(shift.since);
}

function clockTime(at: string): string {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function paintButton(next: Stop[]): void {
  const form = document.querySelector<HTMLFormElement>("form[data-press=main]");
  const button = form?.querySelector("button");
  if (!form || !button) return;
  const now = press(next);
  form.hidden = !now;
  if (!now) return;
  const words = form.dataset;
  const several = now.stops.length > 1;
  const said: Record<string, string | undefined> = {
    take: several ? words.tTakeAll : words.tTake,
    arrive: words.tArrive,
    pickup: several ? words.tPickupAll : words.tPickup,
    handin: several ? words.tHandinAll : words.tHandin,
    deliver: several ? words.tDeliverAll : words.tDeliver,
  };
  button.textContent = (said[now.kind] ?? "").replace("{n}", String(now.stops.length));
}
