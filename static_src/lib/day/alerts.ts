// One short signal when the day changes, made here and never repeated: rising for a new stop, falling for one that is
// gone, level for what was kept. As loud as the phone, half of it.
import { isOn } from "./settings";

export type Alert = "new" | "gone" | "kept";

const TONES: Record<Alert, readonly number[]> = { new: [660, 880], gone: [660, 440], kept: [550, 550] };
const BUZZES: Record<Alert, number[]> = { new: [120, 60, 120], gone: [250], kept: [60, 60, 60] };
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.5;
const QUIET_MS = 3000; // what follows at once is the same change
let last = -QUIET_MS;
let speaker: AudioContext | undefined;

/** Browsers stay silent until the person has touched the page; call once when it opens. */
export function unlockSound(): void {
  const touched = () => void open()?.resume();
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, touched, { once: true });
}

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

function open(): AudioContext | undefined {
  if (typeof AudioContext !== "undefined") speaker ??= new AudioContext();
  return speaker;
}

function play(tones: readonly number[]): void {
  const context = open();
  if (!context) return;
  void context.resume();
  const volume = context.createGain();
  volume.connect(context.destination);
  tones.forEach((hertz, index) => {
    const begins = context.currentTime + index * TONE_SECONDS;
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUDNESS, begins);
    volume.gain.exponentialRampToValueAtTime(0.01, begins + TONE_SECONDS);
    tone.connect(volume);
    tone.start(begins);
    tone.stop(begins + TONE_SECONDS);
  });
}
