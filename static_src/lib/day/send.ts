// Sending what the phone keeps: taps in their order, then files, each until the server has it. One sender at a time,
// page or service worker; sending twice is harmless, because a tap counts once by its key.
import { dropFile, filesOf, leaving, meet, putFile, putTaps, rename, tapsOf, type Owner, type Tap } from "./store";

/** How far it came: `nothing` to send, all `sent`, `offline`, `later` (the server has trouble), or `signed-out`. */
export type Sent = "nothing" | "sent" | "offline" | "later" | "signed-out";

interface Answer {
  through: number;
  results: { key: string; outcome: string; code: string; words: string }[];
}

const AT_ONCE = 50;
const PATIENCE_MS = 20_000;

export function send(owner: string, token: () => Promise<string>): Promise<Sent> {
  return navigator.locks.request("outbox", async () => {
    const taps = await sendTaps(owner, token);
    return taps === "nothing" || taps === "sent" ? better(taps, await sendFiles(owner, token)) : taps;
  });
}

/** What may leave now: in order, up to the first that is still held back. */
export function due(taps: Tap[], now = Date.now()): Tap[] {
  const unsent = taps.filter((tap) => tap.state !== "sent");
  const held = unsent.findIndex((tap) => tap.holdUntil > now);
  return held < 0 ? unsent : unsent.slice(0, held);
}

async function sendTaps(owner: string, token: () => Promise<string>): Promise<Sent> {
  for (let renamed = false, sent = false; ; ) {
    const phone = await meet(owner);
    const batch = phone ? await leaving(owner, (taps) => due(taps).slice(0, AT_ONCE)) : [];
    if (!phone || !batch.length) return sent ? "sent" : "nothing";
    const response = await post(phone, batch, await token());
    const back = (state: Sent): Promise<Sent> => putTaps(batch).then(() => state);
    if (!response) return back("offline");
    if (response.status === 409 && !renamed) {
      await rename(owner);
      renamed = true;
      continue;
    }
    if ([401, 403, 404].includes(response.status) || response.redirected) return back("signed-out");
    if (!response.ok) return back("later");
    const { results } = (await response.json()) as Answer;
    const told = new Map(results.map((result) => [result.key, result]));
    await putTaps(batch.map((tap) => answered(tap, told.get(tap.key))));
    sent = true;
  }
}

/** A held tap is on the server and waits there for one before it, which this phone sends again. */
function answered(tap: Tap, result: Answer["results"][number] | undefined): Tap {
  if (!result) return { ...tap, state: "waiting" };
  return { ...tap, state: "sent", outcome: result.outcome, words: result.words };
}

function post(phone: Owner, batch: Tap[], token: string): Promise<Response | undefined> {
  const taps = batch.map(({ key, number, kind, at, subject, undoes, reason, proof }) => ({ key, number, kind, at, subject, undoes, reason, proof }));
  const body = JSON.stringify({
    courier: phone.owner, device: phone.device, sent_at: new Date().toISOString(), oldest: batch[0]?.number, taps,
  });
  return request(phone.taps, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body });
}

async function sendFiles(owner: string, token: () => Promise<string>): Promise<Sent> {
  const phone = await meet(owner);
  const unsent = (await tapsOf(owner)).filter((tap) => tap.state !== "sent"); // what can still be undone keeps its pictures
  const notYet = new Set(unsent.flatMap((tap) => tap.proof?.files ?? []).map(({ id }) => id));
  const files = (await filesOf(owner)).filter((file) => !file.problem && !notYet.has(file.id));
  if (!phone || !files.length) return "nothing";
  for (const file of files) {
    const url = `${phone.files}${file.id}/?kind=${file.kind}&at=${encodeURIComponent(file.at)}`;
    const headers = { "Content-Type": file.blob.type, "X-CSRFToken": await token() };
    const response = await request(url, { method: "PUT", headers, body: file.blob });
    if (!response) return "offline";
    if (response.ok) await dropFile(file.id);
    else if ([409, 413, 415, 422].includes(response.status)) await putFile({ ...file, problem: await words(response) });
    else return [401, 403, 404].includes(response.status) ? "signed-out" : "later";
  }
  return "sent";
}

async function words(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as { title?: string };
  return problem.title ?? String(response.status);
}

async function request(url: string, init: RequestInit): Promise<Response | undefined> {
  return fetch(url, { ...init, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
}

function better(first: Sent, second: Sent): Sent {
  return second === "nothing" ? first : second;
}
