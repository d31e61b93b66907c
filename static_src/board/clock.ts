// The server's clock, read in the co-op's zone.
const board = document.getElementById("board");
const zone = board?.dataset.zone ?? "UTC";
const language = document.documentElement.lang || "en";
const short = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", hourCycle: "h23", timeZone: zone });
let ahead = 0; // seconds by which the server's clock is ahead of this one

export function setClock(serverNow: number): void {
  ahead = serverNow - Date.now() / 1000;
}

export function now(): number {
  return Math.floor(Date.now() / 1000 + ahead);
}

export function hm(seconds: number): string {
  return short.format(seconds * 1000);
}

export function hourOf(seconds: number): number {
  return Number(hm24(seconds).slice(0, 2));
}

export function hm24(seconds: number): string {
  const found = Object.fromEntries(parts.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  return `${found.hour}:${found.minute}`;
}

/** The day in the co-op's zone as a date field has it. */
export function dateOf(seconds: number): string {
  const found = Object.fromEntries(parts.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  return `${found.year}-${found.month}-${found.day}`;
}

/** What a date and a time field say, read in the co-op's zone. */
export function secondsOf(date: string, time: string): number {
  const guess = Date.parse(`${date}T${time}:00Z`) / 1000;
  const read = (seconds: number) => Date.parse(`${dateOf(seconds)}T${hm24(seconds)}:00Z`) / 1000;
  const first = guess - (read(guess) - guess);
  return guess - (read(first) - first); // twice, for the hours around a change of clocks
}
