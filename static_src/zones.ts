// A zone drawn on the map: a touch sets the next corner, a corner is dragged, each step can be undone. What is drawn
// stands in the text field, which is what is sent; typed there, it is drawn here.
import type { MapThings } from "./lib/map";

type Corner = [longitude: number, latitude: number];
type Outline = { name: string; points: Corner[] };
type MapElement = HTMLElement & { update?: (things: MapThings) => void };

const box = document.querySelector<HTMLElement>("[data-zone-map]");
const field = document.querySelector<HTMLTextAreaElement>("textarea[name=corners]");
if (box && field) start(box, field);

function start(box: HTMLElement, field: HTMLTextAreaElement): void {
  const map = box.querySelector<MapElement>("coop-map");
  if (!map) return;
  const others = JSON.parse(box.dataset.others ?? "[]") as Outline[];
  const past: string[] = [];
  let corners = read(field.value) ?? [];
  let isPicked = false;
  let before: string | undefined;

  const draw = () => map.update?.({ routes: outlines(others, corners), stops: marks(corners) });
  const write = () => {
    field.value = corners.map(([lon, lat]) => `${lat}, ${lon}`).join("\n");
    draw();
  };
  const keep = () => past.push(field.value);

  map.dataset.draggable = "";
  box.hidden = false;
  void import("./lib/map").then(draw);

  map.addEventListener("coop-map:pick", () => {
    isPicked = true;
    setTimeout(() => (isPicked = false));
  });
  map.addEventListener("coop-map:point", (event) => {
    if (isPicked) return;
    keep();
    corners.push(rounded((event as CustomEvent<{ at: Corner }>).detail.at));
    write();
  });
  map.addEventListener("coop-map:drag", (event) => {
    const { id, at, done } = (event as CustomEvent<{ id: string; at: Corner; done: boolean }>).detail;
    before ??= field.value;
    corners[Number(id)] = rounded(at);
    write();
    if (!done) return;
    if (before !== field.value) past.push(before);
    before = undefined;
  });
  box.querySelector("[data-zone-undo]")?.addEventListener("click", () => {
    const last = past.pop();
    if (last === undefined) return;
    field.value = last;
    corners = read(last) ?? [];
    draw();
  });
  box.querySelector("[data-zone-clear]")?.addEventListener("click", () => {
    keep();
    corners = [];
    write();
  });
  field.addEventListener("input", () => {
    const typed = read(field.value);
    if (!typed) return;
    corners = typed;
    draw();
  });
}

function outlines(others: Outline[], corners: Corner[]): NonNullable<MapThings["routes"]> {
  const first = corners[0];
  const mine = first && corners.length > 1 ? [{ points: [...corners, first], kind: "chosen" as const }] : [];
  return [...others.map(({ points }) => ({ points, kind: "route" as const })), ...mine];
}

function marks(corners: Corner[]): NonNullable<MapThings["stops"]> {
  return corners.map((at, index) => ({ id: String(index), kind: "next-pickup" as const, at }));
}

function rounded([lon, lat]: Corner): Corner {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}

/** The corners that a text says; nothing while it cannot be read. */
function read(text: string): Corner[] | undefined {
  if (/^\s*[{[]/.test(text)) return fromJson(text);
  const lines = text.split("\n").filter((line) => line.trim());
  const corners = lines.map((line) => line.split(/[,;]/).map(Number));
  if (corners.some((pair) => pair.length !== 2 || pair.some(Number.isNaN))) return undefined;
  return corners.map(([lat, lon]) => [lon, lat] as Corner);
}

function fromJson(text: string): Corner[] | undefined {
  try {
    let found = JSON.parse(text) as { features?: unknown[]; geometry?: unknown; coordinates?: Corner[][] } | Corner[];
    if (!Array.isArray(found) && found.features) found = found.features[0] as typeof found;
    if (!Array.isArray(found) && found.geometry) found = found.geometry as typeof found;
    const ring = Array.isArray(found) ? found : found.coordinates?.[0];
    if (!ring?.every((corner) => Array.isArray(corner) && corner.length >= 2)) return undefined;
    const corners = ring.map(([lon, lat]) => [lon, lat] as Corner);
    const [first, last] = [corners[0], corners.at(-1)];
    if (first && last && corners.length > 1 && first[0] === last[0] && first[1] === last[1]) corners.pop();
    return corners;
  } catch {
    return undefined;
  }
}
