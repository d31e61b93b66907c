// While Alma's shift is open and she lets it, her phone tells where it is; the script tag says where to, with her pass.
import { sharePositions } from "./lib/day/positions";

const { positionsUrl: url, positionsPass: pass } =
  document.querySelector<HTMLScriptElement>("script[data-positions-url]")?.dataset ?? {};
if (url && pass) sharePositions({ url, pass });
