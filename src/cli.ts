import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import type { Command } from "commander";
import type { Webhooks } from "./check.ts";
import { ConfigError, type Environment, type Settings } from "./config.ts";
import { type RehearsalAnswer, rehearsalText } from "./rehearsal-text.ts";

/** What the commands stand on; `main` has it. `C` is the configuration. */
export interface CommandOptions<C extends Settings> {
  readonly read: (env: Environment) => C;
  readonly openBridge: (config: C) => Promise<{ reload(): Promise<boolean>; stop(): Promise<void> }>;
  /** Tries the accounts and platforms of a configuration that is sound. */
  readonly check: (config: C, webhooks: Webhooks | null) => Promise<{ readonly text: string; readonly isSound: boolean }>;
  /** As what an emoji goes out, account by account. */
  readonly explain: (emoji: string, config: C) => string;
  /** Moves everything from one database into another; resolves with what to say then. */
  readonly move: (from: string, to: string) => Promise<string>;
  /** Plays the sandbox's story; resolves with the exit code. */
  readonly play: (once: boolean) => Promise<number>;
  /** Logs an error that nobody caught. */
  readonly crashed: (error: unknown) => void;
}

/** npm passes a signal on that the terminal has sent already: within this span it is one signal. */
const SAME_SIGNAL_MS = 1_000;
/** Whoever stops us kills us not long after. */
const STOP_MOST_MS = 15_000;

/** Runs one command of `reacji-bridge` and sets the exit code. What goes wrong is said in sentences, without a stack. */
export async function runCommand<C extends Settings>(argv: readonly string[], options: CommandOptions<C>): Promise<void> {
  const isStart = argv.length === 3 && argv[2] === "start";
  try {
    // What is down does not wait for the parser of all other commands.
    if (isStart) await start(options);
    else await (await commands(options)).parseAsync(argv);
  } catch (error) {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function commands<C extends Settings>(options: CommandOptions<C>): Promise<Command> {
  const { Command } = await import("commander");
  const program = new Command("reacji-bridge").description(
    "Mirrors emoji reactions from Slack and Discord to WhatsApp, LinkedIn and iMessage.",
  );
  program
    .command("start")
    .description("run the bridge until it is told to stop")
    .action(() => start(options));
  program
    .command("sandbox")
    .description("play the whole story against stand-ins, without any account")
    .option("--once", "end after the story")
    .action(async ({ once }: { once?: boolean }) => {
      process.exitCode = await options.play(once === true);
    });
  program
    .command("check")
    .description("say what is wrong with the configuration, and whether every account and platform lets the bridge in")
    .option("--url <url>", "where providers reach the bridge: say which webhooks are not registered there")
    .option("--register", "with --url: register those that are missing")
    .option("--against <file>", "rehearse another configuration over what the running bridge has stored; changes nothing")
    .action(async ({ url, register = false, against }: { url?: string; register?: boolean; against?: string }) => {
      if (against !== undefined) return console.log(await rehearsed(options, against));
      const webhooks = webhooksAt(url, register);
      const config = options.read(process.env);
      console.log("The configuration is sound.");
      const { text, isSound } = await options.check(config, webhooks);
      console.log(text);
      if (!isSound) process.exitCode = 1;
    });
  program
    .command("emoji <emoji>")
    .description("say as what an emoji, or a :name:, goes out on each link")
    .action((emoji: string) => console.log(options.explain(emoji, options.read(process.env))));
  const api = (path: string, method = "GET", said?: object) => ask(options.read(process.env), path, method, said);
  program
    .command("links")
    .description("list the links of the running bridge")
    .action(async () => print(await api("/links")));
  program
    .command("mirrors")
    .description("list the mirrors of the running bridge")
    .option("--state <state>", "settled, due or parked")
    .option("--link <name>")
    .action(async (query: Record<string, string>) => print(await api(`/mirrors?${new URLSearchParams(query)}`)));
  program
    .command("retry <mirror>")
    .description("work on a mirror again, by hand")
    .action(async (id: string) => print(await api(`/mirrors/${encodeURIComponent(id)}/retry`, "POST")));
  program
    .command("forget <who>")
    .description("forget a person (slack:T0ACME:U0DANA), or with --account a conversation, in the running bridge")
    .option("--account <name>", "the account whose conversation it is")
    .action(async (who: string, { account }: { account?: string }) =>
      print(await api("/forget", "POST", account === undefined ? { person: who } : { account, conversation: who })),
    );
  program
    .command("backup")
    .description("write a whole copy of the running bridge's file beside it")
    .action(async () => print(await api("/backup", "POST")));
  program
    .command("migrate")
    .description("move everything from a file into PostgreSQL, while the bridge is stopped")
    .requiredOption("--from <url>", "sqlite:path")
    .requiredOption("--to <url>", "postgres://…, an empty database")
    .action(async ({ from, to }: { from: string; to: string }) => console.log(await options.move(from, to)));
  return program;
}

/** What is wrong with it is said line by line, as of the one in force. */
async function rehearsed<C extends Settings>({ read }: CommandOptions<C>, path: string): Promise<string> {
  const settings = read({ ...process.env, BRIDGE_CONFIG: path });
  const answer = await ask(settings, "/rehearsals", "POST", { configuration: readFileSync(path, "utf8") });
  return ["The configuration is sound.", rehearsalText(answer as RehearsalAnswer)].join("\n");
}

function webhooksAt(url: string | undefined, register: boolean): Webhooks | null {
  if (url === undefined && register) throw new Error("--register needs --url: where do providers reach the bridge?");
  if (url === undefined) return null;
  const { protocol, search, hash, username } = URL.parse(url) ?? {};
  if (protocol !== "https:" && protocol !== "http:") throw new Error("--url must be an http(s) URL, like https://bridge.example.com");
  if (search !== "" || hash !== "" || username !== "") throw new Error("--url must hold no user, query or fragment");
  return { url: url.replace(/\/+$/, ""), register };
}

async function start<C extends Settings>({ read, openBridge, crashed }: CommandOptions<C>): Promise<void> {
  // Half a bridge is worse than none: what is stored stays, and the next start goes on from there.
  process.on("uncaughtException", (error) => {
    crashed(error);
    process.exit(1);
  });
  const opening = openBridge(read(process.env));
  let firstMs: number | null = null;
  const onSignal = () => {
    if (firstMs !== null && Date.now() - firstMs > SAME_SIGNAL_MS) process.exit(1);
    if (firstMs !== null) return;
    firstMs = Date.now();
    setTimeout(() => {
      console.error(`It did not stop within ${STOP_MOST_MS / 1_000} seconds. What was under way is confirmed at the next start.`);
      process.exit(1);
    }, STOP_MOST_MS);
    opening
      .then((bridge) => bridge.stop())
      .then(
        () => process.exit(0),
        (error) => {
          console.error(error instanceof Error ? error.message : String(error));
          process.exit(1);
        },
      );
  };
  // Before it is ready: the first process of a container has no other way to be told to stop.
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // What fails is logged; before it is ready it has read the file just now.
  process.on("SIGHUP", () => void opening.then((bridge) => bridge.reload()).catch(() => {}));
  await opening;
  // Else it is kept at the end alone, and who is killed has none: without it the next start would take twice as long.
  flushCompileCache();
}

/** Speaks to the running bridge through its JSON API. */
async function ask({ host, port, adminToken }: Settings, path: string, method: string, said?: object): Promise<unknown> {
  if (adminToken === null)
    throw new Error("ADMIN_TOKEN is not set: the running bridge cannot be asked. Set it for the bridge and for this command.");
  const response = await fetch(`http://${host}:${port}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, ...(said && { "content-type": "application/json" }) },
    ...(said && { body: JSON.stringify(said) }),
  }).catch(() => {
    throw new Error(`No bridge answers at ${host}:${port}. Is it running?`);
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
