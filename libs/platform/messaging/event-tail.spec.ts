import { expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import { eventLab } from '#test/support/event-lab.js';

const database = databaseForAll();

it('the tail of a process without reactions hears what is committed while it is held, and numbers nothing for nobody', async () => {
  await using lab = await eventLab(database.ownerUrl, [], { runReactions: false });
  const heard: string[] = [];
  lab.tail.listen((event) => void heard.push(event.metadata.target?.id ?? ''));
  const numbered = async () => Number((await lab.owner.query('select count(*) as n from messaging.log')).rows[0].n);

  const letGo = await lab.tail.hold();
  await lab.publish('first', 1);
  await lab.until('the first is heard', () => heard.includes('first'));
  letGo();
  letGo();
  expect(lab.tail.followed).toBe(false);

  const [one, other] = [await lab.tail.hold(), await lab.tail.hold()];
  one();
  await lab.publish('second', 2);
  await lab.until('the second is heard', () => heard.includes('second'));
  other();

  const before = await numbered();
  await lab.publish('to nobody', 3);
  // Resolves when what the commit has set going is over.
  await lab.delivery.stop();
  expect(await numbered()).toBe(before);
});
