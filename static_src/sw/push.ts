// A message that stops came or went: one notification that the next replaces. A page in sight is told, and speaks itself.
interface News {
  title: string;
  body: string;
  url: string;
  tag: string;
  kind: "new" | "gone";
  lang: string;
}

const BUZZES = { new: [120, 60, 120], gone: [250] };

export function listenForPush(scope: ServiceWorkerGlobalScope): void {
  let before: Promise<void> = Promise.resolve(); // two that come at once are shown in their order: the later one stays
  scope.addEventListener("push", (event) => {
    const news = event.data?.json() as News | undefined;
    if (!news) return;
    const told = before.then(() => tell(scope, news));
    before = told.catch(() => undefined);
    event.waitUntil(told);
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(scope, (event.notification.data as { url?: string } | undefined)?.url ?? "/"));
  });
}

async function tell(scope: ServiceWorkerGlobalScope, { title, body, url, tag, kind, lang }: News): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage({ kind: "push", change: kind });
  const isSeen = pages.some((page) => page.visibilityState === "visible" && new URL(page.url).pathname === url);
  const speaks = isSeen ? { silent: true } : { renotify: true, vibrate: BUZZES[kind] };
  await scope.registration.showNotification(title, { body, tag, lang, data: { url }, icon: "/static/icon-192.png", ...speaks } as NotificationOptions);
}

async function open(scope: ServiceWorkerGlobalScope, url: string): Promise<void> {
  const address = new URL(url, scope.location.origin);
  if (address.origin !== scope.location.origin) return;
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const day = pages.find((page) => new URL(page.url).pathname === address.pathname);
  await (day ? day.focus() : scope.clients.openWindow(address.href));
}
