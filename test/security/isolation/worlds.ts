import { accounts, sectors, sites } from '#apps/standalone/demo-practice.js';

/** Where an object is made, and with whom. */
export interface World {
  readonly accountId: string;
  readonly siteId: string;
  readonly sectorId: string;
  readonly adminId: string;
  readonly therapistId: string;
  readonly patientId: string;
}

const person = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const demo = { accountId: accounts[0].id, adminId: person(0x31), therapistId: person(0x33), patientId: person(0x35) };

export const RIVERSIDE: World = { ...demo, siteId: sites[0].id, sectorId: sectors[0].id };
export const HILLTOP: World = { ...demo, siteId: sites[1].id, sectorId: sectors[2].id };
export const OTHER: World = {
  accountId: accounts[1].id,
  siteId: sites[2].id,
  sectorId: sectors[4].id,
  adminId: person(0x41),
  therapistId: person(0x42),
  patientId: person(0x43),
};
