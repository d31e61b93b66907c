// The quiet ground of the map, by day and by night: our lines are the only black on it. No icons, no glyph server.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

export interface Paint {
  water: string; built: string; building: string; road: string; casing: string; park: string; area: string;
  cycle: string; label: string; halo: string; ink: string; paper: string;
}

export const DAY: Paint = {
  water: "#e9f0f3", built: "#f1f3f2", building: "#e2e5e3", road: "#ffffff", casing: "#c3c9c6", park: "#dfe9e0",
  area: "#cfe0e8", cycle: "#2c8a57", label: "#4a504d", halo: "#ffffff", ink: "#101312", paper: "#ffffff",
};
export const NIGHT: Paint = {
  water: "#141716", built: "#191d1b", building: "#232826", road: "#39403d", casing: "#0c0e0d", park: "#1a2620",
  area: "#16262e", cycle: "#4fb884", label: "#b4bcb8", halo: "#141716", ink: "#f3f5f4", paper: "#0f1211",
};
export const SIGNAL = "#ffd100";
export const ON_SIGNAL = "#101312";
const FONT = ["Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "sans-serif"];

const MAJOR = ["motorway", "trunk", "primary", "secondary", "tertiary"];
const SMALL = ["footway", "path", "steps", "track", "service"];

function width(extra: number): ExpressionSpecification {
  const at = (major: number, street: number, small: number): ExpressionSpecification => [
    "match", ["get", "class"], MAJOR, major + extra, SMALL, small + extra, street + extra,
  ];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 11, at(1.5, 0.5, 0), 14, at(5, 3, 1), 17, at(16, 12, 4)];
}

/** The whole style over one vector source named "town". */
export function quietStyle(paint: Paint, tiles: string, attribution: string): StyleSpecification {
  const road: LayerSpecification = { id: "", type: "line", source: "town", "source-layer": "road" };
  const roads = (id: string, color: string, extra: number): LayerSpecification => ({
    ...road, id, filter: ["!=", ["get", "class"], "rail"], layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": color, "line-width": width(extra) },
  });
  const label = { "text-color": paint.label, "text-halo-color": paint.halo, "text-halo-width": 1.5 };
  return {
    version: 8,
    sources: { town: { type: "vector", url: tiles, attribution } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": paint.water } },
      {
        id: "landuse", type: "fill", source: "town", "source-layer": "landuse",
        paint: {
          "fill-color": ["match", ["get", "class"], ["built", "industry"], paint.built, ["farm"], paint.built, paint.park],
        },
      },
      { id: "water", type: "fill", source: "town", "source-layer": "water", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": paint.area } },
      { id: "stream", type: "line", source: "town", "source-layer": "water", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": paint.area, "line-width": 2 } },
      { id: "building", type: "fill", source: "town", "source-layer": "building", minzoom: 13, paint: { "fill-color": paint.building } },
      roads("road-casing", paint.casing, 1.5),
      roads("road", paint.road, 0),
      { ...road, id: "rail", filter: ["==", ["get", "class"], "rail"], paint: { "line-color": paint.casing, "line-width": 1, "line-dasharray": [4, 3] } },
      { ...road, id: "cycle", filter: ["==", ["get", "bike"], 1], minzoom: 12, paint: { "line-color": paint.cycle, "line-width": 2, "line-opacity": 0.7 } },
      {
        id: "street-name", type: "symbol", source: "town", "source-layer": "road", minzoom: 14, filter: ["has", "name"],
        layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-max-angle": 30 },
        paint: label,
      },
      {
        id: "place-name", type: "symbol", source: "town", "source-layer": "place",
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": ["match", ["get", "class"], ["city", "town"], 17, 13], "text-max-width": 8 },
        paint: label,
      },
    ],
  };
}
