// Colleagues see each other's hands: what one looks at or drags is told in passing and forgotten after some seconds.
import type { LiveMessage } from "../lib/live";
import type { Hand } from "./hand";
import { post } from "./sync";

const HEARTBEAT_MS = 5000;
const QUIET_MS = 400;
const FORGOTTEN_MS = 12_000;
const AWAY_MS = 60_000; // nobody looks who has touched nothing for a minute

export class Presence {
  #hand: Hand;
  #url: string;
  #me: string;
  #changed: () => void;
  #drags = false;
  #timer = 0;
  #touchedAt = Date.now();

  constructor(hand: Hand, url: string, me: string, changed: () => void) {
    [this.#hand, this.#url, this.#me, this.#changed] = [hand, url, me, changed];
    for (const name of ["pointermove", "keydown"]) document.addEventListener(name, () => (this.#touchedAt = Date.now()), { passive: true });
    window.setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  soon(drags = this.#drags): void {
    this.#drags = drags;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#tell(), QUIET_MS);
  }

  hear({ topics }: LiveMessage): void {
    const [, id = "", name = ""] = /^who:(\d+):(.*)$/.exec(topics[0] ?? "") ?? [];
    if (!id || id === this.#me) return;
    const of = (prefix: string) => topics.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
    this.#hand.others.set(id, { name, orders: of("sees:order:"), couriers: of("sees:courier:"), drags: topics.includes("drags"), until: Date.now() + FORGOTTEN_MS });
    this.#changed();
  }

  #beat(): void {
    let isOver = false;
    for (const [id, other] of this.#hand.others) if (other.until < Date.now()) isOver = this.#hand.others.delete(id);
    if (isOver) this.#changed();
    if (document.visibilityState === "visible" && Date.now() - this.#touchedAt < AWAY_MS) this.#tell();
  }

  #tell(): void {
    const { order, task } = this.#hand.chosen;
    const courier = task ? document.querySelector<HTMLElement>(`[data-task="${task}"]`)?.closest<HTMLElement>(".column")?.dataset.courier : undefined;
    void post(this.#url, { order: order || null, courier: courier ?? null, drags: this.#drags }).catch(() => undefined);
  }
}
