/** Whether a text that begins with `YYYY-MM-DD` names a day that there is: `Date` would take 30 February for 2 March. */
export function beginsWithCalendarDay(text: string): boolean {
  const day = text.slice(0, 10);
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}
