// A fragment that is fetched anew becomes what it is now without being replaced (hx-swap="morph"): what did not change
// stays the same element. The focus, an open fold, a chosen file, half-written words and the press of a thumb outlive it.
import { Idiomorph } from "idiomorph";
import type Htmx from "htmx.org";
import { isWritten } from "./written";

// Nothing a person is about to press may become something else by standing in its place: a form is known by where it
// sends and what, a link by where it leads, a row by whom it shows, and every list by those within it.
const KNOWN = "form, a[href], button[name], input[name], select[name], textarea[name], [data-order], [data-stop], [data-keep], [hx-get], [hx-post]";
const SIGNS = ["action", "href", "hx-get", "hx-post", "name", "data-order", "data-stop", "data-keep"];
const PASSING = "morph:";

type Swap = CustomEvent<{ requestConfig: { verb: string } }>;
type Request = CustomEvent<{ elt: HTMLElement; verb: string; path: string }>;

export function morphFragments(htmx: typeof Htmx): void {
  let isRead = true;
  document.addEventListener("htmx:beforeSwap", (event) => (isRead = (event as Swap).detail.requestConfig.verb === "get"));
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event as Request;
    const { elt, verb, path } = detail;
    // what waited in the queue asks for what the element has become meanwhile
    if (verb === "get" && elt.getAttribute("hx-swap") === "morph") detail.path = elt.getAttribute("hx-get") ?? path;
  });
  htmx.defineExtension("morph", {
    isInlineSwap: (style) => style === "morph",
    handleSwap: (style, target, fragment) => style === "morph" && morph(target as Element, (fragment as DocumentFragment).children, isRead),
  } as Partial<Parameters<typeof Htmx.defineExtension>[1]>);
}

/** Make `target` what `fresh` is. Where it was only read, what a person did in it is theirs; what was sent is over. */
export function morph(target: Element, fresh: Element | HTMLCollection, isRead = true): Node[] {
  for (const side of fresh instanceof Element ? [target, fresh] : [target, ...fresh]) name(side);
  const nodes = Idiomorph.morph(target, fresh, {
    callbacks: {
      beforeNodeMorphed: (old) => !(isRead && isInHand(old)),
      beforeAttributeUpdated: (attribute, element) => !isRead || !isOwn(attribute, element),
    },
  }) as Node[];
  for (const one of document.querySelectorAll(`[id^="${PASSING}"]`)) one.removeAttribute("id");
  return nodes;
}

/** A form that is half written or on its way stays as it stands, and so does what a script alone fills (data-own). */
function isInHand(node: Node): boolean {
  if (node instanceof HTMLFormElement) return node.querySelector("[aria-busy=true]") !== null || [...node.elements].some(isWritten);
  return node instanceof HTMLElement && node.dataset.own !== undefined;
}

/** Whether this attribute says what a person did, so that the server has no say in it. */
function isOwn(attribute: string, element: Element): boolean {
  if (attribute === "open") return element instanceof HTMLDetailsElement;
  if (attribute === "selected") return isWritten(element.closest("select"));
  return (attribute === "value" || attribute === "checked") && isWritten(element);
}

/** Give each that has none an id for the time of a morph, which tells elements apart by their ids alone. */
function name(root: Element): void {
  for (const one of root.querySelectorAll<HTMLElement>(KNOWN)) if (!one.id) one.id = PASSING + signs(one);
}

function signs(one: HTMLElement): string {
  const words = [one.localName, ...SIGNS.map((sign) => one.getAttribute(sign) ?? "")];
  if (one instanceof HTMLFormElement) words.push(sent(one));
  else if (one.matches("button, input, select, textarea")) words.push(...field(one as HTMLInputElement));
  return words.join(" ");
}

function field(one: HTMLInputElement): string[] {
  const isOfMany = one.matches("button, [type=radio], [type=checkbox], [type=hidden]");
  return [one.form ? signs(one.form) : "", isOfMany ? (one.getAttribute("value") ?? "") : ""];
}

function sent(form: HTMLFormElement): string {
  const hidden = form.querySelectorAll<HTMLInputElement>("input[type=hidden]:not([name=csrfmiddlewaretoken])");
  return [...hidden].map((one) => `${one.name}=${one.value}`).join("&");
}
