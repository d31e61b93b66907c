// "Navigate" opens the courier's own maps app. geo: is the web's word for that; iPhones know only Apple's.
const IS_APPLE = /iPhone|iPad|iPod/.test(navigator.userAgent);

export function navigateAsThisPhoneCan(): void {
  if (!IS_APPLE) return;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="geo:"]');
    const place = link && /^geo:([-.\d]+,[-.\d]+)/.exec(link.href)?.[1];
    if (place) link.href = `maps://?daddr=${place}`;
  }, true);
}
