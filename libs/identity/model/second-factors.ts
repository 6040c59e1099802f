import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { recoveryCodeUsed, secondFactorDisabled, secondFactorEnabled } from '../contract/index.js';
import { SecondFactorConflictError, WrongCodeError } from './credential-errors.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SealBrokenError, SealedSecrets } from './sealed-secrets.js';
import { enrolment, isTotpCode, stepOf, TOTP_SECRET_BYTES } from './totp.js';

interface Row {
  readonly sealedSecret: string;
  readonly confirmed: boolean;
  readonly lastStep: string | number | null;
}

export interface SecondFactorState {
  readonly enabled: boolean;
  readonly recoveryCodesLeft: number;
}

const about = (_done: unknown, userId: string) => ({ target: { type: 'user', id: userId }, data: { userId } });

/** The second factor of a user: a code of the moment, or one of the recovery codes. */
@Injectable()
export class SecondFactors {
  readonly #logger = new Logger('SecondFactors');

  constructor(
    private readonly secrets: SealedSecrets,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  async isOn(tx: TenantTransaction, userId: string): Promise<boolean> {
    return (await this.#row(tx, userId))?.confirmed ?? false;
  }

  async state(tx: TenantTransaction, userId: string): Promise<SecondFactorState> {
    const [enabled, recoveryCodesLeft] = await Promise.all([
      this.isOn(tx, userId),
      this.recoveryCodes.left(tx, userId),
    ]);
    return { enabled, recoveryCodesLeft };
  }

  /** Makes a secret, which counts for nothing until it is confirmed. Doing it again makes another. @throws SecondFactorConflictError */
  async enrol(tx: TenantTransaction, userId: string, email: string): Promise<{ secret: string; uri: string }> {
    const secret = randomBytes(TOTP_SECRET_BYTES);
    const made = await tx.execute(
      `insert into identity.second_factor as known (user_id, account_id, sealed_secret) values ($1, $2, $3)
       on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, created_at = now(), last_step = null
       where known.confirmed_at is null`,
      [userId, tx.accountId, this.secrets.seal(secret, userId)],
    );
    if (made === 0) throw new SecondFactorConflictError(true);
    return enrolment(secret, email);
  }

  /** @returns the recovery codes. @throws SecondFactorConflictError, WrongCodeError */
  async confirm(tx: TenantTransaction, userId: string, code: string): Promise<string[]> {
    const row = await this.#row(tx, userId, 'for update');
    if (!row || row.confirmed) throw new SecondFactorConflictError(row !== undefined);
    if (!(await this.#takeCode(tx, userId, row, code))) throw new WrongCodeError();
    return this.enable(tx, userId);
  }

  @Publishes(secondFactorEnabled, about)
  async enable(tx: TenantTransaction, userId: string): Promise<string[]> {
    await tx.execute('update identity.second_factor set confirmed_at = now() where user_id = $1', [userId]);
    return this.recoveryCodes.renew(tx, userId);
  }

  /** Whether {@link take} would take it. */
  async isRight(tx: TenantTransaction, userId: string, code: string): Promise<boolean> {
    const row = await this.#row(tx, userId);
    if (!row?.confirmed) return false;
    if (!isTotpCode(code)) return this.recoveryCodes.has(tx, userId, code);
    const step = this.#stepOf(userId, row, code);
    return step !== undefined && step > Number(row.lastStep ?? Number.NEGATIVE_INFINITY);
  }

  /** Takes a code, which is then good no more. @returns whether it was right, and of one whose second factor is on */
  async take(tx: TenantTransaction, userId: string, code: string): Promise<boolean> {
    const row = await this.#row(tx, userId);
    if (!row?.confirmed) return false;
    if (isTotpCode(code)) return this.#takeCode(tx, userId, row, code);
    const left = await this.recoveryCodes.use(tx, userId, code);
    if (left === undefined) return false;
    await tx.publish(recoveryCodeUsed, { target: { type: 'user', id: userId }, data: { userId, left } });
    return true;
  }

  /** @throws SecondFactorConflictError */
  @Publishes(secondFactorDisabled, about)
  async disable(tx: TenantTransaction, userId: string): Promise<void> {
    const disabled = await tx.execute(
      'delete from identity.second_factor where user_id = $1 and confirmed_at is not null',
      [userId],
    );
    if (disabled === 0) throw new SecondFactorConflictError(false);
  }

  /** Of several who bring the same code at once, or one of an earlier step, the row lets none through but the first. */
  async #takeCode(tx: TenantTransaction, userId: string, row: Row, code: string): Promise<boolean> {
    const step = this.#stepOf(userId, row, code);
    if (step === undefined) return false;
    const taken = await tx.execute(
      `update identity.second_factor set last_step = $2
       where user_id = $1 and sealed_secret = $3 and coalesce(last_step < $2, true)`,
      [userId, step, row.sealedSecret],
    );
    return taken === 1;
  }

  #stepOf(userId: string, { sealedSecret }: Row, code: string): number | undefined {
    const secret = this.#opened(sealedSecret, userId);
    return secret && stepOf(secret, code, Date.now());
  }

  /** Without its secret no code is right. The user can do nothing about it; whoever runs Praxis is told what to do. */
  #opened(sealedSecret: string, userId: string): Buffer | undefined {
    try {
      return this.secrets.open(sealedSecret, userId);
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      this.#logger.error({ userId, err: error });
      return undefined;
    }
  }

  async #row(tx: TenantTransaction, userId: string, lock = ''): Promise<Row | undefined> {
    const [row] = await tx.query<Row>(
      `select sealed_secret as "sealedSecret", confirmed_at is not null as confirmed, last_step as "lastStep"
       from identity.second_factor where user_id = $1 ${lock}`,
      [userId],
    );
    return row;
  }
}
