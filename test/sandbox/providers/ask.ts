import { request } from "node:http";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: unknown;
}

/** One request, with the path exactly as it is written: `fetch` would tidy it. A body that is no string goes out as JSON. */
export function ask(method: string, url: string, headers: Record<string, string>, body?: unknown, signal?: AbortSignal): Promise<Reply> {
  const [, host = "", port = "", path = "/"] = /^http:\/\/([^:]+):(\d+)(.*)$/.exec(url) ?? [];
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const sent = request(
      { method, host, port, path, headers: { ...type, ...headers }, agent: false, ...(signal && { signal }) },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) }));
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
