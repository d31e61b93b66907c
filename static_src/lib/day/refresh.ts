// The day as the server has it now, in the place of what was shown; also put into the phone's memory, so that a
// reload without a network shows the same.
import { morph } from "../morph";

export const PAGES = "pages";

// The one button is not among them: what a thumb is pressing must not be taken from under it.
const PARTS = ["day", "day-sum", "messages"];
let isPressed = false;

document.addEventListener("pointerdown", () => (isPressed = true));
for (const over of ["pointerup", "pointercancel"]) document.addEventListener(over, () => setTimeout(() => (isPressed = false), 50));

/** `shown`, `offline`, or `signed-out`. `onPut` runs in the very moment the fresh parts stand on the page: how far they
 * have this phone's taps in them and what they say must never be of two different answers. */
export async function refresh(onPut: () => void): Promise<"shown" | "offline" | "signed-out"> {
  const response = await fetch(location.pathname, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
  if (!response || response.status >= 500) return "offline";
  if (response.redirected || !response.ok) return "signed-out";
  const html = await response.text();
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (let waited = 0; isPressed && waited < 3000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  put(document, fresh);
  onPut();
  await remember(html).catch(() => undefined);
  return "shown";
}

function put(host: Document, fresh: Document): void {
  for (const id of PARTS) {
    const [old, part] = [host.getElementById(id), fresh.getElementById(id)];
    if (old && part && host === document) morph(old, part);
    else if (old && part) old.replaceWith(host.importNode(part, true));
  }
}

/** The kept page with the fresh parts in it, as the server wrote them. */
async function remember(html: string): Promise<void> {
  const pages = await caches.open(PAGES);
  const known = await pages.match(location.pathname);
  if (!known) return pages.add(location.pathname);
  const page = new DOMParser().parseFromString(await known.text(), "text/html");
  put(page, new DOMParser().parseFromString(html, "text/html"));
  const whole = `<!doctype html>${page.documentElement.outerHTML}`;
  await pages.put(location.pathname, new Response(whole, { headers: known.headers }));
}
