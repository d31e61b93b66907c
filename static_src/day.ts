// Alma's phone. What she presses is kept on the phone first and shown at once; the outbox sends it when it can. The
// server's page and the taps it does not have yet together make what is shown.
import { after, following, press } from "./lib/day/after";
import { runOutbox } from "./lib/day/outbox";
import { paint, written } from "./lib/day/page";
import { PAGES, refresh } from "./lib/day/refresh";
import { dropFile, filesOf, forget, introduce, keep, meet, read, takeBack, tapsOf, type Pressed } from "./lib/day/store";
import { offerUndo } from "./lib/day/undone";
import { goLive } from "./lib/live";
import { offerThemes } from "./lib/theme";

const UNDO_SECONDS = 10;
const EVERY_MS = 60_000;
const page = () => (document.getElementById("day") as HTMLElement).dataset;
const owner = page().courier ?? "";
const others = new BroadcastChannel("courier");
let truth = written();
let refreshing: Promise<void> | undefined;

/** How far the shown page has this phone's taps in it; it may have been written for the name this phone had before. */
const through = async () => ((await meet(owner, addresses()))?.device === page().device ? Number(page().through) : 0);

const unseen = async () => {
  const shown = await through();
  return (await tapsOf(owner)).filter((tap) => tap.number > shown);
};

const show = async () => {
  await forget(owner, await through());
  paint(after(truth, await unseen()));
  const taps = await tapsOf(owner);
  tell(taps.filter((tap) => tap.outcome === "kept" && tap.words).map((tap) => [tap.words ?? "", () => read(owner, tap.number)]),
    (await filesOf(owner)).filter((file) => file.problem).map((file) => [file.problem ?? "", () => dropFile(file.id)]));
  document.documentElement.dataset.day = "ready";
};

const fetchDay = () => {
  refreshing ??= refresh().then(async (state) => {
    refreshing = undefined;
    if (state === "shown") truth = written();
    if (state === "signed-out") outbox.signedOut();
    document.documentElement.dataset.network = state;
    await show();
  });
  return refreshing;
};

const outbox = runOutbox(owner, () => {
  others.postMessage("sent");
  void fetchDay();
});

async function pressed(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const now = after(truth, await unseen());
  const taps = form.dataset.press === "main" ? main(now) : one(form, button);
  const [first] = taps;
  if (!first) return;
  const kind = first.kind === "complete" ? (press(following(now))?.kind ?? "deliver") : first.kind;
  const isFinal = ["deliver", "fail", "decline", "clock_out"].includes(kind);
  const [made] = await keep(owner, taps, isFinal ? Date.now() + UNDO_SECONDS * 1000 : 0);
  remember();
  await show();
  const words = document.getElementById("undo")?.dataset[`t${kind[0]?.toUpperCase()}${kind.slice(1).replace(/_(.)/, (_, letter: string) => letter.toUpperCase())}`];
  const number = truth.stops.find((stop) => stop.id === first.subject)?.number ?? "";
  if (words && made) offerUndo(words.replace("{n}", number), UNDO_SECONDS, () => void undo(made.gesture));
  else document.getElementById("undo")?.replaceChildren();
  others.postMessage("kept");
  outbox.soon();
}

function main(now: ReturnType<typeof after>): Pressed[] {
  const next = press(following(now));
  const kind = next?.kind === "pickup" || next?.kind === "deliver" ? "complete" : (next?.kind ?? "");
  return next ? next.stops.map((stop) => ({ kind, subject: stop.id })) : [];
}

function one(form: HTMLFormElement, button: HTMLButtonElement | null): Pressed[] {
  const { press: kind = "", subject = "" } = form.dataset;
  return [{ kind, subject, ...(button?.value ? { reason: button.value } : {}) }];
}

async function undo(gesture: string): Promise<void> {
  await takeBack(owner, gesture);
  remember();
  await show();
  others.postMessage("kept");
  outbox.soon();
}

/** What was kept for the dispatcher, and files the server would not have, until they are read. */
function tell(...lists: [string, () => Promise<void>][][]): void {
  const place = document.getElementById("kept");
  const pattern = document.querySelector<HTMLTemplateElement>("#kept-message");
  if (!place || !pattern) return;
  const told = lists.flat().map(([words, dismiss]) => {
    const message = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const label = message.querySelector("span");
    if (label) label.textContent = words;
    message.querySelector("button")?.addEventListener("click", () => void dismiss().then(show));
    return message;
  });
  place.replaceChildren(...told);
}

/** The phone's name and its last number, for the server to say how far it is, and to notice a memory that was emptied. */
function remember(): void {
  void meet(owner, addresses()).then((known) => {
    if (known) document.cookie = `phone=${owner}.${known.device}.${known.last}; path=/; max-age=31536000; samesite=lax`;
  });
}

const addresses = () => ({ taps: page().taps ?? "", files: page().files ?? "" });

async function begin(): Promise<void> {
  const known = await meet(owner, addresses());
  const [whose, device, last] = (/(?:^|; )phone=([^;]+)/.exec(document.cookie)?.[1] ?? "").split(".");
  if (!known) {
    await introduce(owner, addresses());
    const isLost = whose === owner && Number(last) > Number(page().through ?? 0);
    if (isLost) await keep(owner, [{ kind: "forgot", reason: `${device}:${last}` }], 0);
  }
  remember();
  void navigator.storage?.persist?.();
  await show();
  outbox.soon();
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.press) return;
  event.preventDefault();
  void pressed(form, event.submitter as HTMLButtonElement | null);
});
others.onmessage = () => void show();
goLive(document.body, () => void fetchDay());
offerThemes();
window.addEventListener("online", () => void fetchDay());
setInterval(() => void fetchDay(), EVERY_MS);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
void begin().then(fetchDay);
void caches.open(PAGES);
