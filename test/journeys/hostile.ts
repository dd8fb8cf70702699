import fc from "fast-check";

/** What somebody may put where an id, a name or a text is expected. */
export const HOSTILE: readonly string[] = [
  "",
  " ",
  ".",
  "..",
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "%2e%2e%2f",
  "a/b",
  "a%2fb",
  "a\\b",
  "?x=1",
  "#y",
  "%",
  "%zz",
  "a\nb",
  "a\r\nSet-Cookie: x=1",
  "\0",
  "a\0b",
  "\u001b[31mred",
  "\u202egnp.exe",
  "\u2028",
  "\ud800",
  "a\udc00b",
  "👩‍💻".repeat(50),
  "e\u0301".repeat(100),
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "then",
  "'; DROP TABLE mirrors; --",
  `\${SLACK_BOT_TOKEN}`,
  "{{7*7}}",
  "<script>alert(1)</script>",
  "<!channel> <@U0ANA>",
  "-1",
  "1e999",
  "NaN",
  "null",
  "9".repeat(400),
  "x".repeat(5_000),
];

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 1.5, [], {}, [[]], [null], { type: "message" }, { length: 1e9 }),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Mutation = { readonly at: number; readonly how: "replace" | "remove" | "add" | "nest"; readonly value: unknown; readonly key: string };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom("replace", "replace", "replace", "remove", "add", "nest"),
  value: anything,
  key: fc.constantFrom(...HOSTILE),
});

/** A body that fits no longer: one of `originals`, changed in up to four places, and sometimes broken off or with other bytes in it. */
export function mutated(originals: readonly object[]): fc.Arbitrary<string> {
  const cut = fc.record({ at: fc.nat(2_000), put: fc.constantFrom("", "\0", "}", "\ud800", '"', "[".repeat(3_000)) });
  const broken = fc.oneof({ weight: 11, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: cut });
  return fc.tuple(fc.constantFrom(...originals), fc.array(mutation, { maxLength: 4 }), broken).map(([original, mutations, cut]) => {
    const body = structuredClone(original);
    for (const one of mutations) mutate(body, one);
    const text = JSON.stringify(body) ?? "";
    return cut === null ? text : text.slice(0, cut.at % (text.length + 1)) + cut.put;
  });
}

function mutate(body: object, { at, how, value: shared, key }: Mutation): void {
  const value: unknown = structuredClone(shared);
  const places = placesIn(body);
  const place = places[at % places.length];
  if (place === undefined) return;
  const { parent, name } = place;
  if (how === "remove") Reflect.deleteProperty(parent, name);
  else if (how === "add") Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
  else parent[name] = how === "nest" ? { [name]: [parent[name]] } : value;
}

function placesIn(value: object): readonly { readonly parent: Record<string, unknown>; readonly name: string }[] {
  return Object.entries(value).flatMap(([name, inner]) => [
    { parent: value as Record<string, unknown>, name },
    ...(typeof inner === "object" && inner !== null ? placesIn(inner) : []),
  ]);
}
