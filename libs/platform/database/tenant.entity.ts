import { Column, PrimaryColumn } from 'typeorm';
import { newId } from '../context/ids.js';

/** The columns that every row of an account has. Row-level security checks `account_id` on every read and write. */
export abstract class TenantEntity {
  @PrimaryColumn('uuid')
  id: string = newId();

  @Column('uuid', { name: 'account_id' })
  accountId!: string;
}
