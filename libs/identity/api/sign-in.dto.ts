import { ActionDto } from '#platform/http/action.dto.js';
import { Flag, Id, Instant, Int, OneOf, Parts, Text } from '#platform/http/fields.js';
import { SESSION_KINDS } from '../model/visit.js';

export class SignInViewDto {
  @Id() id!: string;
  @OneOf(SESSION_KINDS) session!: string;
  @Flag({ description: 'Whether it is the one that asks.' }) current!: boolean;
  @Instant() createdAt!: string;
  @Instant() lastUsedAt!: string;
  @Instant() expiresAt!: string;
  @Text({ nullable: true, description: 'Network address that it was begun from.' }) address!: string | null;
  @Text({ nullable: true, max: 400 }) userAgent!: string | null;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class EndedSignInDto {
  @Id() id!: string;
}

export class EndedSignInsDto {
  @Int() ended!: number;
}
