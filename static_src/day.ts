// While Alma's shift is open, her phone tells where she is: every ten seconds at most, and never off shift (the server
// refuses it too). Fixes of a dead spot wait in memory and go with the next one.
interface Fix { at: string; lat: number; lon: number }

const PAUSE_MS = 10_000;
const KEPT_AT_MOST = 200;
const address = document.querySelector<HTMLScriptElement>("script[data-positions]")?.dataset.positions;
const token = () => document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
const waiting: Fix[] = [];
let sentAt = 0;

if (address && "geolocation" in navigator) {
  navigator.geolocation.watchPosition(keep, () => undefined, { enableHighAccuracy: true, maximumAge: 5000 });
}

function keep({ coords, timestamp }: GeolocationPosition): void {
  waiting.push({ at: new Date(timestamp).toISOString(), lat: coords.latitude, lon: coords.longitude });
  waiting.splice(0, waiting.length - KEPT_AT_MOST);
  if (Date.now() - sentAt >= PAUSE_MS) void send();
}

async function send(): Promise<void> {
  if (!address) return;
  sentAt = Date.now();
  const sending = waiting.splice(0);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify({ fixes: sending }) }).catch(() => undefined);
  if (!answer || answer.status >= 500) waiting.unshift(...sending);
}

export {};
