// Builds OptiBid.Core/Identity/Passwords/Lists/common-passwords.bin: the first 8 bytes of the SHA-1 of each password (lower case, NFKC), sorted.
// Usage: npm pack @zxcvbn-ts/language-common@4.1.3, unpack it, then: node eng/build-password-list.mjs package/src/passwords.json
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const passwords = JSON.parse(readFileSync(process.argv[2], "utf8"));
const prefixes = new Set(
  passwords.map((p) => createHash("sha1").update(p.normalize("NFKC").toLowerCase(), "utf8").digest("hex").slice(0, 16)),
);
const target = new URL("../OptiBid.Core/Identity/Passwords/Lists/common-passwords.bin", import.meta.url);
writeFileSync(target, Buffer.from([...prefixes].sort().join(""), "hex"));
console.log(`${passwords.length} passwords, ${prefixes.size} prefixes`);
