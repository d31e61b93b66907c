// Short tones made here, without a file. Browsers stay silent until the person has touched the page.
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.5;
let speaker: AudioContext | undefined;

/** Call once when the page opens. */
export function unlockSound(): void {
  const touched = () => void open()?.resume();
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, touched, { once: true });
}

/** One after the other, in hertz. */
export function play(tones: readonly number[]): void {
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

function open(): AudioContext | undefined {
  if (typeof AudioContext !== "undefined") speaker ??= new AudioContext();
  return speaker;
}
