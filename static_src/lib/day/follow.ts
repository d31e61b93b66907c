// The phone is followed while its courier works, and not a moment longer: a break or the end of the shift stops it here
// at once, whether or not the server knows yet.
import { tellNear } from "./near";
import { sharePositions } from "./positions";

let sharing: { shift: string; stop(): void } | undefined;

export function followMe(isAtWork: boolean, { positionsUrl: url, positionsPass: pass }: DOMStringMap): void {
  const shift = isAtWork ? (pass?.split(":")[0] ?? "") : "";
  if (sharing?.shift === shift) return;
  sharing?.stop();
  sharing = undefined;
  if (!url || !pass || !shift) return;
  const { stop } = sharePositions({ url, pass, onFix: (place) => void tellNear(place) });
  sharing = { shift, stop };
}
