// Messages to this phone while the day is not in sight. Asked for only by the person's own press; the switch says how
// it stands in the words it brings (data-t-on, -off, -refused, -missing, -failed).
// One browser has one subscription for all co-ops of a person: it is kept as "person co-op co-op…".
import { read, write } from "./settings";

type State = "on" | "off" | "refused" | "missing" | "failed";

interface Place {
  url: string;
  key: string;
  person: string;
  cooperative: string;
}

/** A switch <button role="switch" data-push data-push-url data-push-key data-person data-cooperative aria-describedby>. */
export function offerPush(button: HTMLButtonElement): void {
  const { pushUrl: url = "", pushKey: key = "", person = "", cooperative = "" } = button.dataset;
  const place = { url, key, person, cooperative };
  const words = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  const show = (state: State) => {
    button.setAttribute("aria-checked", String(state === "on"));
    button.disabled = state === "missing" || state === "refused";
    if (words) words.textContent = button.dataset[`t${state[0]?.toUpperCase()}${state.slice(1)}`] ?? "";
  };
  const press = async () => {
    button.disabled = true;
    const turn = button.getAttribute("aria-checked") === "true" ? turnOff : turnOn;
    show(await turn(place).catch((): State => "failed"));
  };
  button.addEventListener("click", () => void press());
  void now(place).then(show, () => show("failed"));
}

async function now({ url, key, person, cooperative }: Place): Promise<State> {
  if (!key || !("serviceWorker" in navigator) || !("PushManager" in window)) return "missing";
  const subscription = await mine(person, key);
  if (Notification.permission === "denied") return "refused";
  if (!subscription || !told().includes(cooperative)) return "off";
  if (navigator.onLine) void ask(url, "POST", subscription.toJSON());
  return "on";
}

async function turnOn({ url, key, person, cooperative }: Place): Promise<State> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "refused" : "off";
  const worker = await navigator.serviceWorker.ready;
  const subscription = (await mine(person, key)) ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
  const others = told().filter((one) => one !== cooperative);
  if (await ask(url, "POST", subscription.toJSON())) {
    write("push", [person, ...others, cooperative].join(" "));
    return "on";
  }
  if (!others.length) await subscription.unsubscribe();
  return "failed";
}

/** Off at once; where the server cannot be told, its next message finds nobody and ends it there too. While another
 * co-op still tells this phone, the server has to hear of it: without a network it stays on. */
async function turnOff({ url, person, cooperative }: Place): Promise<State> {
  const subscription = await existing();
  const others = told().filter((one) => one !== cooperative);
  write("push", others.length ? [person, ...others].join(" ") : null);
  if (!subscription) return "off";
  const isTold = await ask(url, "DELETE", { endpoint: subscription.endpoint });
  if (others.length && !isTold) {
    write("push", [person, ...others, cooperative].join(" "));
    return "on";
  }
  if (!others.length) await subscription.unsubscribe().catch(() => false);
  return "off";
}

/** The co-ops that tell this phone. */
function told(): string[] {
  return (read("push") ?? "").split(" ").slice(1);
}

/** The person's own subscription. One left by somebody else who used this phone, or made for another key, ends here. */
async function mine(person: string, key: string): Promise<PushSubscription | null> {
  const subscription = await existing();
  if (!subscription) return null;
  const madeFor = subscription.options?.applicationServerKey;
  const isSameKey = !madeFor || new Uint8Array(madeFor).toString() === bytes(key).toString();
  if (isSameKey && read("push")?.split(" ")[0] === person && Notification.permission === "granted") return subscription;
  await subscription.unsubscribe();
  write("push", null);
  return null;
}

async function existing(): Promise<PushSubscription | null> {
  return (await navigator.serviceWorker.ready).pushManager.getSubscription();
}

async function ask(url: string, method: "POST" | "DELETE", body: unknown): Promise<boolean> {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const { endpoint, keys } = body as PushSubscriptionJSON;
  const answer = await fetch(url, { method, headers, body: JSON.stringify(keys ? { endpoint, keys } : { endpoint }) }).catch(() => undefined);
  return answer?.ok ?? false;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
