import { z } from "zod";
import { RETENTION_DAYS } from "../domain/keeping.ts";
import { accountSchemaOf } from "./account-schema.ts";
import { channel, name } from "./fields.ts";
import { linkSchema } from "./link-schema.ts";
import { policySchema } from "./policy.ts";
import type { Providers } from "./provider.ts";

export const defaultsSchema = z
  .strictObject({ policy: policySchema.optional() })
  .meta({ description: "What every link has unless it says otherwise.", examples: [{ policy: { conflict: "latest" } }] });

const alertsSchema = channel.meta({
  description: "Where operators are told of paused accounts, dead letters and lost connections.",
  examples: ["slack:C0OPS"],
});

const retentionSchema = z
  .int()
  .min(7)
  .max(3_650)
  .meta({
    description: "For how many days what is settled is remembered. Nothing is taken back when it is forgotten.",
    examples: [RETENTION_DAYS],
  });

/** The outermost keys alone: what they hold is read part by part, so that a wrong part hides no other. */
export const outlineSchema = z
  .strictObject({
    accounts: z.record(z.string(), z.unknown()).meta({ examples: [{ "acme-whatsapp": { provider: "…" } }] }),
    defaults: z.unknown(),
    alerts: alertsSchema,
    retentionDays: retentionSchema,
    links: z.array(z.unknown()).meta({ examples: [[]] }),
  })
  .partial();

const REFERENCE = "|\\$\\{";

/** JSON Schema for editors, of what the file may hold before `${NAME}` is replaced. */
export function jsonSchema(providers: Providers): object {
  const accounts = Object.entries(providers).map(([provider, known]) => accountSchemaOf(provider, known));
  const file = z
    .strictObject({
      accounts: z.record(name, z.union(accounts)).meta({ description: "Our identities on the networks, by names of your own choice." }),
      defaults: defaultsSchema,
      alerts: alertsSchema,
      retentionDays: retentionSchema,
      links: z.array(linkSchema).meta({ description: "Which channel belongs to which conversation." }),
    })
    .partial();
  const schema = z.toJSONSchema(file, {
    io: "input",
    override: ({ jsonSchema }) => {
      // An editor sees `${NAME}` where the bridge sees what it stands for.
      const { pattern } = jsonSchema;
      if (pattern !== undefined && !pattern.endsWith(REFERENCE)) jsonSchema.pattern = pattern + REFERENCE;
    },
  });
  return { ...schema, title: "Reacji Bridge" };
}
