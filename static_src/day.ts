// Alma's phone. What she presses is kept on the phone first and shown at once; the outbox sends it when it can. The
// server's page and the taps it does not have yet together make what is shown.
import { after, following, press, todo, type Day } from "./lib/day/after";
import { alertChange, unlockSound } from "./lib/day/alerts";
import { changeBetween } from "./lib/day/changes";
import { freshenMap, openMapOnDemand } from "./lib/day/map";
import { navigateAsThisPhoneCan } from "./lib/day/navigate";
import { runOutbox } from "./lib/day/outbox";
import { paint, written } from "./lib/day/page";
import type { Reported } from "./lib/day/incident";
import { prove, shoot, type Proven, type Rules } from "./lib/day/proof";
import { PAGES, refresh } from "./lib/day/refresh";
import { paintSketch } from "./lib/day/sketch";
import { dropFile, filesOf, forget, introduce, keep, meet, read, release, takeBack, tapsOf, type Pressed } from "./lib/day/store";
import { followMe } from "./lib/day/follow";
import { offerUndo } from "./lib/day/undone";
import { goLive } from "./lib/live";
import { offerThemes } from "./lib/theme";

const UNDO_SECONDS = 10;
const ENDS = ["complete", "fail", "decline"];
const COMPLETING = ["pickup", "handin", "deliver"];
const EVERY_MS = 60_000;
const SETTLE_MS = 500; // a thumb that slips presses twice: that is one press
const page = () => (document.getElementById("day") as HTMLElement).dataset;
const owner = page().courier ?? "";
const others = new BroadcastChannel("courier");
const own = new Set<string>(); // stops that a press here took off the day: no news when they are gone
let truth = written();
let shown = truth;
let isKept = false;
let refused = ""; // what the phone could not keep, said until a press is kept again
let refreshing = Promise.resolve();

/** How far the shown page has this phone's taps in it; it may have been written for the name this phone had before. */
const through = async () => ((await meet(owner))?.device === page().device ? Number(page().through) : 0);

const unseen = async () => {
  const reached = await through();
  return (await tapsOf(owner)).filter((tap) => tap.number > reached);
};

const show = async () => {
  await forget(owner, await through());
  const taps = await unseen();
  shown = after(truth, taps); // the truth of now: a fresh page may have come while the taps were read
  paint(shown);
  paintSketch(following(shown).map((stop) => stop.id), new Set(todo(shown)));
  followMe(shown.shift.state === "open", page());
  const known = await tapsOf(owner);
  tell(refused ? [[refused, async () => void (refused = "")]] : [], known.filter((tap) => tap.outcome === "kept" && tap.words).map((tap) => [tap.words ?? "", () => read(owner, tap.number)]),
    (await filesOf(owner)).filter((file) => file.problem).map((file) => [file.problem ?? "", () => dropFile(file.id)]));
  if (document.documentElement.dataset.day) return;
  document.documentElement.dataset.day = "ready";
  performance.mark("usable");
};

/** What others changed makes one short signal; what was pressed here was known. */
function hear(fresh: Day): void {
  const change = changeBetween(todo(truth), todo(fresh), own);
  truth = fresh;
  if (change) alertChange(change);
}

/** Ask for the day; whoever asks while an answer is on its way gets one that was asked for after that. */
const fetchDay = (): Promise<void> => {
  refreshing = refreshing.then(async () => {
    const state = await refresh(() => hear(written()));
    if (state === "signed-out") outbox.signedOut();
    if (state === "shown") freshenMap();
    await show();
  });
  return refreshing;
};

let asked = 0;
/** A burst of reasons asks once. */
function fetchSoon(): void {
  clearTimeout(asked);
  asked = window.setTimeout(() => void fetchDay(), 100);
}

const outbox = runOutbox(owner, () => {
  others.postMessage("sent");
  fetchSoon();
});

async function pressed(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const isAnother = form.dataset.press === "another";
  const taps = form.dataset.press === "main" || isAnother ? main(shown, isAnother) : one(form, button);
  const [first] = taps;
  if (!first) return;
  const kind = first.kind === "complete" ? (isAnother ? "deliver" : (press(following(shown))?.kind ?? "deliver")) : first.kind;
  const proven = await told(form, button, kind, first.subject ?? "", isAnother); // in the press itself: it may open the camera
  if (proven === null) return;
  for (const { kind, subject } of taps) if (subject && ENDS.includes(kind)) own.add(subject);
  if (proven) first.proof = proven.proof;
  const isFinal = ["deliver", "fail", "incident", "decline", "clock_out"].includes(kind);
  const [made] = await keep(owner, taps, isFinal ? Date.now() + UNDO_SECONDS * 1000 : 0, proven?.files);
  refused = "";
  if (form.classList.contains("report")) done(form);
  remember();
  await show();
  const words = document.getElementById("undo")?.dataset[`t${kind[0]?.toUpperCase()}${kind.slice(1).replace(/_(.)/, (_, letter: string) => letter.toUpperCase())}`];
  const number = truth.stops.find((stop) => stop.id === first.subject)?.number ?? "";
  if (words && made) offerUndo(words.replace("{n}", number), UNDO_SECONDS, () => void undo(made.gesture));
  else document.getElementById("undo")?.replaceChildren();
  others.postMessage("kept");
  outbox.soon();
}

/** What goes with a press: the proof of a delivery, a report, a photo its reason asks for. Null: they went back. */
async function told(
  form: HTMLFormElement, button: HTMLButtonElement | null, kind: string, stop: string, another: boolean,
): Promise<Proven | Reported | null | undefined> {
  if (kind === "deliver") return proofOf(stop, another);
  if (form.classList.contains("report")) return (await import("./lib/day/incident")).reported(form);
  const host = document.getElementById("proof");
  if (kind !== "fail" || !host || button?.dataset.photo === undefined) return undefined;
  const photo = await shoot(host);
  return photo && (await import("./lib/day/incident")).pictured([photo]);
}

/** A report that is kept leaves an empty form behind, and closes what it stands in. */
function done(form: HTMLFormElement): void {
  form.reset();
  for (let fold = form.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = false;
}

/** What the store asks at this door; nothing for a page that does not say. */
function proofOf(stop: string, another: boolean): Promise<Proven | null> | undefined {
  const said = document.querySelector<HTMLElement>(`#day [data-stop="${stop}"]`)?.dataset.proof;
  const host = document.getElementById("proof");
  return said && host ? prove(host, JSON.parse(said) as Rules, { another }) : undefined;
}

/** The one button. Handed over in another way than to the person counts as the arrival too. */
function main(now: ReturnType<typeof after>, isAnother: boolean): Pressed[] {
  const next = isAnother ? { kind: "deliver", stops: following(now).slice(0, 1) } : press(following(now));
  const kind = COMPLETING.includes(next?.kind ?? "") ? "complete" : (next?.kind ?? "");
  return next ? next.stops.map((stop) => ({ kind, subject: stop.id })) : [];
}

function one(form: HTMLFormElement, button: HTMLButtonElement | null): Pressed[] {
  const { press: kind = "", subject = "" } = form.dataset;
  if (kind === "incident" && new FormData(form).has("fails")) {
    return [{ kind: "fail", subject, reason: String(new FormData(form).get("reason")) }];
  }
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
  if (told.length > place.childElementCount && document.documentElement.dataset.day) alertChange("kept");
  place.replaceChildren(...told);
}

/** The phone's name and its last number, for the server to say how far it is, and to notice a memory that was emptied. */
function remember(): void {
  void meet(owner).then((known) => {
    if (known) document.cookie = `phone=${owner}.${known.device}.${known.last}; path=/; max-age=31536000; samesite=lax`;
  });
}

/** The page as it was just served: nothing newer to ask for. */
async function keepPage(): Promise<void> {
  await (await caches.open(PAGES)).add(location.pathname);
}

async function begin(): Promise<void> {
  isKept = Boolean(await caches.match(location.pathname));
  const known = await meet(owner);
  const [whose, device, last] = (/(?:^|; )phone=([^;]+)/.exec(document.cookie)?.[1] ?? "").split(".");
  if (!known) {
    await introduce(owner, { taps: page().taps ?? "", files: page().files ?? "" });
    const isLost = whose === owner && Number(last) > Number(page().through ?? 0);
    if (isLost) await keep(owner, [{ kind: "forgot", reason: `${device}:${last}` }], 0);
  }
  remember();
  void navigator.storage?.persist?.();
  await show();
  outbox.soon();
}

/** What the phone could not keep did not happen, and that is said. */
function refuse(problem: unknown): void {
  console.error(problem);
  refused = document.getElementById("kept")?.dataset.tStorage ?? "";
  show().catch(() => tell([[refused, async () => undefined]]));
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.press || document.documentElement.dataset.day === "plain") return;
  event.preventDefault();
  const day = document.documentElement.dataset;
  if (day.settling) return;
  day.settling = "yes";
  setTimeout(() => delete day.settling, SETTLE_MS);
  pressed(form, event.submitter as HTMLButtonElement | null).catch(refuse);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  document.getElementById("undo")?.replaceChildren();
  void release(owner).then(outbox.soon);
});
others.onmessage = () => void show();
goLive(document.body, fetchSoon);
offerThemes();
unlockSound();
openMapOnDemand();
navigateAsThisPhoneCan();
window.addEventListener("online", fetchSoon);
setInterval(fetchSoon, EVERY_MS);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
/** Another page may just be closing the memory; where there is none at all, the forms are sent as they are. */
begin()
  .catch(() => new Promise((resolve) => setTimeout(resolve, 500)).then(begin))
  .then(() => (isKept ? fetchDay() : keepPage()), () => (document.documentElement.dataset.day = "plain"));
