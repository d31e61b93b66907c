// A request that failed says so in #trouble, which can send it again; what was typed stays where it was.
import type Htmx from "htmx.org";

type Failure = CustomEvent<{ elt: HTMLElement; requestConfig: { triggeringEvent?: Event } }>;

export function reportTrouble(htmx: typeof Htmx): void {
  const place = document.getElementById("trouble");
  if (!place) return;
  let failed: HTMLElement | undefined;
  const report = (event: Event) => {
    const { elt, requestConfig } = (event as Failure).detail;
    if (requestConfig.triggeringEvent?.type === "live") return; // the connection notice speaks for those
    failed = elt;
    place.hidden = false;
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, report);
  document.addEventListener("htmx:beforeRequest", () => (place.hidden = true));
  place.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("button") || !failed) return;
    if (failed instanceof HTMLFormElement) failed.requestSubmit();
    else htmx.trigger(failed, failed.getAttribute("hx-trigger")?.split(/[\s,[]/)[0] || "click");
  });
}
