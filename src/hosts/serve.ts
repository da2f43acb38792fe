/**
 * Servers without a controller, for whoever wants to type the client's commands: `serve.js ACTION SETTINGS …`, each action
 * with its settings in YAML or JSON, such as `serve.js ftp-server.start '{users: [{name: student, password: …}]}'`.
 * What a server shows goes to standard output; the program ends with SIGTERM or SIGINT.
 */
import { hostname } from 'node:os';
import { parse } from 'yaml';
import { messageOf } from '../base/errors.ts';
import type { JsonObject } from '../lab/plan.ts';
import { Agent } from './agent.ts';

async function serve(commands: readonly string[]): Promise<void> {
  await using agent = new Agent();
  await agent.hello({ host: hostname(), directory: process.cwd(), files: [] });
  for (let index = 0; index + 1 < commands.length; index += 2) {
    const settings = parse(commands[index + 1]!) as JsonObject;
    const { transcript } = await agent.act({ do: commands[index]!, with: settings });
    for (const { text } of transcript) console.log(text);
  }
  console.log('ready');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

// The wait for a signal alone would not keep the program alive; a server does, and without one there is nothing to wait for.
serve(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
