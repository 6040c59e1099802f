import { median } from '../measure/statistics.js';
import { residentMemory } from './usage.js';

const EVERY_MS = 50;

/** Resident memory of a process while `work` runs, in MB: what it typically is early on, and at the end. */
export async function memoryCurve(pid: number, work: () => Promise<unknown>): Promise<{ early: number; late: number }> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMemory(pid)), EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  samples.push(residentMemory(pid));
  const quarter = Math.ceil(samples.length / 4);
  return { early: median(samples.slice(0, quarter * 2).slice(-quarter)), late: median(samples.slice(-quarter)) };
}
