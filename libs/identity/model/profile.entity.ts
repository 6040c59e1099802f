import { Column } from 'typeorm';

/** What a user tells about themselves. Nothing of it is required. */
export class Profile {
  @Column('text', { name: 'first_name', nullable: true })
  firstName: string | null = null;

  @Column('text', { name: 'last_name', nullable: true })
  lastName: string | null = null;

  /** `YYYY-MM-DD`: a day of the calendar, in no time zone. */
  @Column('date', { name: 'birth_date', nullable: true })
  birthDate: string | null = null;

  @Column('text', { name: 'birth_place', nullable: true })
  birthPlace: string | null = null;

  @Column('text', { name: 'profile_picture', nullable: true })
  profilePicture: string | null = null;
}

export const PROFILE_FIELDS = ['firstName', 'lastName', 'birthDate', 'birthPlace', 'profilePicture'] as const;

/** What is wrong with a change, by field. */
export function profileProblems(change: Partial<Profile>, now: Date): Record<string, string[]> {
  const problems: Record<string, string[]> = {};
  const { birthDate, profilePicture } = change;
  if (birthDate && !isBirthDate(birthDate, now)) {
    problems['profile.birthDate'] = ['must be a day of the calendar, from 1900 on and not in the future'];
  }
  if (profilePicture && !isPicture(profilePicture)) {
    problems['profile.profilePicture'] = ['must be an http(s) address or a path'];
  }
  return problems;
}

/** Somewhere it is a day later than in UTC. */
const AHEAD = 14 * 3_600_000;

function isBirthDate(text: string, now: Date): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists && text >= '1900-01-01' && date.getTime() <= now.getTime() + AHEAD;
}

/** Other people's pages may show it: a script must not be able to stand there. Ours load no foreign one (docs/adr/0011). */
function isPicture(text: string): boolean {
  const url = URL.parse(text, 'https://praxis.invalid/');
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}
