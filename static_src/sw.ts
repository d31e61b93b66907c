// The courier's service worker: the day opens without a network, and what was kept is sent also when no page is open.
// Pages of a courier are kept as they were last seen, and forgotten as soon as someone signs in or out.
import { send } from "./lib/day/send";
import { owners } from "./lib/day/store";
import { listenForPush } from "./sw/push";

declare const self: ServiceWorkerGlobalScope & { shell: { version: string; assets: string[] } };

const PAGES = "pages";
const { version, assets } = self.shell;
const SHELL = `shell-${version}`;
const MINE = /^\/c\/[^/]+\/(day|me)\//;
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(assets)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim().then(renew));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "POST") event.waitUntil(caches.delete(PAGES));
  else if (request.mode === "navigate" && MINE.test(url.pathname)) event.respondWith(page(event, url));
  else if (["script", "style"].includes(request.destination)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
});

listenForPush(self);

self.addEventListener("sync", (event) => {
  const sync = event as ExtendableEvent;
  sync.waitUntil(owners().then((all) => Promise.all(all.map(({ owner }) => send(owner, token)))));
});

/** After an update kept pages are asked for again, for they name the files they were written with. Those files stay until
 * every page is renewed: a phone without network goes on as it was. */
async function renew(): Promise<void> {
  const pages = await caches.open(PAGES);
  const renewed = await Promise.all((await pages.keys()).map(async ({ url }) => {
    const response = await fetch(url).catch(() => undefined);
    if (!response?.ok || response.redirected) return false;
    await pages.put(new URL(url).pathname, response);
    return true;
  }));
  if (!renewed.every(Boolean)) return;
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The day itself opens from memory at once and brings itself up to date; other pages wait a moment for the network. */
async function page(event: FetchEvent, url: URL): Promise<Response> {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(url.pathname);
  const isDay = url.pathname.endsWith("/day/") && !url.search;
  if (kept && isDay) return kept;
  const fresh = fetch(event.request).then(async (response) => {
    const isPage = response.ok && !response.redirected && response.type === "basic";
    if (isPage) await pages.put(url.pathname, response.clone());
    return response;
  });
  event.waitUntil(fresh.catch(() => undefined));
  if (!kept) return fresh;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function token(): Promise<string> {
  const jar = (self as unknown as { cookieStore?: { get(name: string): Promise<{ value: string } | null> } }).cookieStore;
  return (await jar?.get("csrftoken"))?.value ?? "";
}
