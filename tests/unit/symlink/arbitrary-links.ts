import fc from "fast-check";
import { type PropertyMap, type PropertyValue, Secret, UNKNOWN } from "../../../provider/protocol/values";
import { HEADER_NAMES } from "../../../provider/symlink/fields";

const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,10}[a-z0-9]$/);
const key = fc.oneof(
  fc.constantFrom("latest/app.tgz", "a//b", "../x", "sp ace+%?#", "世界", "emoji-😀", "v"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => !/^[/\\]/.test(text)),
);
const target = key.map((text) => `releases/${text}`);
const headerText = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
const metadataName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,6}$/);
const tagText = fc.stringMatching(/^[A-Za-z0-9+\-=._:/ ]{1,8}$/);

/** A map whose names stay different when folded, as OSS wants them. */
function mapOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<PropertyValue>): fc.Arbitrary<PropertyMap> {
  return fc
    .uniqueArray(fc.tuple(name, value), { selector: ([text]) => text.toLowerCase(), maxLength: 4 })
    .map(Object.fromEntries);
}

const secretOr = (value: fc.Arbitrary<PropertyValue>): fc.Arbitrary<PropertyValue> =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: value.map((inner) => new Secret(inner)) });

const unknownOr = (value: fc.Arbitrary<PropertyValue>): fc.Arbitrary<PropertyValue> =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(UNKNOWN) });

function link(of: (value: fc.Arbitrary<PropertyValue>) => fc.Arbitrary<PropertyValue>): fc.Arbitrary<PropertyMap> {
  const optional: Record<string, fc.Arbitrary<PropertyValue>> = {
    metadata: of(mapOf(metadataName, of(headerText))),
    storageClass: of(fc.constantFrom("Standard", "IA")),
    acl: of(fc.constantFrom("default", "private", "public-read")),
    tags: of(mapOf(tagText, of(tagText))),
  };
  for (const name of HEADER_NAMES) optional[name] = of(headerText);
  return fc.record({ bucket, key, target: of(target), ...optional }, { requiredKeys: ["bucket", "key", "target"] });
}

/** Inputs that check accepts, nothing in them unknown. */
export const knownLink: fc.Arbitrary<PropertyMap> = link(secretOr);

/** The same in a preview. */
export const previewedLink: fc.Arbitrary<PropertyMap> = link((value) => unknownOr(secretOr(value)));
