// The phone's memory: taps and files that must reach the server, kept in IndexedDB through reloads and crashes.
// A tap gets its number in the transaction that keeps it, so the numbers of a phone have no gap.

/** What was tapped. `was` and `subject` let the page take it back before the server knows. */
export interface Tap {
  owner: string;
  number: number;
  key: string;
  kind: string;
  at: string; // by this phone's clock
  subject?: string;
  undoes?: string;
  was?: string; // of an undo: the kind of what it undoes
  reason?: string;
  proof?: { files: { id: string }[] };
  gesture: string; // the taps of one press
  holdUntil: number; // not sent before, so that an undo stays on the phone
  state: "waiting" | "sending" | "sent";
  outcome?: string;
  words?: string;
}

/** A photo or a signature on its way; `problem` is what the server said against it. */
export interface Kept {
  id: string;
  owner: string;
  kind: string;
  blob: Blob;
  at: string;
  problem?: string;
}

/** Where an owner's taps go, and this phone's name for them; also for the service worker, which sees no page. */
export interface Owner {
  owner: string;
  device: string;
  last: number;
  taps: string;
  files: string;
}

export type Pressed = Pick<Tap, "kind"> & Partial<Pick<Tap, "subject" | "undoes" | "was" | "reason" | "proof">>;

const NAME = "courier";
const STORES = ["taps", "files", "owners"] as const;
let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("taps", { keyPath: ["owner", "number"] });
      request.result.createObjectStore("files", { keyPath: "id" });
      request.result.createObjectStore("owners", { keyPath: "owner" });
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opening = undefined);
      request.result.onversionchange = () => (request.result.close(), (opening = undefined));
      resolve(request.result);
    };
    request.onerror = () => ((opening = undefined), reject(request.error));
  });
  return opening;
}

const UNDO_MS = 15_000;

type Stores = Record<(typeof STORES)[number], IDBObjectStore>;

/** All of it or nothing, on the disk when it is over. */
async function together<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
  const transaction = (await open()).transaction(STORES, "readwrite", { durability: "strict" });
  const stores = Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)])) as Stores;
  const over = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
  try {
    const result = await work(stores);
    await over;
    return result;
  } catch (problem) {
    over.catch(() => undefined);
    transaction.abort();
    throw problem;
  }
}

/** What is there, without waiting for a write. */
async function look<T>(name: (typeof STORES)[number], range?: IDBKeyRange): Promise<T[]> {
  return answer((await open()).transaction(name, "readonly").objectStore(name).getAll(range) as IDBRequest<T[]>);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const ofOwner = (owner: string) => IDBKeyRange.bound([owner, 0], [owner, Infinity]);

export function owners(): Promise<Owner[]> {
  return look("owners");
}

/** This phone as the owner's; `undefined` before it was ever used. */
export async function meet(owner: string): Promise<Owner | undefined> {
  return (await owners()).find((one) => one.owner === owner);
}

export function introduce(owner: string, addresses: Pick<Owner, "taps" | "files">): Promise<Owner> {
  const fresh = { owner, device: crypto.randomUUID(), last: 0, ...addresses };
  return together(async ({ owners }) => (await answer(owners.put(fresh)), fresh));
}

export function tapsOf(owner: string): Promise<Tap[]> {
  return look("taps", ofOwner(owner));
}

export async function filesOf(owner: string): Promise<Kept[]> {
  return (await look<Kept>("files")).filter((file) => file.owner === owner);
}

/** Keep one press with its files. Whatever was held back before may go now: only the last press can be undone. */
export function keep(owner: string, pressed: Pressed[], hold: number, files: Omit<Kept, "owner">[] = []): Promise<Tap[]> {
  return together(async (stores) => {
    const phone = (await answer(stores.owners.get(owner))) as Owner;
    const at = new Date().toISOString();
    const gesture = crypto.randomUUID();
    for (const tap of (await answer(stores.taps.getAll(ofOwner(owner)))) as Tap[]) {
      if (tap.holdUntil) await answer(stores.taps.put({ ...tap, holdUntil: 0 }));
    }
    const made = pressed.map((one, index): Tap => ({
      ...one, owner, at, gesture, number: phone.last + 1 + index, key: crypto.randomUUID(), holdUntil: hold, state: "waiting",
    }));
    for (const tap of made) await answer(stores.taps.put(tap));
    for (const file of files) await answer(stores.files.put({ ...file, owner }));
    await answer(stores.owners.put({ ...phone, last: phone.last + made.length }));
    return made;
  });
}

/** Nothing is held back any longer: the person has turned to something else. */
export function release(owner: string): Promise<void> {
  return together(async ({ taps }) => {
    for (const tap of (await answer(taps.getAll(ofOwner(owner)))) as Tap[]) {
      if (tap.holdUntil) await answer(taps.put({ ...tap, holdUntil: 0 }));
    }
  });
}

/** Take a press back: what has not left the phone becomes void, for the rest an undo is kept. */
export function takeBack(owner: string, gesture: string): Promise<void> {
  return together(async ({ taps, files, owners }) => {
    const phone = (await answer(owners.get(owner))) as Owner;
    const all = (await answer(taps.getAll(ofOwner(owner)))) as Tap[];
    for (const tap of all.filter((one) => one.gesture === gesture)) {
      for (const { id } of tap.proof?.files ?? []) await answer(files.delete(id));
      if (tap.state === "waiting") {
        await answer(taps.put({ ...tap, kind: "void", was: tap.kind, holdUntil: 0 }));
        continue;
      }
      phone.last += 1;
      const undo = { kind: "undo", was: tap.kind, undoes: tap.key, ...(tap.subject ? { subject: tap.subject } : {}) };
      const made: Tap = {
        ...undo, owner, at: new Date().toISOString(), gesture: crypto.randomUUID(), number: phone.last,
        key: crypto.randomUUID(), holdUntil: 0, state: "waiting",
      };
      await answer(taps.put(made));
    }
    await answer(owners.put(phone));
  });
}

/** What `choose` picks leaves now, so that a tap taken back at the same moment is either void or undone, never both. */
export function leaving(owner: string, choose: (taps: Tap[]) => Tap[]): Promise<Tap[]> {
  return together(async ({ taps }) => {
    const chosen = choose((await answer(taps.getAll(ofOwner(owner)))) as Tap[]);
    for (const tap of chosen) await answer(taps.put({ ...tap, state: "sending" }));
    return chosen;
  });
}

export function putTaps(changed: Tap[]): Promise<void> {
  return together(async ({ taps }) => {
    for (const tap of changed) await answer(taps.put(tap));
  });
}

/** Forget what the server has and the page shows, once it can't be undone. What could not count stays until read here. */
export async function forget(owner: string, through: number): Promise<void> {
  const over = (tap: Tap) => tap.number <= through && tap.state === "sent" && Date.now() - Date.parse(tap.at) > UNDO_MS;
  const gone = (await tapsOf(owner)).filter((tap) => over(tap) && !(tap.outcome === "kept" && tap.words));
  if (!gone.length) return;
  await together(async ({ taps }) => {
    for (const tap of gone) await answer(taps.delete([owner, tap.number]));
  });
}

export function read(owner: string, number: number): Promise<void> {
  return together(async ({ taps }) => {
    const tap = (await answer(taps.get([owner, number]))) as Tap | undefined;
    if (tap) await answer(taps.put({ ...tap, words: "" }));
  });
}

export function putFile(file: Kept): Promise<void> {
  return together(async ({ files }) => void (await answer(files.put(file))));
}

export function dropFile(id: string): Promise<void> {
  return together(async ({ files }) => void (await answer(files.delete(id))));
}

/** The same taps under a new name and new numbers: another phone went on under the old one. Keys stay. */
export function rename(owner: string): Promise<void> {
  return together(async ({ taps, owners }) => {
    const phone = (await answer(owners.get(owner))) as Owner;
    const unsent = ((await answer(taps.getAll(ofOwner(owner)))) as Tap[]).filter((tap) => tap.state !== "sent");
    await answer(taps.delete(ofOwner(owner)));
    for (const [index, tap] of unsent.entries()) await answer(taps.put({ ...tap, number: index + 1, state: "waiting" }));
    await answer(owners.put({ ...phone, device: crypto.randomUUID(), last: unsent.length }));
  });
}
