import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsDate, IsOptional, IsString, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { QUEUES } from './queue-catalogue.js';
import { defineTask, NoPayload } from './task-definition.js';
import { InvalidTaskPayloadError } from './task-errors.js';
import { checkedPayload, selectedPayload } from './task-payload.js';

class Line {
  @IsString()
  text!: string;
}

class Letter {
  @IsString()
  to!: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines?: Line[];

  @IsOptional()
  @IsDate()
  writtenAt?: Date;
}

const write = defineTask({ name: 'practice.write', label: 'Write', queue: QUEUES.mailing, payload: Letter });
const none = defineTask({ name: 'practice.none', label: 'None', queue: QUEUES.mailing, payload: NoPayload });

describe('a payload', () => {
  it('is passed on as plain JSON', () => {
    const given = Object.assign(new Letter(), { to: 'Ada 🎈', lines: [{ text: '\\u0000' }], writtenAt: undefined });
    const passed = checkedPayload(write, given);
    expect(passed).toStrictEqual({ to: 'Ada 🎈', lines: [{ text: '\\u0000' }] });
  });

  it.each([
    { what: 'is missing something', payload: {}, says: /to must be a string/ },
    {
      what: 'has something wrong deep inside',
      payload: { to: 'A', lines: [{ text: 1 }] },
      says: /lines\.0\.text must be/,
    },
    { what: 'has more than the task takes', payload: { to: 'A', cc: 'B' }, says: /cc should not exist/ },
    {
      what: 'would not survive as JSON',
      payload: { to: 'A', writtenAt: new Date() },
      says: /writtenAt must be a Date/,
    },
    { what: 'holds a NUL', payload: { to: 'A\u0000' }, says: /cannot be stored/ },
    { what: 'holds half a character', payload: { to: 'A\ud83c' }, says: /cannot be stored/ },
    { what: 'is no object', payload: 'A', says: /must be an object/ },
  ])('is refused when it $what', ({ payload, says }) => {
    expect(() => checkedPayload(write, payload)).toThrow(InvalidTaskPayloadError);
    expect(() => checkedPayload(write, payload)).toThrow(says);
  });

  it('is nothing for a task that takes nothing', () => {
    expect(checkedPayload(none, {})).toEqual({});
    expect(() => checkedPayload(none, { a: 1 })).toThrow(/a should not exist/);
  });

  it('is picked from a result that has more', () => {
    const result = { to: 'Ada', lines: [{ text: 'x', font: 'y' }], pages: 3 };
    expect(selectedPayload(write, result)).toStrictEqual({ to: 'Ada', lines: [{ text: 'x' }] });
    expect(selectedPayload(none, result)).toEqual({});
    expect(() => selectedPayload(write, { pages: 3 })).toThrow(InvalidTaskPayloadError);
  });
});
