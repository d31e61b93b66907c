// While a shift runs, the phone tells where it is: about six fixes at a time, never more than half a minute late. A dead
// spot is bridged in memory and in the phone's storage, also over a reload; what nobody may see any more is thrown away.
export interface Place { lat: number; lon: number; accuracy: number }
interface Fix extends Place { at: number }
export interface Sharing {
  url: string;
  pass: string;
  onFix?: (place: Place) => void;
  onRefused?: (code: string) => void;
}

const BATCH = 6;
const LONGEST_MS = 30_000;
const SHORTEST_MS = 10_000;
const APART_MS = 3_000;
const KEPT_AT_MOST = 200;
const STORE = "positions";

export function sharePositions({ url, pass, onFix, onRefused }: Sharing): { stop(): void } {
  const key = pass.slice(0, pass.indexOf(":")); // of this shift: what another one left is not this one's to send
  let waiting = kept(key);
  let sending = false;
  let stopped = false;
  let sentAt = 0; // the first fix goes at once: the board waits for it
  let fixedAt = 0;
  const watch = "geolocation" in navigator
    ? navigator.geolocation.watchPosition(take, () => undefined, { enableHighAccuracy: true, maximumAge: 5000 })
    : undefined;
  const timer = window.setInterval(maybeSend, SHORTEST_MS);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", hide);
  if (waiting.length) void send();

  function take({ coords, timestamp }: GeolocationPosition): void {
    if (stopped) return;
    const place = { lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy };
    onFix?.(place);
    if (timestamp - fixedAt < APART_MS) return;
    fixedAt = timestamp;
    waiting.push({ at: timestamp / 1000, ...place });
    waiting.splice(0, waiting.length - KEPT_AT_MOST);
    maybeSend();
  }

  function maybeSend(): void {
    const passed = Date.now() - sentAt;
    if (passed >= LONGEST_MS || (passed >= SHORTEST_MS && waiting.length >= BATCH)) void send();
  }

  async function send(): Promise<void> {
    if (stopped || sending || !waiting.length) return;
    sending = true;
    sentAt = Date.now();
    const batch = waiting.slice();
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${pass}` },
      body: JSON.stringify({ sent_at: Date.now() / 1000, fixes: batch }),
      keepalive: true,
    }).catch(() => undefined);
    sending = false;
    if (stopped) return;
    if (answer?.status === 401 || answer?.status === 409) {
      const problem = await answer.json().catch(() => ({})) as { type?: string };
      stop();
      onRefused?.(problem.type?.split("/").pop() ?? "");
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      const sent = new Set(batch);
      waiting = waiting.filter((fix) => !sent.has(fix));
    }
    keep(key, waiting);
  }

  function hide(): void {
    if (document.visibilityState === "hidden") {
      keep(key, waiting);
      void send();
    }
  }

  function stop(): void {
    stopped = true;
    if (watch !== undefined) navigator.geolocation.clearWatch(watch);
    clearInterval(timer);
    removeEventListener("online", send);
    document.removeEventListener("visibilitychange", hide);
    waiting = [];
    keep(key, waiting);
  }

  return { stop };
}

function kept(key: string): Fix[] {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "null") as { key: string; fixes: Fix[] } | null;
    if (found?.key === key) return found.fixes;
    localStorage.removeItem(STORE);
    return [];
  } catch {
    return [];
  }
}

function keep(key: string, fixes: Fix[]): void {
  try {
    if (fixes.length) localStorage.setItem(STORE, JSON.stringify({ key, fixes }));
    else localStorage.removeItem(STORE);
  } catch {
    // no storage: a reload in a dead spot costs those fixes
  }
}
