// The proof of a delivery, from the courier's tap. What asks nothing is done at once; a photo opens the camera in the
// same tap, and its shutter is the end of it; only names, codes, signatures and other ways open a dialog (loaded then).
export type Method = "person" | "neighbour" | "mailbox" | "safe_place";
export type Need = "photo" | "signature" | "name" | "code";
export interface CodeCheck { salt: string; iterations: number; hash: string }
export interface Rules { methods: Partial<Record<Method, Need[]>>; code: CodeCheck | null }
export interface ProofFile { id: string; kind: "photo" | "signature"; blob: Blob; at: string }
/** What the tap says; the server reads it as it stands. */
export interface Proof { method: Method; name: string; code: string; files: { id: string; kind: ProofFile["kind"] }[] }
/** The files are sent apart, under their ids, before the tap or after it. */
export interface Proven { proof: Proof; files: ProofFile[] }
export interface Answers { name?: string; code?: string; signature?: Blob; photo?: Blob }

/** `another`: the courier said "Not handed to the person". `working`: a photo is being made small, or is done. */
export interface Hooks { another?: boolean; working?: (is: boolean) => void }

const CANCELS_BEFORE_WE_ASK = 2;
let cancels = 0;
let shooting: ((photo: File | null) => void) | undefined;

/**
 * Ask what the rules ask. `host` holds the markup of `deliveries/parts/proof.html`. Call it in the handler of the tap
 * itself, for a camera opens in the gesture only. Null: the courier went back, and nothing has happened.
 */
export function prove(host: HTMLElement, rules: Rules, hooks: Hooks = {}): Promise<Proven | null> {
  if (hooks.another) return dialog().then(({ chooseWay }) => chooseWay(host, rules, hooks));
  const needs = rules.methods.person ?? [];
  return proveBy(host, "person", needs, rules, hooks);
}

/** The same for one way; `photo` is what the camera has brought already. */
export async function proveBy(host: HTMLElement, method: Method, needs: Need[], rules: Rules, hooks: Hooks): Promise<Proven | null> {
  let answers: Answers = {};
  if (needs.includes("photo")) {
    const photo = await shoot(host); // before anything is awaited: the camera opens in the tap itself
    if (!photo && ++cancels < CANCELS_BEFORE_WE_ASK) return null;
    const taken = photo ?? (await (await dialog()).askPhoto(host));
    if (taken === null) return null;
    cancels = 0;
    if (taken) answers.photo = await small(taken, hooks);
  }
  const rest = needs.filter((need) => need !== "photo");
  if (rest.length) {
    const given = await (await dialog()).ask(host, rest, rules.code);
    if (!given) return null;
    answers = { ...answers, ...given };
  }
  return proven(method, answers);
}

/** Open the camera; the picture, or null when the courier closed it. A second call lets go of the first. */
export function shoot(host: HTMLElement): Promise<File | null> {
  const camera = host.querySelector<HTMLInputElement>("[data-proof-camera]");
  shooting?.(null);
  if (!camera) return Promise.resolve(null);
  return new Promise((resolve) => {
    shooting = (photo) => {
      camera.onchange = camera.oncancel = null;
      shooting = undefined;
      resolve(photo);
    };
    camera.value = "";
    camera.onchange = () => shooting?.(camera.files?.[0] ?? null);
    camera.oncancel = () => shooting?.(null);
    camera.click();
  });
}

async function small(photo: File, hooks: Hooks): Promise<Blob> {
  hooks.working?.(true);
  try {
    return await (await import("./photo")).reduced(photo);
  } finally {
    hooks.working?.(false);
  }
}

function proven(method: Method, { name = "", code = "", photo, signature }: Answers): Proven {
  const at = new Date().toISOString();
  const files: ProofFile[] = [];
  if (photo) files.push({ id: crypto.randomUUID(), kind: "photo", blob: photo, at });
  if (signature) files.push({ id: crypto.randomUUID(), kind: "signature", blob: signature, at });
  return { proof: { method, name, code, files: files.map(({ id, kind }) => ({ id, kind })) }, files };
}

const dialog = () => import("./proof-dialog");
