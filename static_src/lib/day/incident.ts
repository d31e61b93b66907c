// What a courier reports of a stop, from the form on the day's page: a tap with its photos, sent when it can be.
import type { ProofFile } from "./proof";

export interface Report { [what: string]: unknown; files: { id: string; kind: ProofFile["kind"] }[] }
export interface Reported { proof: Report; files: ProofFile[] }

/** What the form says; the server reads it as it stands (`deliveries/domain/incidents.py`). */
export async function reported(form: HTMLFormElement): Promise<Reported> {
  const data = new FormData(form);
  const said = (name: string) => String(data.get(name) ?? "").trim();
  const counts = (prefix: string) =>
    [...data.keys()].filter((name) => name.startsWith(prefix) && said(name)).map((name) => [name.slice(prefix.length), Number(said(name))]);
  const kilos = Number(said("kilos").replace(",", "."));
  const suggestion = {
    bags: said("bags") || null,
    grams: kilos > 0 ? Math.round(kilos * 1000) : null,
    packages: counts("package-"),
    supplements: counts("supplement-"),
    after: said("after") || null,
    before: said("before") || null,
  };
  const photos = data.getAll("photos").filter((photo): photo is File => photo instanceof File && photo.size > 0);
  return pictured(photos, { reason: said("reason"), description: said("description"), suggestion });
}

/** Photos made small, named in what is told. */
export async function pictured(photos: File[], told: Record<string, unknown> = {}): Promise<Reported> {
  const { reduced } = await import("./photo");
  const at = new Date().toISOString();
  const files: ProofFile[] = [];
  for (const photo of photos) files.push({ id: crypto.randomUUID(), kind: "photo", blob: await reduced(photo), at });
  return { proof: { ...told, files: files.map(({ id, kind }) => ({ id, kind })) }, files };
}
