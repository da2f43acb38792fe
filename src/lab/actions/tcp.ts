/** Settings of the plain TCP actions: scripts that say who writes, shuts down, closes, resets, and when. */
import { z } from 'zod';
import { address, port } from './common.ts';

/** The instructions of a script, with what each does; `N` is a number. */
export const INSTRUCTIONS: { readonly [form: string]: string } = {
  'write N': 'sends N bytes',
  'write N with fin': 'sends N bytes and the FIN on one segment (TCP_CORK, then shutdown)',
  'read N': 'reads until N bytes have come; before that, and after it, what comes stays unread in the kernel',
  'read end': 'reads until the other side’s FIN',
  'lazy acks': 'lets acknowledgements wait for data or a FIN to ride on (TCP_QUICKACK off)',
  shutdown: 'sends our FIN and goes on reading: a half-close',
  close: 'closes; with unread bytes in the kernel that is a reset (RFC 2525 §2.17)',
  reset: 'closes with SO_LINGER 0: an RST, and no FIN',
  kill: 'ends the program with SIGKILL (only with ownProcess)',
  'wait N': 'waits for N milliseconds',
  'hold on': 'lets the host send one small packet more; the others wait in its queue (tbf)',
  'hold off': 'lets them go, in their order',
  'link down': 'pulls the plug of this host',
  'link up': 'puts it back',
  leave: 'ends the script and leaves the connection as it is',
};

const forms = Object.keys(INSTRUCTIONS).map((form) => form.replace('N', '\\d{1,6}'));

const script = z
  .array(z.string().regex(new RegExp(`^(?:${forms.join('|')})$`), `one of ${Object.keys(INSTRUCTIONS).join(', ')}`))
  .min(1);

const name = z.string().min(1).describe('The scene’s name, for later steps and the log.');

const serve = z
  .strictObject({
    name,
    port,
    script: script.describe('What the server does with the first connection.'),
    ownProcess: z.boolean().default(false).describe('In a process of its own, which the script may kill.'),
    frozen: z.boolean().default(false).describe('Stops that process as soon as it listens: it never accepts.'),
    backlog: z.int().min(1).max(128).default(16),
  })
  .refine((settings) => settings.ownProcess || !(settings.frozen || settings.script.includes('kill')), {
    error: 'ownProcess: true for a program that is frozen or killed',
  });

const dial = z.strictObject({
  name,
  host: address,
  port,
  localPort: port.default(0),
  script,
  background: z.boolean().default(false).describe('The step ends at once; tcp.finish waits for the script.'),
  hold: z
    .enum(['nothing', 'syn', 'ack'])
    .default('nothing')
    .describe(
      'syn: our SYN waits in its queue until the other side’s has come. ack: our SYN leaves, and then nothing.',
    ),
  giveUpAfterMs: z.int().min(100).max(60_000).default(10_000).describe('How long the SYN may go unanswered.'),
});

export const tcpActions = {
  'tcp.serve': serve.describe('Listens, and runs a script on the first connection; the step ends once it listens.'),
  'tcp.dial': dial.describe('Connects and runs a script. Nobody there, or nobody answering, is a refusal.'),
  'tcp.finish': z.strictObject({ name }).describe('Waits until a scene’s script has ended on this host.'),
  'tcp.sample': z
    .strictObject({
      role: z.enum(['client', 'server']).describe('Which end of the scenes this host is.'),
      ports: z.array(port).min(1).describe('Server ports of the scenes to look at.'),
    })
    .describe('Asks this host’s kernel for the TCP state of each scene.'),
} as const;
