import { generateKeyPairSync, sign } from "node:crypto";

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  return Buffer.concat([Buffer.from(length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff]), body]);
}

const hex = (text: string) => Buffer.from(text, "hex");
const ECDSA_WITH_SHA256 = der(0x30, der(0x06, hex("2a8648ce3d040302")));
const LOCALHOST = der(0x30, der(0x31, der(0x30, der(0x06, hex("550403")), der(0x0c, Buffer.from("localhost")))));

function utcTime(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/\D/g, "")}Z`));
}

/** A certificate that nobody but itself has signed, for an hour, with its key: X.509 v1, the least that TLS takes. */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const validity = der(0x30, utcTime(Date.now() - 60_000), utcTime(Date.now() + 3_600_000));
  const parts = [der(0x02, hex("01")), ECDSA_WITH_SHA256, LOCALHOST, validity, LOCALHOST];
  const body = der(0x30, ...parts, publicKey.export({ type: "spki", format: "der" }));
  const signed = der(0x30, body, ECDSA_WITH_SHA256, der(0x03, hex("00"), sign("sha256", body, privateKey)));
  const base64 = signed.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
