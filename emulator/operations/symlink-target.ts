import { CATALOGUE } from "../errors/catalogue";
import { OssError, ossError } from "../errors/oss-error";
import { checkObjectName } from "../http/names";
import type { OssRequest } from "../http/oss-request";
import { percentDecode, percentEncode, utf8OfByteString } from "../http/percent";
import type { OpenQuestions } from "../open-questions";

/** The plain target key out of x-oss-symlink-target, encoded or not (wire-facts §3.3). */
export function parseTarget({ headers }: OssRequest, choices: OpenQuestions): string {
  const raw = headers["x-oss-symlink-target"];
  if (!raw) throw new OssError({ ...CATALOGUE.SymlinkTargetMissing, code: choices.missingTarget });
  const sent = utf8OfByteString(raw);
  const text = choices.plusInTarget === "space" ? sent?.replaceAll("+", " ") : sent;
  const target = text === undefined ? undefined : percentDecode(text);
  if (target === undefined) throw ossError("SymlinkTargetNotReadable");
  checkTargetName(target, choices);
  return target;
}

function checkTargetName(target: string, { invalidTargetName }: OpenQuestions): void {
  if (invalidTargetName === "accepted") return;
  try {
    checkObjectName(target);
  } catch (error) {
    if (!(error instanceof OssError)) throw error;
    throw new OssError({ ...error.entry, code: invalidTargetName }, error.details);
  }
}

/** As GetSymlink returns it: every reserved character encoded, the slash included (§3.3). */
export function encodeTarget(target: string, choices: OpenQuestions): string {
  const encoded = percentEncode(target);
  if (choices.returnedTargetHex === "upper" && choices.returnedTargetUnencoded === "") return encoded;
  return encoded.replace(/%([0-9A-F]{2})/g, (triplet, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    if (choices.returnedTargetUnencoded.includes(character)) return character;
    return choices.returnedTargetHex === "lower" ? triplet.toLowerCase() : triplet;
  });
}
