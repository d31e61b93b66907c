// The board's words, given by the page in the reader's language (`deliveries/web/board_texts.py`), and its pictures.
import { unsafeHTML } from "lit-html/directives/unsafe-html.js";

type Params = Record<string, string | number>;

const words = JSON.parse(document.getElementById("board-words")?.textContent ?? "{}") as Record<string, string | string[]>;
const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);
const FORMS: Partial<Record<Intl.LDMLPluralRule, number>> = { one: 0, two: 1, few: 1 };

export function t(key: string, params: Params = {}): string {
  const found = words[key];
  return filled(typeof found === "string" ? found : key, params);
}

/** In the form for `n`, which fills %(n)s. */
export function tn(key: string, n: number, params: Params = {}): string {
  const forms = words[key];
  const form = Array.isArray(forms) ? forms[FORMS[plurals.select(n)] ?? 2] : undefined;
  return filled(form ?? key, { n, ...params });
}

function filled(text: string, params: Params): string {
  return text.replace(/%\((\w+)\)s/g, (all, name: string) => String(params[name] ?? all));
}

/** A picture of `coopplatform/web/icons.py` that the page brought along; a word always stands with it. */
export function icon(name: string) {
  return unsafeHTML(document.getElementById(`icon-${name}`)?.innerHTML ?? "");
}
