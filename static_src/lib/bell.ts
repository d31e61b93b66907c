// The store's bell: rings when the courier comes, and when something goes wrong, if this browser has it on. The button
// says which it is; pressing it is the gesture browsers wait for, and the test.
import type { LiveMessage } from "./live";
import { play, unlockSound } from "./tones";

const TONES: Record<string, readonly number[]> = {
  TaskArrived: [660, 880],
  TasksAssigned: [550],
  OrderCancelled: [660, 440],
  DeliveryFailed: [440, 440, 440],
  RecurringOrderRefused: [440, 440],
};
const KEY = "store-bell";

export function ring(): void {
  unlockSound();
  document.addEventListener("coop:live", (event) => {
    const tones = TONES[(event as CustomEvent<LiveMessage>).detail.kind];
    if (tones && isOn()) play(tones);
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-bell]");
    if (!button) return;
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    if (isOn()) play([660, 880]);
    show(button);
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-bell]")) show(button);
}

const isOn = () => localStorage.getItem(KEY) === "on";

function show(button: HTMLElement): void {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
  button.textContent = (isOn() ? button.dataset.tOn : button.dataset.tOff) ?? "";
}
