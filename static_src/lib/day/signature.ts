// A finger on glass: black on white in every theme, for it is kept as a picture.
import SignaturePad from "signature_pad";

export interface Signature { isEmpty(): boolean; clear(): void; picture(): Promise<Blob | null>; end(): void }

export function signOn(canvas: HTMLCanvasElement): Signature {
  const pad = new SignaturePad(canvas, { penColor: "#101312", backgroundColor: "#ffffff", minWidth: 1, maxWidth: 3.5 });
  const fit = () => {
    const drawn = pad.toData();
    const density = Math.min(2, devicePixelRatio);
    canvas.width = canvas.clientWidth * density;
    canvas.height = canvas.clientHeight * density;
    canvas.getContext("2d")?.scale(density, density);
    pad.clear();
    pad.fromData(drawn);
  };
  const watch = new ResizeObserver(fit);
  watch.observe(canvas);
  return {
    isEmpty: () => pad.isEmpty(),
    clear: () => pad.clear(),
    picture: () => new Promise((resolve) => canvas.toBlob(resolve, "image/png")),
    end: () => {
      watch.disconnect();
      pad.off();
    },
  };
}
