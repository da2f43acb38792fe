/** The mail program's settings on a client host, and what it has sent. */

import type { ActionSettings } from '../../lab/actions/catalogue.ts';
import { ServiceKind } from '../services.ts';

export type MailSettings = ActionSettings<'mail.configure'>;

export interface SentMail {
  readonly messageId: string;
  readonly bytes: Buffer;
}

export const MAIL_ACCOUNT = new ServiceKind<MailAccount>('mail account', (service) => service instanceof MailAccount);

export class MailAccount implements AsyncDisposable {
  readonly settings: MailSettings;
  readonly sent: SentMail[] = [];

  constructor(settings: MailSettings) {
    this.settings = settings;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
