import type { Role } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';

const SEATLESS: readonly Role[] = ['patient', 'system'];

export const needsSeat = (roles: readonly string[]): boolean => roles.some((role) => !SEATLESS.includes(role as Role));

const TAKEN = `
  select count(*)::int as used from accounts.member
  where (seated or reserved_until > now()) and user_id is distinct from $1::uuid`;

/** @param exceptUserId whose own seat is not counted */
export async function seatsTaken(tx: TenantTransaction, exceptUserId: string | null = null): Promise<number> {
  const [counted] = await tx.query<{ used: number }>(TAKEN, [exceptUserId]);
  return counted?.used ?? 0;
}

/** Longer than a request and its transaction can last, and than the user's event normally takes by far. */
const KEPT = `interval '15 minutes'`;

/** Makes somebody known, with a seat kept for a while when one is needed. What is known for sure already stays. */
export async function keepSeat(tx: TenantTransaction, userId: string, seat: boolean): Promise<void> {
  await tx.execute(
    `insert into accounts.member as known (account_id, user_id, active, seated, reserved_until, as_of)
     values ($1, $2, false, false, case when $3::boolean then now() + ${KEPT} end, '-infinity')
     on conflict (account_id, user_id) do update
       set reserved_until = coalesce(excluded.reserved_until, known.reserved_until)`,
    [tx.accountId, userId, seat],
  );
}

/** Somebody of whom no event has told yet was not made, and is not known any more. */
export async function giveBackSeat(tx: TenantTransaction, userId: string): Promise<void> {
  await Promise.all([
    tx.execute(`delete from accounts.member where user_id = $1::uuid and as_of = '-infinity'`, [userId]),
    tx.execute('update accounts.member set reserved_until = null where user_id = $1::uuid', [userId]),
  ]);
}

/** What an event said of a user; what it did not say is as before. */
export interface MemberFacts {
  readonly userId: string;
  readonly active?: boolean;
  readonly seated?: boolean;
  readonly asOf: string;
}

/**
 * What was kept becomes a seat, or is let go. Not so what was kept after somebody left, of which this tells only now: they are about to
 * come back. An older event that comes again changes nothing.
 */
const RECORD = `
  insert into accounts.member as known (account_id, user_id, active, seated, as_of)
  values ($1, $2, coalesce($3::boolean, true), coalesce($4::boolean, false), $5)
  on conflict (account_id, user_id) do update set
    active = coalesce($3::boolean, known.active),
    seated = coalesce($4::boolean, known.seated) and coalesce($3::boolean, known.active),
    reserved_until = case
      when $4::boolean is null or (not $3::boolean and known.reserved_until - ${KEPT} > $5) then known.reserved_until
    end,
    as_of = excluded.as_of
  where known.as_of <= excluded.as_of`;

export async function recordMember(
  tx: TenantTransaction,
  { userId, active, seated, asOf }: MemberFacts,
): Promise<void> {
  await tx.execute(RECORD, [tx.accountId, userId, active ?? null, seated ?? null, asOf]);
}
