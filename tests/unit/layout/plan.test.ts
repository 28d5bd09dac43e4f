import fc from "fast-check";
import { byKey, justBefore } from "../../../provider/layout/key-order";
import { planLayout } from "../../../provider/layout/plan";
import type { WrittenLink } from "../../../provider/layout/state";

/** Planning: declared × state → ordered steps; a model carries the steps out. */
const names = fc.constantFrom("a", "b", "c/d", "ü", "\u{1f600}", "\uffee");
const digests = fc.constantFrom("one", "two", "");
const written = fc.dictionary(
  names,
  fc.record({
    etag: fc.constant("E"),
    versionId: fc.constant(undefined),
    digest: digests,
    drifted: fc.option(fc.constant("elsewhere"), { nil: undefined }),
  }),
);
const declared = fc.dictionary(names, fc.constantFrom("one", "two"));

function plan(wanted: Record<string, string>, state: Record<string, WrittenLink>, deleted: readonly string[] = []) {
  const asked = {
    names: Object.keys(wanted),
    has: (name: string) => Object.hasOwn(wanted, name),
    digestOf: (name: string) => wanted[name],
  };
  return planLayout(asked, new Map(Object.entries(state)), (name) => deleted.includes(name));
}

describe("a plan", () => {
  it("carried out makes state what is declared, and does nothing the second time", () => {
    fc.assert(
      fc.property(declared, written, (wanted, state) => {
        const { makes, moves, removals } = plan(wanted, state);
        const after = new Map<string, WrittenLink>(Object.entries(state));
        for (const name of [...makes, ...moves]) {
          after.set(name, { etag: "N", versionId: undefined, digest: wanted[name] ?? "", drifted: undefined });
        }
        for (const name of removals) after.delete(name);
        expect([...after.keys()].sort()).toEqual(Object.keys(wanted).sort());
        for (const [name, link] of after) expect([link.digest, link.drifted]).toEqual([wanted[name], undefined]);
        expect(plan(wanted, Object.fromEntries(after))).toEqual({ makes: [], moves: [], removals: [] });
      }),
    );
  });

  it("goes on where it was stopped, whichever steps were done", () => {
    fc.assert(
      fc.property(declared, written, fc.array(names), (wanted, state, done) => {
        const first = plan(wanted, state);
        const after = new Map<string, WrittenLink>(Object.entries(state));
        for (const name of done) {
          if ([...first.makes, ...first.moves].includes(name)) {
            after.set(name, { etag: "N", versionId: undefined, digest: wanted[name] ?? "", drifted: undefined });
          }
          if (first.removals.includes(name)) after.delete(name);
        }
        const rest = plan(wanted, Object.fromEntries(after));
        const isOpen = (name: string) => !(done as string[]).includes(name);
        expect(rest.makes).toEqual(first.makes.filter(isOpen));
        expect(rest.moves).toEqual(first.moves.filter(isOpen));
        expect(rest.removals).toEqual(first.removals.filter(isOpen));
      }),
    );
  });

  it("has each link in one list at most, in the order of keys", () => {
    fc.assert(
      fc.property(declared, written, (wanted, state) => {
        const { makes, moves, removals } = plan(wanted, state);
        const all = [...makes, ...moves, ...removals];
        expect(new Set(all).size).toBe(all.length);
        for (const list of [makes, moves, removals]) expect(list).toEqual([...list].sort(byBytes));
      }),
    );
  });

  it("writes again what this process has deleted for another resource", () => {
    const link = { etag: "E", versionId: undefined, digest: "one", drifted: undefined };
    expect(plan({ a: "one" }, { a: link }, ["a"]).moves).toEqual(["a"]);
  });
});

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

describe("the order of keys", () => {
  const keys = fc.string({ unit: "grapheme", maxLength: 6 });

  it("is that of their bytes in UTF-8", () => {
    fc.assert(
      fc.property(keys, keys, (left, right) => {
        expect(Math.sign(byKey(left, right))).toBe(byBytes(left, right));
      }),
    );
  });

  it("has nothing to list between a key and what is just before it, but longer keys nobody has", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), keys, (key, other) => {
        const before = justBefore(key);
        expect(byKey(before, key)).toBeLessThan(0);
        const between = byKey(before, other) < 0 && byKey(other, key) < 0;
        if (between) expect(other).toContain("\u{10ffff}");
      }),
    );
  });
});
