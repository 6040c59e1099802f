import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType, TypeMetadataStorage } from '@nestjs/graphql';
import type { ListPage } from '../lists/list-query.js';

export interface Connection<T> {
  readonly items: readonly T[];
  readonly count: number;
  readonly nextCursor: string | null;
}

/** The type of a page of `item`s: `class UserConnection extends connectionOf(UserType) {}` is `UserConnection` in the schema. */
export function connectionOf<T extends object>(item: Type<T>): Type<Connection<T>> {
  const { name } = TypeMetadataStorage.getObjectTypeMetadataByTarget(item) ?? {};
  if (!name) throw new Error(`connectionOf(${item.name}) needs a class that is decorated with @ObjectType().`);

  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<T> {
    @Field(() => [item]) items!: readonly T[];
    @Field(() => Int, { description: 'All there are, counted up to 10,000.' }) count!: number;
    @Field(() => String, { nullable: true, description: 'To be given as `cursor` for the next page.' })
    nextCursor!: string | null;
  }
  return ConnectionType;
}

export const toConnection = <T>({ items, count, next }: ListPage<T>): Connection<T> => ({
  items,
  count,
  nextCursor: next,
});
