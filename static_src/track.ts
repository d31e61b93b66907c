// The recipient's map: there while the courier brings the order, gone before and after; the line says the same.
import type { MapThings } from "./lib/map";

const place = document.getElementById("track-map");
const template = place?.querySelector("template");

function show(): void {
  const text = document.getElementById("track-things")?.textContent ?? "null";
  const things = JSON.parse(text) as MapThings | null;
  const map = place?.querySelector("coop-map");
  if (!place || !template) return;
  if (!things) map?.remove();
  else if (map) map.update?.(things);
  else {
    const drawn = template.content.cloneNode(true) as DocumentFragment;
    const data = drawn.querySelector('script[type="application/json"]');
    if (data) data.textContent = text;
    void import("./lib/map");
    place.append(drawn);
  }
}

document.addEventListener("htmx:afterSettle", show);
show();
