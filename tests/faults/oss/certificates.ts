/** Certificates made on the spot: just enough DER for an authority and the servers it vouches for. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

export interface Identity {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Identity {
  /** A certificate for these host names and IPv4 addresses, valid from an hour ago for `hours`. */
  issue(hosts: readonly string[], hours?: number): Identity;
}

const ECDSA_WITH_SHA256 = oid("2a8648ce3d040302");
const COMMON_NAME = oid("550403");
const BASIC_CONSTRAINTS = oid("551d13");
const ALTERNATIVE_NAMES = oid("551d11");
const HOUR_MS = 3_600_000;

export function makeAuthority(name: string): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issue = (subject: string, publicKey: KeyObject, extension: Buffer, hours: number) =>
    certificate({ issuer: name, subject, publicKey, extension, hours, signer: own.privateKey });
  const ofAuthority = der(
    0x30,
    BASIC_CONSTRAINTS,
    der(0x01, Buffer.from([0xff])),
    der(0x04, der(0x30, der(0x01, Buffer.from([0xff])))),
  );
  return {
    certificate: issue(name, own.publicKey, ofAuthority, 24),
    key: pemKey(own.privateKey),
    issue: (hosts, hours = 24) => {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const names = der(0x30, ALTERNATIVE_NAMES, der(0x04, der(0x30, ...hosts.map(alternativeName))));
      return { certificate: issue(hosts[0] ?? "", publicKey, names, hours), key: pemKey(privateKey) };
    },
  };
}

function certificate(of: {
  issuer: string;
  subject: string;
  publicKey: KeyObject;
  extension: Buffer;
  hours: number;
  signer: KeyObject;
}): string {
  const algorithm = der(0x30, ECDSA_WITH_SHA256);
  const from = Date.now() - HOUR_MS;
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(of.issuer),
    der(0x30, time(from), time(from + of.hours * HOUR_MS)),
    distinguishedName(of.subject),
    of.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, of.extension)),
  );
  const whole = der(0x30, toBeSigned, algorithm, bits(sign("sha256", toBeSigned, of.signer)));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function distinguishedName(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(name)))));
}

function time(epochMs: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`));
}

function bits(content: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), content);
}

function alternativeName(host: string): Buffer {
  const octets = host.split(".").map(Number);
  return octets.every((octet) => octet >= 0 && octet < 256)
    ? der(0x87, Buffer.from(octets))
    : der(0x82, Buffer.from(host));
}

function pemKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
