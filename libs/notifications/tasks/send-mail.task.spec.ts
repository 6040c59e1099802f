import { once } from 'node:events';
import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TaskQueues } from '#platform/tasks/task-queues.js';
import { until } from '#test/support/until.js';
import { type Json, type Member, NotifiedPractice } from '../testing/notified-practice.js';
import { sendMail } from './send-mail.task.js';

/** What the mail server says to a recipient: nothing is wrong, or a status and a text. */
let verdict: (recipient: string) => [number, string] | undefined = () => undefined;
const accepted: { recipient: string; content: string }[] = [];
let server: SMTPServer;
let practice: NotifiedPractice;
let patient: Member;
let therapist: Member;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const refused = verdict(address);
      done(refused && Object.assign(new Error(refused[1]), { responseCode: refused[0] }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const [recipient] = session.envelope.rcptTo;
        accepted.push({ recipient: recipient?.address ?? '', content: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { port: number };
  practice = await NotifiedPractice.start({ env: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await practice[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => server.close(resolve));
});
beforeEach(() => {
  patient = practice.member('patient');
  therapist = practice.member('therapist');
});
afterEach(() => {
  verdict = () => undefined;
});

const mailsTo = ({ email }: Member) => accepted.filter(({ recipient }) => recipient === email);
const deliveryTo = async ({ userId }: Member) =>
  (await practice.sql<Json>('select * from notifications.delivery where user_id = $1', [userId]))[0];
const stateOf = async (member: Member) => (await deliveryTo(member))?.state;
const told = async (type: string, member: Member) =>
  (await practice.events(type)).filter(({ data }) => data.userId === member.userId && data.channel === 'mail');
const jobOf = async (member: Member) => {
  const queue = await practice.app.get(TaskQueues).open(sendMail.queue.name);
  return queue.getJob((await deliveryTo(member)).id);
};
/** Lets a task that waits for another try have it now. */
const hasten = async (member: Member) => {
  const job = await jobOf(member);
  if ((await job?.getState()) === 'delayed') await job?.promote();
};

describe('a mail', () => {
  it('is sent once, under an id that is the same at every try, and told as sent', async () => {
    await practice.schedule(patient, therapist);
    await until(
      'both are sent',
      async () => (await stateOf(patient)) === 'sent' && (await stateOf(therapist)) === 'sent',
    );
    const delivery = await deliveryTo(patient);
    expect(mailsTo(patient)).toHaveLength(1);
    expect(mailsTo(patient)[0]?.content).toContain(`Message-ID: <${delivery.id}@`);
    expect(mailsTo(patient)[0]?.content).toContain(`X-Correlation-ID: ${delivery.correlation_id}`);
    expect(delivery).toMatchObject({ attempts: 1, failure: null, notification_id: expect.any(String) });
    const [sent, ...more] = await told('notification.sent', patient);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ target_id: delivery.notification_id, correlation_id: delivery.correlation_id });
  });

  it('goes to the address that its recipient has when it is sent', async () => {
    let tries = 0;
    verdict = (recipient) => (recipient === patient.email && tries++ === 0 ? [451, 'later'] : undefined);
    await practice.schedule(patient, therapist);
    await until('it was tried', () => tries === 1);
    const moved = { ...patient, email: `moved-${patient.email}` };
    practice.change(patient, { email: moved.email });
    await until('it is sent', async () => {
      await hasten(patient);
      return (await stateOf(patient)) === 'sent';
    });
    expect(mailsTo(patient)).toEqual([]);
    expect(mailsTo(moved)).toHaveLength(1);
    expect((await deliveryTo(patient)).attempts).toBe(2);
  });

  it('is dropped when its task comes again', async () => {
    await practice.schedule(patient, therapist);
    await until('it is sent', async () => (await stateOf(patient)) === 'sent');
    const { id } = await deliveryTo(patient);
    const queue = await practice.app.get(TaskQueues).open(sendMail.queue.name);
    const { data } = (await jobOf(patient)) as Json;
    const again = await queue.add(sendMail.name, data, { jobId: `again-${id}` });
    await until('it was run again', async () => (await queue.getJobState(again.id as string)) === 'completed');
    expect(mailsTo(patient)).toHaveLength(1);
    expect(await told('notification.sent', patient)).toHaveLength(1);
  });
});

describe('a mail that the server refuses', () => {
  it('for good is not tried again, and told as failed without the address', async () => {
    verdict = (recipient) => (recipient === patient.email ? [550, `<${recipient}> is unknown here`] : undefined);
    await practice.schedule(patient, therapist);
    await until('it has failed', async () => (await stateOf(patient)) === 'failed');
    const [failed, ...more] = await told('notification.failed', patient);
    expect(more).toEqual([]);
    expect(failed?.data).toMatchObject({ reason: 'MAIL_REJECTED', channel: 'mail', userId: patient.userId });
    await until('its task is parked', async () => (await (await jobOf(patient))?.getState()) === 'failed');
    expect((await jobOf(patient))?.attemptsMade).toBe(1);
    const { failure } = await deliveryTo(patient);
    expect(failure).toContain('550');
    expect(failure).not.toContain(patient.email);
    await until('the other one is sent', async () => (await stateOf(therapist)) === 'sent');
  });

  it('for now is tried again until it is taken', async () => {
    let tries = 0;
    verdict = (recipient) => (recipient === patient.email && ++tries < 4 ? [421, 'busy'] : undefined);
    await practice.schedule(patient, therapist);
    await until('it is sent', async () => {
      if (tries > 0) await hasten(patient);
      return (await stateOf(patient)) === 'sent';
    });
    expect(tries).toBe(4);
    expect(mailsTo(patient)).toHaveLength(1);
    expect(await told('notification.failed', patient)).toEqual([]);
  });

  it('at every try is told as failed after the last one, and not before', async () => {
    let tries = 0;
    verdict = (recipient) => {
      if (recipient !== patient.email) return undefined;
      tries += 1;
      return [451, 'never today'];
    };
    await practice.schedule(patient, therapist);
    await until('it was tried often', async () => {
      if (tries > 0) await hasten(patient);
      return tries === sendMail.retry.tries - 1;
    });
    expect(await stateOf(patient)).toBe('pending');
    expect(await told('notification.failed', patient)).toEqual([]);
    await until('it has failed', async () => {
      await hasten(patient);
      return (await stateOf(patient)) === 'failed';
    });
    const failed = await told('notification.failed', patient);
    expect(failed.map(({ data }) => data.reason)).toEqual(['MAIL_UNAVAILABLE']);
    expect(tries).toBe(sendMail.retry.tries);
    expect(mailsTo(patient)).toEqual([]);
  });

  it('can be sent after all, by replaying its task', async () => {
    verdict = (recipient) => (recipient === patient.email ? [550, 'unknown'] : undefined);
    await practice.schedule(patient, therapist);
    await until('its task is parked', async () => {
      return (await stateOf(patient)) === 'failed' && (await (await jobOf(patient))?.getState()) === 'failed';
    });
    verdict = () => undefined;
    await (await jobOf(patient))?.retry();
    await until('it is sent', async () => (await stateOf(patient)) === 'sent');
    expect(mailsTo(patient)).toHaveLength(1);
    expect(await told('notification.sent', patient)).toHaveLength(1);
  });
});

describe('a mail to somebody who is not active any more', () => {
  it('is not sent, and told as failed', async () => {
    let tries = 0;
    verdict = (recipient) => (recipient === patient.email && tries++ === 0 ? [451, 'later'] : undefined);
    await practice.schedule(patient, therapist);
    await until('it was tried', () => tries === 1);
    practice.deactivate(patient);
    await until('it has failed', async () => {
      await hasten(patient);
      return (await stateOf(patient)) === 'failed';
    });
    expect((await told('notification.failed', patient)).map(({ data }) => data.reason)).toEqual(['RECIPIENT_INACTIVE']);
    expect(mailsTo(patient)).toEqual([]);
  });
});

describe('a mail about a session that its recipient may not see any more', () => {
  it('is not sent, and told as failed, once', async () => {
    let tries = 0;
    verdict = (recipient) => (recipient === therapist.email && tries++ === 0 ? [451, 'later'] : undefined);
    await practice.schedule(patient, therapist);
    await until('it was tried', () => tries === 1);
    practice.change(therapist, { roles: ['patient'] });
    await until('its task is parked', async () => {
      await hasten(therapist);
      return (await (await jobOf(therapist))?.getState()) === 'failed';
    });
    expect(await deliveryTo(therapist)).toMatchObject({ state: 'failed', attempts: 2 });
    expect((await told('notification.failed', therapist)).map(({ data }) => data.reason)).toEqual([
      'SESSION_NOT_VISIBLE',
    ]);
    expect(mailsTo(therapist)).toEqual([]);
  });

  it('is sent when nobody sees it, because it was deleted meanwhile', async () => {
    let tries = 0;
    verdict = (recipient) => (recipient === therapist.email && tries++ === 0 ? [451, 'later'] : undefined);
    const id = await practice.schedule(patient, therapist);
    await until('it was tried', () => tries === 1);
    practice.deleteSession(id);
    await until('it is sent', async () => {
      await hasten(therapist);
      return (await stateOf(therapist)) === 'sent';
    });
    expect(mailsTo(therapist)).toHaveLength(1);
  });
});

describe('without a mail server', () => {
  it('the mail waits, and nothing of it is lost', async () => {
    const occupied = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    const { port } = occupied.address() as { port: number };
    const lonely = await NotifiedPractice.start({ env: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
    const [guest, host] = [lonely.member('patient'), lonely.member('therapist')];
    await lonely.schedule(guest, host);
    const queue = await lonely.app.get(TaskQueues).open(sendMail.queue.name);
    await until('both wait for another try', async () => (await queue.getDelayedCount()) === 2);
    expect(await lonely.sql<Json>('select state from notifications.delivery')).toEqual([
      { state: 'pending' },
      { state: 'pending' },
    ]);
    await lonely[Symbol.asyncDispose]();
    occupied.close();
  });
});
