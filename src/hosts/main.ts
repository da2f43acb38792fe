/**
 * The agent program: `dist/agent.js`. Standard input and output belong to the controller (JSON-RPC); everything for
 * people goes to standard error. When standard input ends, the controller is gone, and so is the agent.
 */
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { messageOf } from '../base/errors.ts';
import { Agent } from './agent.ts';

// A library that prints must not break the protocol.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

const agent = new Agent();
const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);

process.stdin.once('end', () => process.exit(0));
process.stdin.once('close', () => process.exit(0));
process.stdout.once('error', () => process.exit(0));
process.on('uncaughtException', (error) => {
  // A broken connection inside a library is part of a lab's life; the action that suffers from it reports it.
  console.error(`agent: ${messageOf(error)}`);
});
process.on('unhandledRejection', (reason) => console.error(`agent: ${messageOf(reason)}`));

agent.serve(connection, () => process.exit(0));
connection.listen();
