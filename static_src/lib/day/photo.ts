// A photo made small on the phone: 20 MB become some 100 kB, upright, and without the place where it was taken.
const LONGEST_SIDE = 1600;
const QUALITY = 0.6;

/** WebP, or JPEG where the browser writes no WebP. What it cannot decode comes back as it is: the server tells. */
export async function reduced(original: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(original).catch(() => undefined);
  if (!bitmap) return original;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const webp = await encoded(canvas, "image/webp");
  return (webp?.type === "image/webp" ? webp : await encoded(canvas, "image/jpeg")) ?? original;
}

const encoded = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
