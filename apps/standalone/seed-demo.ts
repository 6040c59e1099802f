import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DateTime } from 'luxon';
import { CreateAccount } from '#accounts/commands/create-account.js';
import { CreateSector } from '#accounts/commands/create-sector.js';
import { CreateSite } from '#accounts/commands/create-site.js';
import { SetPrices } from '#billing/commands/set-prices.js';
import { RegisterUser } from '#identity/commands/register-user.js';
import { actAs } from '#platform/context/acting.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { CancelTherapySession } from '#scheduling/commands/cancel-therapy-session.js';
import { CompleteTherapySession } from '#scheduling/commands/complete-therapy-session.js';
import { ScheduleTherapySession } from '#scheduling/commands/schedule-therapy-session.js';
import { SetWorkingHours } from '#scheduling/commands/set-working-hours.js';
import { StartTherapySession } from '#scheduling/commands/start-therapy-session.js';
import { SESSION_DURATIONS, SESSION_TYPES } from '#scheduling/contract/index.js';
import * as demo from './demo-practice.js';

/**
 * Makes the demo practice with the same commands that its users have. Killed half-way, it goes on at the next start.
 * @returns whether anything was made
 */
export async function seedDemo(app: INestApplicationContext): Promise<boolean> {
  const bus = app.get(CommandBus);
  const made: boolean[] = [];
  for (const { id, name } of demo.accounts) made.push(await bus.execute(new CreateAccount(name, id)));
  for (const site of demo.sites) made.push(await bus.execute(new CreateSite(site)));
  for (const sector of demo.sectors) made.push(await bus.execute(new CreateSector(sector)));
  const registering = demo.users.map(({ firstName, lastName, ...user }) =>
    bus.execute(new RegisterUser({ ...user, profile: { firstName, lastName }, password: demo.DEMO_PASSWORD })),
  );
  made.push(...(await Promise.all(registering)));
  for (const { accountId, therapistId, siteId, hours } of made.includes(true) ? demo.workingHours : []) {
    await bus.execute(new SetWorkingHours(accountId, therapistId, siteId, hours));
  }
  if (made.includes(true)) await setPrices(bus);
  if (await hasNoSessions(app)) await tellStory(bus);
  return made.includes(true);
}

async function setPrices(bus: CommandBus): Promise<void> {
  for (const { id } of demo.accounts) {
    const prices = SESSION_TYPES.flatMap((sessionType) =>
      SESSION_DURATIONS.map((durationMinutes) => ({
        sessionType,
        durationMinutes,
        amount: {
          amount: ((demo.pricesPerHour[sessionType] * durationMinutes) / 60).toFixed(2),
          currency: demo.currencyOf[id] ?? 'EUR',
        },
      })),
    );
    await bus.execute(new SetPrices(id, prices));
  }
}

async function hasNoSessions(app: INestApplicationContext): Promise<boolean> {
  const practice = app.get(TenantDatabase).forAccount(demo.accounts[0].id);
  const found = await practice.read((tx) => tx.query('select 1 from scheduling.therapy_session limit 1'));
  return found.length === 0;
}

async function tellStory(bus: CommandBus): Promise<void> {
  const actor: Actor = { userId: demo.users[0]?.id ?? '', accountId: demo.accounts[0].id, roles: ['admin'] };
  for (const { patientId, therapistId, site, inDays, hour, minutes, type, afterwards } of demo.story) {
    const startsAt = DateTime.now().setZone(site.timeZone).plus({ days: inDays }).startOf('day').set({ hour });
    const request = {
      patientId,
      therapistId,
      siteId: site.id,
      startsAt: startsAt.toUTC().toISO() ?? '',
      durationMinutes: minutes,
      sessionType: type,
    };
    await actAs(actor, async () => {
      const { id } = await bus.execute(new ScheduleTherapySession(actor, request));
      if (afterwards === 'start' || afterwards === 'complete') await bus.execute(new StartTherapySession(actor, id));
      if (afterwards === 'complete') await bus.execute(new CompleteTherapySession(actor, id));
      if (afterwards === 'cancel') await bus.execute(new CancelTherapySession(actor, id, 'Asked for another week'));
    });
  }
}
