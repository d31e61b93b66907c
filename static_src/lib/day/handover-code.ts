// The customer's four digits, checked without network by the slow hash the page carries. The server checks again.
import type { CodeCheck } from "./proof";

/** Whether the code is the right one; true where this browser cannot tell, and the server will. */
export async function fits(code: string, check: CodeCheck | null): Promise<boolean> {
  if (!check || !crypto.subtle) return true;
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
  const salt = Uint8Array.from(check.salt.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: check.iterations };
  const bits = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("") === check.hash;
}
