// The dialog of what one tap cannot say: another way than the person, a name, the customer's code, a signature. One
// thing a screen; what cannot be had is left out by a button of its own, and the dispatcher is told.
import type { Answers, CodeCheck, Hooks, Method, Need, Proven, Rules } from "./proof";
import { proveBy, shoot } from "./proof";

const TRIES = 3;
const ORDER: Need[] = ["code", "name", "signature"];

/** The ways that are allowed beside the person; each then asks only its own. */
export function chooseWay(host: HTMLElement, rules: Rules, hooks: Hooks): Promise<Proven | null> {
  const step = open(host, "ways");
  for (const button of step.querySelectorAll<HTMLElement>("[data-way]")) {
    const needs = rules.methods[button.dataset.way as Method];
    button.hidden = !needs;
    for (const said of button.querySelectorAll<HTMLElement>("[data-need]")) said.hidden = !needs?.includes(said.dataset.need as Need);
  }
  focusOn(step);
  return new Promise((resolve) => {
    step.onclick = async (event) => {
      const way = (event.target as Element).closest<HTMLElement>("[data-way]")?.dataset.way as Method | undefined;
      const needs = way && rules.methods[way];
      if (!needs) return;
      const proven = await proveBy(host, way, needs, rules, hooks); // the camera opens in this tap
      if (proven) end(host, resolve, proven);
      else if (!dialogOf(host).open) resolve(null);
    };
    whenLeft(host, () => resolve(null));
  });
}

/** Step by step, what is needed; null when the courier goes back. */
export async function ask(host: HTMLElement, needs: Need[], check: CodeCheck | null): Promise<Answers | null> {
  const answers: Answers = {};
  for (const need of ORDER.filter((each) => needs.includes(each))) {
    const given = await { code: () => askCode(host, check), name: () => askName(host), signature: () => askSignature(host) }[
      need as "code" | "name" | "signature"
    ]();
    if (!given) return null;
    Object.assign(answers, given);
  }
  dialogOf(host).close();
  return answers;
}

/** The camera was closed twice: once more, or without (undefined); null when the courier goes back. */
export function askPhoto(host: HTMLElement): Promise<File | undefined | null> {
  const step = open(host, "photo");
  focusOn(step);
  return new Promise((resolve) => {
    step.onclick = async (event) => {
      const pressed = (event.target as Element).closest<HTMLElement>("button");
      if (pressed?.matches("[data-without]")) end(host, resolve, undefined);
      if (!pressed?.matches("[data-again]")) return;
      const photo = await shoot(host);
      if (photo) end(host, resolve, photo);
    };
    whenLeft(host, () => resolve(null));
  });
}

function askCode(host: HTMLElement, check: CodeCheck | null): Promise<Answers | null> {
  const step = open(host, "code");
  const field = fieldOf(step);
  const without = part(step, "[data-without]");
  let left = TRIES;
  let last = "";
  without.hidden = true;
  return new Promise((resolve) => {
    const tell = async () => {
      if (field.value.length < field.maxLength) return;
      last = field.value;
      const { fits } = await import("./handover-code");
      if (await fits(last, check)) return resolve({ code: last });
      left = Math.max(0, left - 1);
      complain(step, String(left));
      without.hidden = left > 0;
      field.value = "";
      field.focus();
    };
    field.oninput = () => {
      field.value = field.value.replace(/\D/g, "");
      void tell();
    };
    step.onsubmit = (event) => event.preventDefault();
    without.onclick = () => resolve({ code: last });
    focusOn(step);
    whenLeft(host, () => resolve(null));
  });
}

function askName(host: HTMLElement): Promise<Answers | null> {
  const step = open(host, "name");
  const field = fieldOf(step);
  return new Promise((resolve) => {
    step.onsubmit = (event) => {
      event.preventDefault();
      if (field.value.trim()) resolve({ name: field.value.trim() });
      else complain(step, "empty");
    };
    part(step, "[data-without]").onclick = () => resolve({});
    focusOn(step);
    whenLeft(host, () => resolve(null));
  });
}

async function askSignature(host: HTMLElement): Promise<Answers | null> {
  const { signOn } = await import("./signature");
  const step = open(host, "signature");
  const pad = signOn(part<HTMLCanvasElement>(step, "canvas"));
  focusOn(step);
  const given = await new Promise<Answers | null>((resolve) => {
    step.onsubmit = async (event) => {
      event.preventDefault();
      const signature = pad.isEmpty() ? null : await pad.picture();
      if (signature) resolve({ signature });
      else complain(step, "empty");
    };
    part(step, "[data-clear]").onclick = () => pad.clear();
    part(step, "[data-without]").onclick = () => resolve({});
    whenLeft(host, () => resolve(null));
  });
  pad.end();
  return given;
}

function open(host: HTMLElement, name: string): HTMLElement {
  const dialog = dialogOf(host);
  const step = part(dialog, `[data-step=${name}]`);
  for (const each of dialog.querySelectorAll<HTMLElement>("[data-step]")) each.hidden = each !== step;
  dialog.setAttribute("aria-labelledby", part(step, "h2").id);
  for (const field of step.querySelectorAll("input")) field.value = "";
  complain(step, "");
  if (!dialog.open) dialog.showModal();
  return step;
}

/** Back, Escape and the phone's own back key leave. */
function whenLeft(host: HTMLElement, leave: () => void): void {
  const dialog = dialogOf(host);
  const left = () => {
    dialog.close();
    leave();
  };
  part(dialog, "[data-back]").onclick = left;
  dialog.oncancel = (event) => {
    if (event.target !== dialog) return; // the camera's own
    event.preventDefault();
    left();
  };
}

function end<T>(host: HTMLElement, resolve: (value: T) => void, value: T): void {
  dialogOf(host).close();
  resolve(value);
}

/** Show the sentence of that name; none for an empty one. */
function complain(step: HTMLElement, name: string): void {
  for (const said of step.querySelectorAll<HTMLElement>("[data-said]")) said.hidden = said.dataset.said !== name;
}

const focusOn = (step: HTMLElement) => (step.querySelector("input") ?? part(step, "h2")).focus();

const dialogOf = (host: HTMLElement) => part<HTMLDialogElement>(host, "[data-proof-dialog]");
const fieldOf = (step: HTMLElement) => part<HTMLInputElement>(step, "input");

function part<T extends HTMLElement = HTMLElement>(of: HTMLElement, selector: string): T {
  const found = of.querySelector<T>(selector);
  if (!found) throw new Error(`The proof's dialog lacks ${selector}`);
  return found;
}
