import { type DynamicModule, Module } from '@nestjs/common';
import { FileTransport } from './file-transport.js';
import { parseSender } from './mail-address.js';
import { MailTransport } from './mail-transport.js';
import { Mailer } from './mailer.js';
import { SmtpTransport } from './smtp-transport.js';

export interface MailModuleOptions {
  /** `smtp://…` or `smtps://…`. Absent: mails are written to `directory`. */
  readonly smtpUrl?: string;
  /** Where `<id>.eml` files go. Made when the first is written. */
  readonly directory: string;
  /** `Name <address>` or an address. */
  readonly from: string;
}

/** Provides {@link Mailer} everywhere. */
@Module({})
export class MailModule {
  /** @throws MailSenderInvalidError, SmtpUrlInvalidError: at start-up, not at the first mail */
  static forRoot({ smtpUrl, directory, from }: MailModuleOptions): DynamicModule {
    const sender = parseSender(from);
    return {
      module: MailModule,
      global: true,
      providers: [
        {
          provide: MailTransport,
          useFactory: () => (smtpUrl ? new SmtpTransport(smtpUrl) : new FileTransport(directory)),
        },
        {
          provide: Mailer,
          inject: [MailTransport],
          useFactory: (transport: MailTransport) => new Mailer(transport, sender),
        },
      ],
      exports: [Mailer],
    };
  }
}
