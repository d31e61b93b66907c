// The live line of a page: <body data-live-url="/ws/…/" data-live-after="txid-position">. The server says only
// what happened and whom it concerns; every element that listens (data-live="OrderPlaced courier:* task:7f…") gets
// the event "live" by `touch`, and refetches itself, so each read passes the normal permission.
export interface LiveMessage {
  place: string | null; // in the journal; null for what it does not keep, like a courier's move
  kind: string;
  topics: string[];
}

const QUIET_MS = 120; // a burst of messages refetches a fragment once
const PATIENCE_MS = 3000; // a short break is not worth a word
const LONGEST_MS = 20_000;

export function goLive(host: HTMLElement, touch: (element: HTMLElement) => void): void {
  const address = host.dataset.liveUrl;
  if (!address) return;
  const notice = document.getElementById("connection");
  const touched = new Set<HTMLElement>();
  let place = host.dataset.liveAfter ?? "";
  let tries = 0;
  let flushing = 0;
  let speaking = 0;

  const flush = () => {
    flushing = 0;
    for (const element of touched) if (element.isConnected) touch(element);
    touched.clear();
  };

  const hear = (message: LiveMessage) => {
    place = message.place ?? place;
    document.dispatchEvent(new CustomEvent("coop:live", { detail: message }));
    for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
      if (listens(element.dataset.live ?? "", message)) touched.add(element);
    }
    flushing ||= window.setTimeout(flush, QUIET_MS);
  };

  const show = (state: "open" | "lost") => {
    clearTimeout(speaking);
    document.documentElement.dataset.live = state;
    if (!notice) return;
    if (state === "open") notice.hidden = true;
    else speaking = window.setTimeout(() => (notice.hidden = false), PATIENCE_MS);
  };

  const connect = () => {
    const url = new URL(address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (place) url.searchParams.set("after", place);
    const socket = new WebSocket(url);
    socket.onopen = () => {
      tries = 0;
      show("open");
    };
    socket.onmessage = (event) => hear(JSON.parse(event.data as string) as LiveMessage);
    socket.onclose = () => {
      if (document.documentElement.dataset.live !== "lost") show("lost");
      const wait = Math.min(LONGEST_MS, 500 * 2 ** tries++) * (0.75 + Math.random() / 2);
      const again = window.setTimeout(connect, wait);
      window.addEventListener("online", () => (clearTimeout(again), connect()), { once: true });
    };
  };
  connect();
}

/** Whether `patterns` name this message: by kind ("OrderPlaced"), by topic ("task:7f…", "courier:*"), or all ("*"). */
export function listens(patterns: string, { kind, topics }: LiveMessage): boolean {
  return patterns.split(/\s+/).some((pattern) => {
    if (pattern === "*" || pattern === kind) return true;
    return pattern.endsWith(":*") ? topics.some((topic) => topic.startsWith(pattern.slice(0, -1))) : topics.includes(pattern);
  });
}
