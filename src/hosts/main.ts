/**
 * The agent program: `dist/agent.mjs`. Standard input and output belong to the controller (JSON-RPC); everything for
 * people goes to standard error. When standard input ends, the controller is gone, and so is the agent.
 */
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { messageOf } from '../base/errors.ts';
import { Agent } from './agent.ts';
import { OWN_PROCESS_ARGUMENT } from './own-process-argument.ts';

/** How long what a library left behind (a timer, a socket) may keep a stopped agent alive. */
const LAST_WORDS_MS = 500;

// A library that prints must not break the protocol.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

function beAgent(): void {
  const connection = createMessageConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  const leave = (): never => process.exit(0);
  process.stdin.once('end', leave);
  process.stdin.once('close', leave);
  process.stdout.once('error', leave);
  process.on('uncaughtException', (error) => {
    // A broken connection inside a library is part of a lab's life; the action that suffers from it reports it.
    console.error(`agent: ${messageOf(error)}`);
  });
  process.on('unhandledRejection', (reason) => console.error(`agent: ${messageOf(reason)}`));
  // After `stop` nothing more is read, and the program ends by itself once its last answer has been written.
  new Agent().serve(connection, () => {
    process.stdin.off('close', leave);
    process.stdin.destroy();
    setTimeout(leave, LAST_WORDS_MS).unref();
  });
  connection.listen();
}

const [argument, options = ''] = process.argv.slice(2);
// Parts of an agent that must be able to die alone.
if (argument === OWN_PROCESS_ARGUMENT.tcp) {
  const { serveAlone } = await import('./tcp/serve-alone.ts');
  await serveAlone(JSON.parse(options));
} else if (argument === OWN_PROCESS_ARGUMENT.smtp) {
  const { serveSmtpAlone } = await import('./mail/smtp-process.ts');
  await serveSmtpAlone(JSON.parse(options));
} else {
  beAgent();
}
