// Rosa's form: suggestions under the two searches, the first one by Enter; a pin on the map when nobody knows the
// address; and the price asked anew when something is settled. Without this script the form works, one step at a time.
const QUIET_MS = 180;
let asked = 0;

const form = () => document.querySelector<HTMLFormElement>("[data-order-form]");
const input = (name: string) => form()?.elements.namedItem(name) as HTMLInputElement | null;
const searchOf = (id: string) => document.querySelector<HTMLElement>(`[data-search][data-for="${id}"]`);

document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (!field.closest("[data-order-form]")) return;
  if (field.name === "address") forget();
  const list = searchOf(field.id);
  if (list) {
    clearTimeout(asked);
    asked = window.setTimeout(() => void suggest(list, field), QUIET_MS);
  } else if (field.type === "radio" || field.name === "bags" || field.name === "ready_time") settle();
});

document.addEventListener("change", (event) => {
  const field = event.target as HTMLElement;
  if (field.closest("[data-order-form]") && (event.target as HTMLInputElement).name === "address") settle();
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
  const button = (event.target as Element).closest<HTMLElement>("[data-pick]");
  if (button) pick(button);
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
  const [lon, lat] = (event as CustomEvent<{ at: [number, number] }>).detail.at;
  put("lat", String(lat));
  put("lon", String(lon));
  document.querySelector("coop-map")?.update({ stops: [{ kind: "next-dropoff", at: [lon, lat] }] });
  const words = document.querySelector<HTMLElement>("[data-pin-words]");
  if (words) words.textContent = words.dataset.tSet ?? "";
  searchOf(input("address")?.id ?? "")?.replaceChildren();
  if (input("address")?.value) settle();
  else input("address")?.focus();
});

async function suggest(list: HTMLElement, field: HTMLInputElement): Promise<void> {
  const words = field.value;
  const url = new URL(list.dataset.search ?? "", location.href);
  url.searchParams.set(field.name, words);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer?.ok || field.value !== words) return;
  list.innerHTML = await answer.text();
}

function pick(button: HTMLElement): void {
  const list = button.closest<HTMLElement>("[data-search]");
  forget();
  for (const [name, value] of Object.entries(button.dataset)) if (value) put(name, value);
  list?.replaceChildren();
  settle();
  (button.dataset.customer ? input("bags") : input("floor"))?.focus();
}

/** What was picked for another address no longer counts. */
function forget(): void {
  for (const name of ["customer", "place", "lat", "lon"]) put(name, "");
}

function put(name: string, value: string): void {
  const field = input(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

function settle(): void {
  form()?.querySelector(".order-fields")?.dispatchEvent(new CustomEvent("coop:settled", { bubbles: false }));
}

export {};
