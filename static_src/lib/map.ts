// <coop-map tiles="….pmtiles" credit="© OpenStreetMap…"> with its things in a JSON script, or given by `update()`.
// Couriers are square bullets, stops round, routes ink with a paper casing. MapLibre is loaded only where one stands.
import { AttributionControl, LngLatBounds, Map as GlMap, NavigationControl, addProtocol } from "maplibre-gl";
import type {
  ExpressionSpecification, GeoJSONSource, LayerSpecification, MapLayerMouseEvent, MapLayerTouchEvent, MapMouseEvent, MapTouchEvent,
} from "maplibre-gl";
import { PMTiles, Protocol } from "pmtiles";
import { DAY, NIGHT, ON_SIGNAL, SIGNAL, quietStyle } from "./map-style";
import type { Paint } from "./map-style";

type Lonlat = [longitude: number, latitude: number];

export interface MapThings {
  couriers?: { code: string; at: Lonlat; live?: boolean }[];
  stops?: { id?: string; kind: "pickup" | "dropoff" | "next-pickup" | "next-dropoff" | "done" | "suggested-pickup" | "suggested-dropoff"; at: Lonlat }[];
  routes?: { points: Lonlat[]; kind?: "route" | "chosen" | "suggested" }[];
}

const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

const PATIENCE_MS = 1000; // for the first things, so that the town's streets are not fetched for a view that jumps at once

class CoopMap extends HTMLElement {
  #map: GlMap | undefined;
  #begin = () => {};
  #begun = new Promise<void>((resolve) => (this.#begin = resolve));
  #things: MapThings = {};
  #watch = new MutationObserver(() => this.#repaint());
  #night = matchMedia("(prefers-color-scheme: dark)");
  #onNight = () => this.#repaint();

  connectedCallback(): void {
    const given = this.querySelector('script[type="application/json"]');
    this.#things = JSON.parse(given?.textContent ?? "{}") as MapThings;
    if (given || this.dataset.draggable !== undefined) this.#begin();
    else setTimeout(this.#begin, PATIENCE_MS);
    this.#watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#night.addEventListener("change", this.#onNight);
    this.#open().catch((error: unknown) => this.#fail(error));
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
    this.#night.removeEventListener("change", this.#onNight);
    this.#map?.remove();
    this.#map = undefined;
  }

  /** Show these things from now on; a kind that is left out stays as it was. The first ones are framed, unless one draws here. */
  update(things: MapThings): void {
    const wasEmpty = !this.#frame() && this.dataset.draggable === undefined;
    this.#things = { ...this.#things, ...things };
    this.#begin();
    const frame = wasEmpty ? this.#frame() : undefined;
    if (frame) this.#map?.fitBounds(frame, { padding: 48, maxZoom: 16, animate: false });
    if (this.#map?.getSource("routes")) this.#draw(this.#map);
  }

  async #open(): Promise<void> {
    const tiles = new PMTiles(new URL(this.getAttribute("tiles") ?? "", location.href).href);
    protocol.add(tiles);
    const [header] = await Promise.all([tiles.getHeader(), this.#begun]);
    if (!this.isConnected) return;
    const map = new GlMap({
      container: this,
      style: this.#style(),
      bounds: this.#frame() ?? [header.minLon, header.minLat, header.maxLon, header.maxLat],
      fitBoundsOptions: { padding: 48, maxZoom: 16 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      locale: {
        "NavigationControl.ZoomIn": this.dataset.tZoomIn ?? "+",
        "NavigationControl.ZoomOut": this.dataset.tZoomOut ?? "−",
        "Map.Title": this.getAttribute("label") ?? "",
      },
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    map.on("style.load", () => this.#dress(map));
    map.on("idle", () => (this.dataset.state = this.dataset.drawn = "idle"));
    map.on("error", ({ error }) => this.#fail(error));
    map.on("click", "couriers", (event) => this.#pick("courier", event.features?.[0]?.properties.code));
    map.on("click", "stops", (event) => this.#pick("stop", event.features?.[0]?.properties.id));
    map.on("click", ({ lngLat }) => this.#point([lngLat.lng, lngLat.lat]));
    if (this.dataset.draggable !== undefined) this.#drag(map);
  }

  #paint(): Paint {
    const ground = getComputedStyle(this).backgroundColor.match(/\d+/g) ?? ["255"];
    return Number(ground[0]) < 128 ? NIGHT : DAY;
  }

  #style() {
    const tiles = new URL(this.getAttribute("tiles") ?? "", location.href).href;
    return quietStyle(this.#paint(), `pmtiles://${tiles}`, this.getAttribute("credit") ?? "© OpenStreetMap");
  }

  #repaint(): void {
    this.#map?.setStyle(this.#style());
  }

  #frame(): LngLatBounds | undefined {
    const { couriers = [], stops = [], routes = [] } = this.#things;
    const points = [...couriers.map((c) => c.at), ...stops.map((s) => s.at), ...routes.flatMap((r) => r.points)];
    return points.length ? points.reduce((box, point) => box.extend(point), new LngLatBounds()) : undefined;
  }

  #dress(map: GlMap): void {
    for (const source of ["routes", "stops", "couriers"]) {
      if (!map.getSource(source)) map.addSource(source, { type: "geojson", data: collection([]) });
    }
    for (const layer of thingLayers(this.#paint())) if (!map.getLayer(layer.id)) map.addLayer(layer);
    this.#draw(map);
  }

  #draw(map: GlMap): void {
    const { couriers = [], stops = [], routes = [] } = this.#things;
    delete this.dataset.drawn; // until what is put now can be seen, and taken hold of
    const put = (name: string, features: GeoJSON.Feature[]) => map.getSource<GeoJSONSource>(name)?.setData(collection(features));
    for (const { code, live } of couriers) this.#bullet(map, code, live ?? false);
    put("routes", routes.map(({ points, kind = "route" }) => feature({ type: "LineString", coordinates: points }, { kind })));
    put("stops", stops.map(({ at, ...rest }) => feature({ type: "Point", coordinates: at }, rest)));
    put("couriers", couriers.map(({ at, code, live = false }) => feature({ type: "Point", coordinates: at }, { code, live, image: imageName(code, live) })));
  }

  #bullet(map: GlMap, code: string, live: boolean): void {
    const name = imageName(code, live);
    if (map.hasImage(name)) return;
    const paint = this.#paint();
    const [wide, high, scale] = [34, 28, 2];
    const canvas = new OffscreenCanvas(wide * scale, high * scale);
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.scale(scale, scale);
    pen.fillStyle = live ? ON_SIGNAL : paint.paper;
    pen.fillRect(0, 0, wide, high);
    pen.fillStyle = live ? SIGNAL : paint.ink;
    pen.fillRect(2, 2, wide - 4, high - 4);
    pen.fillStyle = live ? ON_SIGNAL : paint.paper;
    pen.font = "700 14px 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(code, wide / 2, high / 2 + 1);
    map.addImage(name, pen.getImageData(0, 0, wide * scale, high * scale), { pixelRatio: scale });
  }

  #pick(kind: string, id: unknown): void {
    this.dispatchEvent(new CustomEvent("coop-map:pick", { bubbles: true, detail: { kind, id } }));
  }

  #point(at: Lonlat): void {
    this.dispatchEvent(new CustomEvent("coop-map:point", { bubbles: true, detail: { at } }));
  }

  /** A stop that is held moves with the pointer, and says where it is: `coop-map:drag`, `done` when it is let go. */
  #drag(map: GlMap): void {
    let held: unknown;
    const say = (at: Lonlat, done: boolean) =>
      this.dispatchEvent(new CustomEvent("coop-map:drag", { bubbles: true, detail: { id: held, at, done } }));
    const hold = (event: MapLayerMouseEvent | MapLayerTouchEvent) => {
      event.preventDefault();
      held = event.features?.[0]?.properties.id;
    };
    const move = ({ lngLat }: MapMouseEvent | MapTouchEvent) => {
      if (held !== undefined) say([lngLat.lng, lngLat.lat], false);
    };
    const drop = ({ lngLat }: MapMouseEvent | MapTouchEvent) => {
      if (held !== undefined) say([lngLat.lng, lngLat.lat], true);
      held = undefined;
    };
    map.on("mousedown", "stops", hold);
    map.on("touchstart", "stops", hold);
    map.on("mousemove", move);
    map.on("touchmove", move);
    map.on("mouseup", drop);
    map.on("touchend", drop);
  }

  #fail(error: unknown): void {
    console.error(error);
    if (this.dataset.state) return;
    this.dataset.state = "failed";
    const words = document.createElement("p");
    words.className = "map-failed";
    words.textContent = this.dataset.tFailed ?? "";
    this.append(words);
  }
}

function thingLayers(paint: Paint): LayerSpecification[] {
  const line = (id: string, kind: string, color: string, width: number, dash?: number[]): LayerSpecification => ({
    id, type: "line", source: "routes", filter: ["==", ["get", "kind"], kind],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": color, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  const next: ExpressionSpecification = ["in", "next", ["get", "kind"]];
  const drop: ExpressionSpecification = ["in", "dropoff", ["get", "kind"]];
  const done: ExpressionSpecification = ["==", ["get", "kind"], "done"];
  return [
    line("route-casing", "route", paint.paper, 8),
    line("route", "route", paint.ink, 4),
    line("suggested", "suggested", paint.ink, 4, [0, 2]),
    line("chosen-ink", "chosen", paint.ink, 10),
    line("chosen", "chosen", SIGNAL, 5),
    {
      id: "stops", type: "circle", source: "stops", filter: ["any", next, [">=", ["zoom"], 14]],
      paint: {
        "circle-radius": ["case", next, 9, done, 4, 6],
        "circle-color": ["case", next, SIGNAL, done, paint.casing, drop, paint.ink, paint.paper],
        "circle-stroke-color": paint.ink,
        "circle-stroke-width": ["case", done, 0, 3],
      },
    },
    { id: "stop-hearts", type: "circle", source: "stops", filter: ["==", ["get", "kind"], "next-dropoff"], paint: { "circle-radius": 3.5, "circle-color": ON_SIGNAL } },
    { id: "couriers", type: "symbol", source: "couriers", layout: { "icon-image": ["get", "image"], "icon-allow-overlap": true } },
  ];
}

function imageName(code: string, live: boolean): string {
  return `bullet-${code}-${live ? "live" : "ink"}`;
}

function feature(geometry: GeoJSON.Geometry, properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", geometry, properties };
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

customElements.define("coop-map", CoopMap);
declare global {
  interface HTMLElementTagNameMap {
    "coop-map": CoopMap;
  }
}
