// Rosa's form: suggestions under the two searches of each stop, the first one by Enter; a pin on the map when nobody
// knows the address; more stops; and the price asked anew when something is settled. Without this script the form
// works, one step at a time.
import { ring } from "./lib/bell";

const QUIET_MS = 180;
const PRICED = ["bags", "ready_time", "day", "after", "before", "kilos", "slot", "package", "supplement", "price", "kind"];
let asked = 0;
let added = 0;

const form = () => document.querySelector<HTMLFormElement>("[data-order-form]");
const stopOf = (element: Element) => element.closest<HTMLElement>("[data-stop]");
const bare = (name: string) => name.replace(/^(from|stop-\w+)-/, "");
const isPriced = (field: HTMLInputElement) => PRICED.includes(bare(field.name).split("-")[0] ?? "");
const searchOf = (id: string) => document.querySelector<HTMLElement>(`[data-search][data-for="${id}"]`);

/** The field of that name in a stop; names carry the stop's prefix. */
function input(stop: HTMLElement | null, name: string): HTMLInputElement | undefined {
  const fields = stop?.querySelectorAll<HTMLInputElement>("input, select, textarea") ?? [];
  return [...fields].find((field) => bare(field.name) === name);
}

document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.closest("[data-order-form]")) return;
  if (bare(field.name) === "address") forget(stopOf(field));
  const list = searchOf(field.id);
  if (list) {
    clearTimeout(asked);
    asked = window.setTimeout(() => void suggest(list, field), QUIET_MS);
  } else if (["radio", "checkbox"].includes(field.type) || isPriced(field)) settle();
});

document.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.closest("[data-order-form]") && (bare(field.name) === "address" || isPriced(field))) settle();
});

document.addEventListener("keydown", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.closest("[data-order-form]")) return;
  const list = searchOf(field.id);
  const first = list?.querySelector<HTMLElement>("[data-pick]");
  if (event.key === "Enter" && first) {
    event.preventDefault();
    pick(first);
  } else if (event.key === "Escape") list?.replaceChildren();
  else if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const button = target.closest<HTMLElement>("[data-pick]");
  if (button) pick(button);
  else if (target.closest("[data-add-stop]")) addStop();
  else if (target.closest("[data-remove-stop]")) removeStop(target);
});

document.addEventListener(
  "toggle",
  (event) => {
    const pin = event.target as HTMLDetailsElement;
    const template = pin.matches("[data-pin]") && pin.open ? pin.querySelector("template") : null;
    if (!template) return;
    void import("./lib/map");
    template.replaceWith(template.content);
  },
  { capture: true },
);

document.addEventListener("coop-map:point", (event) => {
  const stop = stopOf(event.target as Element);
  const [lon, lat] = (event as CustomEvent<{ at: [number, number] }>).detail.at;
  put(stop, "lat", String(lat));
  put(stop, "lon", String(lon));
  stop?.querySelector("coop-map")?.update({ stops: [{ kind: "next-dropoff", at: [lon, lat] }] });
  const words = stop?.querySelector<HTMLElement>("[data-pin-words]");
  if (words) words.textContent = words.dataset.tSet ?? "";
  searchOf(input(stop, "address")?.id ?? "")?.replaceChildren();
  if (input(stop, "address")?.value) settle();
  else input(stop, "address")?.focus();
});

async function suggest(list: HTMLElement, field: HTMLInputElement): Promise<void> {
  const words = field.value;
  const url = new URL(list.dataset.search ?? "", location.href);
  url.searchParams.set(bare(field.name), words);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer?.ok || field.value !== words) return;
  list.innerHTML = await answer.text();
}

function pick(button: HTMLElement): void {
  const list = button.closest<HTMLElement>("[data-search]");
  const stop = stopOf(button);
  forget(stop);
  if (button.dataset.customer) put(stop, "email", ""); // another person's
  for (const [name, value] of Object.entries(button.dataset)) if (value) put(stop, name, value);
  list?.replaceChildren();
  settle();
  input(stop, button.dataset.customer ? "bags" : "floor")?.focus();
}

/** What was picked for another address no longer counts. */
function forget(stop: HTMLElement | null): void {
  for (const name of ["customer", "place", "lat", "lon"]) put(stop, name, "");
}

function put(stop: HTMLElement | null, name: string, value: string): void {
  const field = input(stop, name);
  if (field) field.value = value;
}

/** An empty row under the others, with names of its own. */
function addStop(): void {
  const rows = document.querySelector<HTMLElement>("[data-stops]");
  const template = rows?.querySelector<HTMLTemplateElement>("[data-stop-template]");
  if (!rows || !template) return;
  added = Math.max(added, rows.querySelectorAll(":scope > [data-stop]").length) + 1;
  const copy = document.createElement("div");
  copy.innerHTML = template.innerHTML.replaceAll("stop-new", `stop-${added}`);
  const row = copy.firstElementChild as HTMLElement;
  template.before(row);
  input(row, "who")?.focus();
}

function removeStop(inside: Element): void {
  stopOf(inside)?.remove();
  document.querySelector<HTMLElement>("[data-add-stop]")?.focus();
  settle();
}

function settle(): void {
  form()?.querySelector(".order-fields")?.dispatchEvent(new CustomEvent("coop:settled", { bubbles: false }));
}

ring();
