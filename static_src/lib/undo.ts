// An undo bar (data-undo, data-seconds="8") shortens its strip, counts its seconds, and leaves when they are over.
export function countDown(bar: HTMLElement): void {
  const seconds = Number(bar.dataset.seconds ?? 8);
  const left = bar.querySelector<HTMLElement>("[data-undo-left]");
  const strip = bar.querySelector<HTMLElement>(".strip");
  const end = Date.now() + seconds * 1000;
  if (strip) strip.style.animationDuration = `${seconds}s`;
  const timer = setInterval(() => {
    const remaining = Math.ceil((end - Date.now()) / 1000);
    if (remaining > 0 && bar.isConnected) {
      if (left) left.textContent = String(remaining);
    } else {
      clearInterval(timer);
      bar.remove();
    }
  }, 250);
}
