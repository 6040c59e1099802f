import type { Role } from '#platform/context/actor.js';

/** The practice that a first start is filled with. Ids are fixed, so that making it again finds it made. */

export const DEMO_PASSWORD = 'praxis-demo';

const id = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const accounts = [
  { id: id(1), name: 'Demo Practice' },
  { id: id(2), name: 'Other Practice' },
] as const;
const [demo, other] = accounts;

export const sites = [
  {
    id: id(0x11),
    accountId: demo.id,
    name: 'Riverside',
    timeZone: 'Europe/Berlin',
    address: 'Uferstrasse 12, 10115 Berlin',
  },
  { id: id(0x12), accountId: demo.id, name: 'Hilltop', timeZone: 'Europe/Berlin', address: 'Bergweg 3, 14193 Berlin' },
  {
    id: id(0x13),
    accountId: other.id,
    name: 'Harbour',
    timeZone: 'America/New_York',
    address: '7 Pier Street, Boston',
  },
] as const;
const [riverside, hilltop, harbour] = sites;

export const sectors = [
  { id: id(0x21), accountId: demo.id, siteId: riverside.id, name: 'Psychotherapy' },
  { id: id(0x22), accountId: demo.id, siteId: riverside.id, name: 'Couples' },
  { id: id(0x23), accountId: demo.id, siteId: hilltop.id, name: 'Physiotherapy' },
  { id: id(0x24), accountId: demo.id, siteId: hilltop.id, name: 'Occupational therapy' },
  { id: id(0x25), accountId: other.id, siteId: harbour.id, name: 'Counselling' },
  { id: id(0x26), accountId: other.id, siteId: harbour.id, name: 'Family' },
] as const;

interface DemoUser {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: Role[];
}

const user = (n: number, accountId: string, email: string, name: string, role: Role): DemoUser => {
  const [firstName = '', lastName = ''] = name.split(' ');
  return { id: id(n), accountId, email, firstName, lastName, roles: [role] };
};

export const users: readonly DemoUser[] = [
  user(0x31, demo.id, 'admin@demo.test', 'Ada Brandt', 'admin'),
  user(0x32, demo.id, 'reception@demo.test', 'Rosa Lindner', 'editor'),
  user(0x33, demo.id, 'therapist@demo.test', 'Tom Sievers', 'therapist'),
  user(0x34, demo.id, 'miriam@demo.test', 'Miriam Okafor', 'therapist'),
  user(0x35, demo.id, 'patient@demo.test', 'Paula Reimann', 'patient'),
  user(0x36, demo.id, 'jonas@demo.test', 'Jonas Weber', 'patient'),
  user(0x37, demo.id, 'lena@demo.test', 'Lena Hoffmann', 'patient'),
  user(0x41, other.id, 'admin@other.test', 'Oliver Grant', 'admin'),
  user(0x42, other.id, 'therapist@other.test', 'Nora Diaz', 'therapist'),
  user(0x43, other.id, 'patient@other.test', 'Sam Lee', 'patient'),
];

const everyDay = (opensAt: string, closesAt: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAt, closesAt }));

export const workingHours = [
  { accountId: demo.id, therapistId: id(0x33), siteId: riverside.id, hours: everyDay('07:00', '21:00') },
  { accountId: demo.id, therapistId: id(0x33), siteId: hilltop.id, hours: everyDay('07:00', '21:00') },
  { accountId: demo.id, therapistId: id(0x34), siteId: hilltop.id, hours: everyDay('09:00', '17:00') },
  { accountId: other.id, therapistId: id(0x42), siteId: harbour.id, hours: everyDay('08:00', '18:00') },
] as const;

/** For 60 minutes; other durations in proportion. */
export const pricesPerHour = { individual: 120, couple: 150, group: 60, intake: 90 } as const;
export const currencyOf: Readonly<Record<string, string>> = { [demo.id]: 'EUR', [other.id]: 'USD' };

/** Days from today at Riverside, and what became of each: a week in the life of the practice. */
export const story = [
  {
    patientId: id(0x35),
    therapistId: id(0x33),
    site: riverside,
    inDays: 1,
    hour: 10,
    minutes: 60,
    type: 'intake',
    afterwards: 'complete',
  },
  {
    patientId: id(0x36),
    therapistId: id(0x33),
    site: riverside,
    inDays: 1,
    hour: 12,
    minutes: 45,
    type: 'individual',
    afterwards: 'start',
  },
  {
    patientId: id(0x35),
    therapistId: id(0x33),
    site: riverside,
    inDays: 2,
    hour: 10,
    minutes: 60,
    type: 'individual',
    afterwards: 'keep',
  },
  {
    patientId: id(0x36),
    therapistId: id(0x34),
    site: hilltop,
    inDays: 2,
    hour: 14,
    minutes: 30,
    type: 'individual',
    afterwards: 'keep',
  },
  {
    patientId: id(0x37),
    therapistId: id(0x33),
    site: riverside,
    inDays: 3,
    hour: 9,
    minutes: 90,
    type: 'couple',
    afterwards: 'cancel',
  },
  {
    patientId: id(0x37),
    therapistId: id(0x34),
    site: hilltop,
    inDays: 4,
    hour: 11,
    minutes: 60,
    type: 'group',
    afterwards: 'keep',
  },
  {
    patientId: id(0x35),
    therapistId: id(0x33),
    site: hilltop,
    inDays: 8,
    hour: 10,
    minutes: 60,
    type: 'individual',
    afterwards: 'keep',
  },
] as const;
