// Whoever stands at the door is told so beside the button, which still waits for their thumb.
export interface Place {
  lat: number;
  lon: number;
}

const NEAR_METRES = 80;
const METRES_A_DEGREE = 111_320;

/** Metres between two places of one town, where the earth is flat. */
export function metres(a: Place, b: Place): number {
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(a.lat - b.lat, east) * METRES_A_DEGREE;
}

/** Says it when the next stop waits and is near. Returns whether it does. */
export function tellNear(at: Place): boolean {
  const words = document.querySelector<HTMLElement>(".near");
  const next = document.querySelector<HTMLElement>("#day .stop--next")?.dataset;
  if (!words) return false;
  const isWaiting = next?.state === "waiting" && !document.querySelector<HTMLFormElement>("form[data-press=main]")?.hidden;
  const isNear = isWaiting && metres(at, { lat: Number(next.lat), lon: Number(next.lon) }) <= NEAR_METRES;
  words.hidden = !isNear;
  return isNear;
}
