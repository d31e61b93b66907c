// What this phone does: a signal that sounds and a short buzz unless turned off, the page for the right hand unless for
// the left. Kept on the phone; a storage that refuses leaves everything as it comes.
export type Setting = "sound" | "vibration" | "hand" | "push";

/** As chosen; without a choice sound and vibration are on, and the rest is off. */
export function isOn(setting: Setting): boolean {
  const chosen = read(setting);
  return setting === "sound" || setting === "vibration" ? chosen !== "off" : Boolean(chosen);
}

export function read(setting: Setting): string | null {
  try {
    return localStorage.getItem(setting);
  } catch {
    return null;
  }
}

export function write(setting: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(setting);
    else localStorage.setItem(setting, value);
  } catch {
    // It lasts as long as the page.
  }
  if (setting !== "hand") return;
  if (value) document.documentElement.dataset.hand = value;
  else delete document.documentElement.dataset.hand;
}

export function turn(setting: Exclude<Setting, "push">, on: boolean): void {
  if (setting === "hand") write("hand", on ? "left" : null);
  else write(setting, on ? null : "off");
}
