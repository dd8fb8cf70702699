import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { desire } from "../../src/domain/desire.ts";
import { bare, type Emoji, inForm, same, withoutTone } from "../../src/domain/emoji.ts";
import { families as familiesOf, ladder } from "../../src/domain/ladder.ts";
import type { ReactionRules } from "../../src/domain/network.ts";
import { nextMove } from "../../src/domain/plan.ts";
import { canonical, fromSlackName, toSlackName } from "../../src/names/index.ts";
import { everyEmoji } from "../../src/names/table.ts";
import { IMESSAGE_MESSAGES } from "../../src/networks/imessage.ts";
import { LINKEDIN_MESSAGES } from "../../src/networks/linkedin.ts";
import { WHATSAPP_MESSAGES } from "../../src/networks/whatsapp.ts";
import { added, judge, mirror, ms, removed, toldAll } from "../domain/given.ts";
import { families, SETS } from "./sets.ts";

const emoji = [...everyEmoji()];
const TONE = /[\u{1F3FB}-\u{1F3FF}]/u;
const ANY = [WHATSAPP_MESSAGES, LINKEDIN_MESSAGES, IMESSAGE_MESSAGES];

/** An emoji with its selectors as anybody might send them: too few, too many, or right. */
const anyForm = (one: Emoji) =>
  fc.array(fc.constantFrom("keep", "strip", "add", "text"), { minLength: [...one].length, maxLength: [...one].length }).map((how) =>
    [...one]
      .map((point, index) => {
        if (point === "\uFE0F") return how[index] === "strip" ? "" : point;
        return how[index] === "add" ? `${point}\uFE0F` : how[index] === "text" && index === 0 ? `${point}\uFE0E` : point;
      })
      .join(""),
  );
const threeForms = fc.constantFrom(...emoji).chain((one) => fc.tuple(fc.constant(one), anyForm(one), anyForm(one), anyForm(one)));

/** A press as the platform names it, made canonical where it comes in. */
const press = (person: string, form: string) => added(person, form, null, { emoji: canonical(form) });
const letGo = (person: string, form: string) => removed(person, form, null, { emoji: canonical(form) });
const wanted = (there: ReturnType<typeof mirror>, rules: ReactionRules) =>
  desire(there, judge({ rules, families: familiesOf({}) }), ms(60_000)).wanted;
const next = (there: ReturnType<typeof mirror>, rules: ReactionRules) =>
  nextMove(there, wanted(there, rules), rules, { confirming: false, done: [], read: false }, false);

describe("one emoji in several forms", () => {
  test("is one reaction, whoever sends which form, and none when all have let go", () => {
    fc.assert(
      fc.property(threeForms, fc.constantFrom(...ANY), ([one, first, second, shown], rules) => {
        const both = toldAll(mirror(), [press("dana", first), press("lee", second)]);
        const [out = one] = ladder(one, rules, familiesOf({})).map((rung) => rung.emoji);
        expect(wanted(both, rules).map(bare)).toEqual([bare(out)]);

        // Whatever form the target tells of: nothing is to be done while somebody holds it, and the very one that is there is taken away.
        const there = { ...both, observed: [out === one ? (canonical(shown) ?? shown) : out] };
        expect(next(there, rules)).toBeNull();
        expect(next({ ...there, observed: [bare(out)] }, rules)).toBeNull();
        const left = toldAll(there, [letGo("dana", first)], 10);
        expect(next(left, rules)).toBeNull();
        const gone = toldAll(left, [letGo("lee", second)], 20);
        expect(next(gone, rules)).toMatchObject({ op: "remove" });
        expect(next({ ...gone, observed: [] }, rules)).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  test("is one reaction of one person too, where a platform holds two forms of it", () => {
    fc.assert(
      fc.property(threeForms, ([, first, second]) => {
        fc.pre(first !== second);
        const held = toldAll(mirror(), [press("dana", first), press("dana", second)]);
        expect(wanted(held, LINKEDIN_MESSAGES)).toHaveLength(1);
        expect(wanted(toldAll(held, [letGo("dana", first)], 10), LINKEDIN_MESSAGES)).toHaveLength(1);
        expect(wanted(toldAll(held, [letGo("dana", first), letGo("dana", second)], 10), LINKEDIN_MESSAGES)).toEqual([]);
      }),
    );
  });

  test("goes over the wire in one form, and comes back as the same emoji", () => {
    fc.assert(
      fc.property(threeForms, fc.constantFrom("strip", "qualify"), ([one, first, second], form) => {
        const sent = [first, second].map((each) => inForm(canonical(each) ?? "", form));
        expect(sent[0]).toBe(sent[1]);
        expect(canonical(sent[0] ?? "")).toBe(one);
      }),
    );
  });

  test("goes out as the same, whatever form it has", () => {
    fc.assert(
      fc.property(threeForms, fc.constantFrom(...Object.values(SETS)), ([one, first], rules) => {
        expect(ladder(canonical(first) ?? "", rules, families)).toEqual(ladder(one, rules, families));
        expect(ladder(bare(one), rules, families).map((rung) => bare(rung.emoji))).toEqual(
          ladder(one, rules, families).map((rung) => bare(rung.emoji)),
        );
      }),
    );
  });
});

describe("two emoji", () => {
  const two = fc.tuple(fc.constantFrom(...emoji), fc.constantFrom(...emoji)).filter(([a, b]) => a !== b);

  test("are never taken for one, however alike they are", () => {
    expect(new Set(emoji.map(bare)).size).toBe(emoji.length);
    fc.assert(
      fc.property(two, ([a, b]) => {
        expect(same(a, b)).toBe(false);
        const held = toldAll(mirror(), [press("dana", a), press("lee", b)]);
        expect(new Set(wanted(held, LINKEDIN_MESSAGES))).toEqual(new Set([a, b]));
      }),
    );
  });

  test("that differ in their tones are two where tones show, one where they do not, and each is withdrawn by itself", () => {
    const toned = emoji.filter((one) => TONE.test(one) && withoutTone(one) !== one);
    const kin = Map.groupBy(toned, withoutTone);
    const pair = fc.constantFrom(...kin.values()).chain((tones) => fc.tuple(fc.constantFrom(...tones), fc.constantFrom(...tones)));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        fc.pre(a !== b);
        const held = toldAll(mirror(), [press("dana", a), press("lee", b)]);
        const fixed: ReactionRules = { ...LINKEDIN_MESSAGES, allowed: [withoutTone(a)] };
        expect(wanted(held, LINKEDIN_MESSAGES)).toHaveLength(2);
        expect(wanted(held, fixed)).toEqual([withoutTone(a)]);
        const left = toldAll(held, [letGo("dana", a)], 10);
        expect(wanted(left, LINKEDIN_MESSAGES)).toEqual([b]);
        expect(wanted(left, fixed)).toEqual([withoutTone(a)]);
      }),
    );
  });
});

test("a Slack name with and without its alias, a tone said once or twice, is one emoji", () => {
  fc.assert(
    fc.property(fc.constantFrom(...emoji.filter((one) => toSlackName(one) !== null)), (one) => {
      const name = toSlackName(one) ?? "";
      const doubled = name.replace(/::skin-tone-([2-6])$/, "::skin-tone-$1-$1");
      expect([fromSlackName(name), fromSlackName(doubled)]).toEqual([one, one]);
    }),
  );
});
