// What the day looks like after taps the server does not know yet: plain data in, plain data out.
import type { Tap } from "./store";

export interface Stop {
  id: string;
  kind: "pickup" | "dropoff" | "handin"; // a hand-in ends the ride to a hub
  state: "waiting" | "arrived" | "done" | "gone";
  isTaken: boolean;
  door: string; // stops of one door are done by one press
  number: string;
  doneAt?: string;
}

export interface Day {
  stops: Stop[]; // to do, in their order
  shift: { id: string; state: "none" | "later" | "begin" | "open" | "break"; since?: string };
}

/** `taps` in their order: those the shown page does not have in it. */
export function after(day: Day, taps: Tap[]): Day {
  const stops = day.stops.map((stop) => ({ ...stop }));
  const shift = { ...day.shift };
  const undone = new Set(taps.map((tap) => tap.undoes));
  for (const tap of taps) {
    if (tap.outcome === "kept" || tap.kind === "void" || undone.has(tap.key)) continue;
    if (tap.subject === shift.id) clock(shift, tap);
    const stop = stops.find((one) => one.id === tap.subject);
    if (stop) carry(stop, stops, tap);
  }
  return { stops, shift };
}

function carry(stop: Stop, stops: Stop[], tap: Tap): void {
  switch (tap.kind) {
    case "take":
      stop.isTaken = true;
      break;
    case "arrive":
      if (stop.state === "waiting") stop.state = "arrived";
      stop.isTaken = true;
      break;
    case "complete":
      stop.state = "done";
      stop.doneAt = tap.at;
      break;
    case "fail":
    case "decline":
      for (const one of stops) if (one.number === stop.number) one.state = "gone";
      break;
    case "undo":
      if (tap.was === "arrive") stop.state = "waiting";
      if (tap.was === "complete") stop.state = "arrived";
      break;
  }
}

function clock(shift: Day["shift"], tap: Tap): void {
  switch (tap.kind) {
    case "clock_in":
    case "break_end":
      shift.state = "open";
      break;
    case "break_start":
      shift.state = "break";
      shift.since = tap.at;
      break;
    case "clock_out":
      shift.state = "none";
      break;
  }
}

export function todo({ stops }: Day): string[] {
  return stops.filter((stop) => stop.state === "waiting" || stop.state === "arrived").map((stop) => stop.id);
}

/** The next stop and those its press does with it. */
export function following({ stops }: Day): Stop[] {
  const open = stops.filter((stop) => stop.state === "waiting" || stop.state === "arrived");
  const [first] = open;
  if (!first) return [];
  if (first.kind === "pickup") return open.filter((stop) => stop.door === first.door);
  const other = open.findIndex((stop) => stop.door !== first.door);
  return other < 0 ? open : open.slice(0, other);
}

/** What the one button does now, and to which of the stops of its press. */
export function press(next: Stop[]): { kind: string; stops: Stop[] } | undefined {
  const [first] = next;
  if (!first) return undefined;
  const untaken = next.filter((stop) => stop.kind === "pickup" && !stop.isTaken && stop.state === "waiting");
  if (untaken.length) return { kind: "take", stops: untaken };
  const waiting = next.filter((stop) => stop.state === "waiting");
  if (waiting.length) return { kind: "arrive", stops: waiting };
  return { kind: first.kind === "dropoff" ? "deliver" : first.kind, stops: next };
}
