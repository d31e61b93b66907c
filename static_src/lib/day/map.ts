// The map, only when its fold is opened: <details data-day-map="where the stops are" data-style="its style">. Until then
// nothing of it is loaded; opened again it shows what is true by then.
import type { MapThings } from "../map";

const style = new Map<string, Promise<unknown>>();

export function openMapOnDemand(): void {
  document.addEventListener("toggle", (event) => {
    const fold = event.target as HTMLDetailsElement;
    if (fold.dataset.dayMap && fold.open) void show(fold);
  }, true);
}

/** A map that is open shows what the day now is; it stays where a thumb moved it. */
export function freshenMap(): void {
  const fold = document.querySelector<HTMLDetailsElement>("details[open][data-day-map]");
  if (fold) void show(fold);
}

async function show(fold: HTMLDetailsElement): Promise<void> {
  const failed = fold.querySelector<HTMLElement>("[data-map-failed]");
  try {
    const [answer] = await Promise.all([fetch(fold.dataset.dayMap ?? ""), import("../map"), dressed(fold.dataset.style ?? "")]);
    if (!answer.ok) throw new Error(String(answer.status));
    const things = (await answer.json()) as MapThings;
    const place = fold.querySelector<HTMLElement>("[data-map]");
    const pattern = fold.querySelector("template");
    if (place && pattern && !place.firstElementChild) place.append(document.importNode(pattern.content, true));
    fold.querySelector("coop-map")?.update(things);
    if (failed) failed.hidden = true;
  } catch {
    if (failed) failed.hidden = false;
  }
}

function dressed(href: string): Promise<unknown> {
  const known = style.get(href);
  if (known) return known;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loading = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      style.delete(href);
      link.remove();
      reject(new Error(href));
    };
  });
  style.set(href, loading);
  document.head.append(link);
  return loading;
}
