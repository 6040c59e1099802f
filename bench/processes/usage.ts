import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MB (10^6 bytes, as performance.md counts). Linux only. */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (!kilobytes) throw new Error(`Process ${pid} has no VmRSS in /proc: is this Linux, and does it still run?`);
  return (Number(kilobytes) * 1024) / 1e6;
}

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used so far, in seconds. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return secondsIn(fields.slice(11, 13));
}

/** Times as `/proc/<pid>/stat` tells them, in seconds together. */
export const secondsIn = (ticks: readonly string[]): number =>
  ticks.reduce((sum, each) => sum + Number(each), 0) / TICKS_PER_SECOND;
