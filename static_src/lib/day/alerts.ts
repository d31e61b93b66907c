// One short signal when the day changes, made here and never repeated: rising for a new stop, falling for one that is
// gone, level for what was kept. As loud as the phone, half of it.
import { play } from "../tones";
import { isOn } from "./settings";

export { unlockSound } from "../tones";

export type Alert = "new" | "gone" | "kept";

const TONES: Record<Alert, readonly number[]> = { new: [660, 880], gone: [660, 440], kept: [550, 550] };
const BUZZES: Record<Alert, number[]> = { new: [120, 60, 120], gone: [250], kept: [60, 60, 60] };
const QUIET_MS = 3000; // what follows at once is the same change
let last = -QUIET_MS;

/** Behind other pages the phone's own notification speaks, where push is on. */
export function alertChange(kind: Alert): void {
  if (document.hidden && isOn("push")) return;
  const now = performance.now();
  if (now - last < QUIET_MS) return;
  last = now;
  signal(kind);
}

/** The signal as it is set, asked for by hand. */
export function signal(kind: Alert): void {
  if (isOn("vibration")) navigator.vibrate?.(BUZZES[kind]);
  if (isOn("sound")) play(TONES[kind]);
}
