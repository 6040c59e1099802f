import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { Flag } from '#platform/http/fields.js';
import { CURSOR } from '../model/cursor.js';

export class ReadDto {
  @Flag({ description: 'true: has been read; false: is to be read again', example: true })
  read!: boolean;
}

/** A request without any field. */
export class NothingDto {}

export class ResumeDto {
  /** Clients hand back what they were given; some keep it as a number. */
  @Transform(({ value }) => (Number.isSafeInteger(value) && value >= 0 ? String(value) : value))
  @Matches(CURSOR, { message: 'is not a cursor that was given out' })
  after!: string;
}
