// What every page carries: htmx, the theme choice, live fragments, the undo countdown, and the way to errors.
import htmx from "htmx.org";
import { keepBusy } from "./lib/busy";
import { goLive } from "./lib/live";
import { morphFragments } from "./lib/morph";
import { letOvertakenGo } from "./lib/overtaken";
import { offerThemes } from "./lib/theme";
import { reportTrouble } from "./lib/trouble";
import { countDown } from "./lib/undo";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.attributesToSettle = ["class"]; // the policy refuses style attributes, an empty one too
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true }, // the same form, with its errors
  { code: "409", swap: true }, // someone was quicker: what is true now
  { code: "...", swap: false, error: true },
];

letOvertakenGo();
morphFragments(htmx);
htmx.onLoad((fragment) => {
  const root = fragment as HTMLElement;
  for (const bar of own(root, "[data-undo]")) countDown(bar);
  own(root, ".error-summary")[0]?.focus();
  if (own(root, "coop-map").length) void import("./lib/map");
});
offerThemes();
keepBusy();
reportTrouble(htmx);
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) print();
});
goLive(document.body, (element) => htmx.trigger(element, "live", {}));

function own(root: HTMLElement, selector: string): HTMLElement[] {
  const inside = [...root.querySelectorAll<HTMLElement>(selector)];
  return root.matches(selector) ? [root, ...inside] : inside;
}
