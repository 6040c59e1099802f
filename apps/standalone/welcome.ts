interface Welcome {
  readonly url: string;
  readonly mailDirectory: string;
  readonly smtp: boolean;
  readonly demo: boolean;
  readonly seeded: boolean;
}

/** What somebody who has just started Praxis needs to know. */
export function welcome({ url, mailDirectory, smtp, demo, seeded }: Welcome): string {
  const lines = [
    '',
    `Praxis serves at ${url}`,
    `  REST     ${url}/api/v1        documented at ${url}/api/docs`,
    `  GraphQL  ${url}/graphql       to try out at ${url}/graphiql`,
    `  Sockets  ${url}/socket.io     documented at ${url}/api/asyncapi`,
    `  Health   ${url}/health/ready  metrics at ${url}/metrics`,
    smtp ? '  Mail     is sent over SMTP' : `  Mail     is written to ${mailDirectory}`,
  ];
  if (demo) {
    lines.push(
      '',
      seeded ? 'The demo practice has been made. Sign in as:' : 'The demo practice is there. Sign in as:',
      '  admin@demo.test, therapist@demo.test, patient@demo.test   (Demo Practice)',
      '  admin@other.test                                          (Other Practice)',
      '  password of all: praxis-demo',
    );
  }
  return `${lines.join('\n')}\n\n`;
}
