// Makes a key and a certificate request (PKCS #10, RFC 2986) in the browser. The key never leaves it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-browser-key]");
  if (!form || !crypto.subtle) return;
  const bytes = (...parts) => new Uint8Array(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));
  const length = (n) => {
    if (n < 128) return [n];
    const digits = [];
    for (let rest = n; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
    return [0x80 | digits.length, ...digits];
  };
  const der = (tag, ...contents) => {
    const content = bytes(...contents);
    return bytes(tag, length(content.length), content);
  };
  const oid = (text) => {
    const [first, second, ...rest] = text.split(".").map(Number);
    const octets = [40 * first + second];
    for (const arc of rest) {
      const base = [arc % 128];
      for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) base.unshift(0x80 | left % 128);
      octets.push(...base);
    }
    return der(0x06, octets);
  };
  const integer = (octets) => {
    let at = 0;
    while (at < octets.length - 1 && octets[at] === 0) at++;
    const value = octets.slice(at);
    return der(0x02, value[0] & 0x80 ? bytes(0, value) : value);
  };
  const pem = (label, octets) => {
    let raw = "";
    for (const octet of octets) raw += String.fromCharCode(octet);
    return `-----BEGIN ${label}-----\n${btoa(raw).replace(/(.{64})/g, "$1\n").trim()}\n-----END ${label}-----\n`;
  };
  const request = async (name) => {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey));
    const common = der(0x30, der(0x31, der(0x30, oid("2.5.4.3"), der(0x0c, new TextEncoder().encode(name)))));
    const info = der(0x30, der(0x02, [0]), common, spki, der(0xa0));
    const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, info));
    const signature = der(0x30, integer(raw.slice(0, 32)), integer(raw.slice(32)));
    const algorithm = der(0x30, oid("1.2.840.10045.4.3.2"));
    const csr = der(0x30, info, algorithm, der(0x03, [0], signature));
    const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
    return { csr: pem("CERTIFICATE REQUEST", csr), key: pem("PRIVATE KEY", key) };
  };
  const button = form.querySelector("[data-make-key]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const made = await request(form.querySelector("[name=browserName]").value.trim() || "client");
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([made.key], { type: "application/x-pem-file" }));
    file.download = "client.key";
    file.click();
    form.querySelector("[name=csr]").value = made.csr;
    form.querySelector("[data-made]").hidden = false;
  });
})();
