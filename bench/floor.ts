import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { Pool } from "undici";
import { answer } from "./child.ts";

// The least that anybody could do: check the signature, store the event, ack it, send one request. No state, no order, no retry.
const { FLOOR_DATABASE = "", FLOOR_SECRET = "", FLOOR_PROVIDER = "" } = process.env;
const database = new DatabaseSync(FLOOR_DATABASE);
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID");
const insert = database.prepare("INSERT INTO events (id, body) VALUES (?, ?)");
const pool = new Pool(FLOOR_PROVIDER, { connections: 64 });

interface Body {
  readonly event_id: string;
  readonly event: { readonly item: { readonly channel: string; readonly ts: string } };
}

function isSigned({ headers }: IncomingMessage, body: Buffer): boolean {
  const hmac = createHmac("sha256", FLOOR_SECRET).update(`v0:${headers["x-slack-request-timestamp"]}:`).update(body);
  const sent = Buffer.from(String(headers["x-slack-signature"]));
  const wanted = Buffer.from(`v0=${hmac.digest("hex")}`);
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  if (!isSigned(request, body)) return void response.writeHead(401).end();
  const { event_id, event } = JSON.parse(body.toString()) as Body;
  insert.run(event_id, body.toString());
  response.end();
  const json = {
    number: "5511999990001@s.whatsapp.net",
    messageId: `${event.item.channel}-${event.item.ts}`,
    reaction: "👍",
    fromMe: true,
  };
  const headers = { "content-type": "application/json", token: "bench" };
  const sent = await pool.request({ path: "/api/message/reaction/bench", method: "POST", headers, body: JSON.stringify(json) });
  await sent.body.dump();
});
server.listen(0, "127.0.0.1", () => {
  answer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
    server.closeAllConnections();
    server.close();
    await pool.close();
    database.close();
  });
});
