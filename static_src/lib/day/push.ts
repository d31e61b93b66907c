// Messages to this phone while the day is not in sight. Asked for only by the person's own press; the switch says how
// it stands in the words it brings (data-t-on, -off, -refused, -missing, -failed).
import { read, write } from "./settings";

type State = "on" | "off" | "refused" | "missing" | "failed";

/** A switch <button role="switch" data-push data-push-url data-push-key data-account aria-describedby>. */
export function offerPush(button: HTMLButtonElement): void {
  const { pushUrl = "", pushKey = "", account = "" } = button.dataset;
  const words = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  const show = (state: State) => {
    button.setAttribute("aria-checked", String(state === "on"));
    button.disabled = state === "missing" || state === "refused";
    button.dataset.state = state;
    if (words) words.textContent = button.dataset[`t${state[0]?.toUpperCase()}${state.slice(1)}`] ?? "";
    write("push", state === "on" ? account : null);
  };
  const press = async () => {
    button.disabled = true;
    show(await (button.getAttribute("aria-checked") === "true" ? turnOff(pushUrl) : turnOn(pushUrl, pushKey)).catch((): State => "failed"));
  };
  button.addEventListener("click", () => void press());
  void now(pushUrl, pushKey, account).then(show, () => show("failed"));
}

/** A subscription left by somebody else who used this phone ends here: it is not theirs any more. */
async function now(url: string, key: string, account: string): Promise<State> {
  if (!key || !("serviceWorker" in navigator) || !("PushManager" in window)) return "missing";
  if (Notification.permission === "denied") return "refused";
  const subscription = await existing();
  if (!subscription) return "off";
  if (read("push") === account && Notification.permission === "granted") {
    if (navigator.onLine) void ask(url, "POST", subscription.toJSON());
    return "on";
  }
  await subscription.unsubscribe();
  return "off";
}

async function turnOn(url: string, key: string): Promise<State> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "refused" : "off";
  await (await existing())?.unsubscribe();
  const worker = await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  if (await ask(url, "POST", subscription.toJSON())) return "on";
  await subscription.unsubscribe();
  return "failed";
}

/** Off here and now, also where the server cannot be told: its next message finds nobody and ends it there too. */
async function turnOff(url: string): Promise<State> {
  const subscription = await existing();
  if (!subscription) return "off";
  await Promise.allSettled([ask(url, "DELETE", { endpoint: subscription.endpoint }), subscription.unsubscribe()]);
  return "off";
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
