import { DEMO_PASSWORD, users } from '#apps/standalone/demo-practice.js';
import { client, type Json, type Practice } from '#test/support/practice.js';

/** Of each kind: some requests take one away. */
const OF_EACH = 8;

/** Adds to the demo practice what it has none of, so that there is something for every operation to work on. */
export async function furnish(clinic: Practice): Promise<void> {
  const admin = await clinic.as('admin');
  const reception = await clinic.as('reception');
  const make = async (path: string, body: unknown): Promise<Json> => {
    const answer = await admin.post(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };
  for (let n = 1; n <= OF_EACH; n += 1) {
    const { id: group } = await make('/api/v1/groups', { name: `Group ${n}`, roles: n % 2 ? [] : ['viewer'] });
    const bookings = clinic.booking({ inDays: 60 + n, patientId: clinic.id('jonas') });
    const { id: booked } = await make('/api/v1/therapy-sessions', bookings);
    await Promise.all([
      make('/api/v1/invitations', { email: `invited-${n}@demo.test`, roles: ['patient'] }),
      make('/api/v1/auth/api-keys', { name: `Key ${n}`, scopes: ['scheduling.session.view'] }),
      make('/api/v1/access/grants', {
        subject: n % 2 ? `group:${group}` : `user:${clinic.id('jonas')}`,
        permission: 'scheduling.session.view',
        objectType: 'therapy_session',
        objectId: booked,
      }),
      make('/api/v1/system/legal-holds', { objectType: 'user', objectId: clinic.id('lena'), reason: `Claim ${n}` }),
      make('/api/v1/notifications/subscriptions', {
        eventType: 'therapy_session.cancelled',
        objectType: 'therapy_session',
        objectId: booked,
      }),
      client(clinic.url).post('/api/v1/auth/login', { email: users[0]?.email, password: DEMO_PASSWORD }),
    ]);
    // By somebody else, so that the administrator is told.
    if (n % 2) await reception.post(`/api/v1/therapy-sessions/${booked}/cancel`, {});
  }
}
