// When to send: after each tap, when what was held back comes due, when the network or the person comes back, and
// again with patience while the server has trouble. The chip in the header says what is left.
import { due, send, type Sent } from "./send";
import { filesOf, tapsOf } from "./store";

const FIRST_MS = 4000;
const LONGEST_MS = 60_000;

export interface Outbox {
  soon(): void;
  show(): Promise<void>;
  /** The page was asked for and the server wanted a sign-in. */
  signedOut(): void;
}

export function runOutbox(owner: string, onSent: () => void): Outbox {
  let state: Sent = "nothing";
  let timer = 0;
  let wait = FIRST_MS;

  const again = (ms: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void flush(), ms);
  };

  const flush = async () => {
    clearTimeout(timer);
    state = await send(owner, async () => token());
    if (state === "sent") onSent();
    const isStuck = state === "offline" || state === "later";
    wait = isStuck ? Math.min(wait * 2, LONGEST_MS) : FIRST_MS;
    if (isStuck) again(wait);
    const heldUntil = Math.max(...(await tapsOf(owner)).map((tap) => (tap.state === "sent" ? 0 : tap.holdUntil)));
    if (!isStuck && heldUntil > Date.now()) again(heldUntil - Date.now() + 50);
    await show();
  };

  const show = async () => {
    const taps = await tapsOf(owner);
    const left = state === "sent" || state === "nothing" ? due(taps) : taps.filter((tap) => tap.state !== "sent");
    const files = (await filesOf(owner)).filter((file) => !file.problem);
    showChip(left.filter((tap) => tap.kind !== "void").length + files.length, state);
  };

  window.addEventListener("online", () => void flush());
  document.addEventListener("visibilitychange", () => void flush());
  document.addEventListener("coop:live", () => void flush());
  document.getElementById("outbox")?.addEventListener("click", () => (state === "signed-out" ? location.assign(login()) : void flush()));
  const signedOut = () => {
    state = "signed-out";
    void show();
  };
  const soon = () => {
    again(0);
    void sendAlsoWhenClosed();
  };
  return { soon, show, signedOut };
}

/** Where the browser can, the service worker sends when the network is back, whether or not a page is open. */
async function sendAlsoWhenClosed(): Promise<void> {
  const worker = (await navigator.serviceWorker?.getRegistration()) as { sync?: { register(tag: string): Promise<void> } } | undefined;
  await worker?.sync?.register("outbox").catch(() => undefined);
}

function showChip(count: number, state: Sent): void {
  const chip = document.getElementById("outbox");
  if (!chip) return;
  const { tOne = "", tMany = "", tLogin = "", tSignIn = "" } = chip.dataset;
  const words = (count === 1 ? tOne : tMany).replace("{n}", String(count));
  chip.hidden = !count && state !== "signed-out";
  const label = chip.querySelector("span");
  const said = state !== "signed-out" ? words : count ? tLogin.replace("{n}", String(count)) : tSignIn;
  if (label && label.textContent !== said) label.textContent = said;
}

export function login(): string {
  return `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
}

/** The token Django asks for, from its own cookie: also after another sign-in. */
export function token(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
