// What somebody else changed of a day, between two looks at it: that is what deserves a signal.
import type { Alert } from "./alerts";

/** Ids of the stops to do before and after; what this phone pressed itself (`own`) is no news. */
export function changeBetween(before: Iterable<string>, after: Iterable<string>, own: ReadonlySet<string>): Alert | undefined {
  const [was, is] = [new Set(before), new Set(after)];
  const isNews = (id: string, there: Set<string>) => !there.has(id) && !own.has(id);
  if ([...is].some((id) => isNews(id, was))) return "new";
  return [...was].some((id) => isNews(id, is)) ? "gone" : undefined;
}
