import { ActionDto } from '#platform/http/action.dto.js';
import { Flag, Id, Instant, Int, JsonObject, Parts, Text } from '#platform/http/fields.js';

/** A notification as REST answers with it. */
export class NotificationDto {
  @Id() id!: string;
  @Text({ description: 'Of the event that it tells of.' }) type!: string;
  @Text() message!: string;
  @Instant() timestamp!: string;
  @JsonObject() data!: object;
  @Text({ description: 'Its place in the inbox, for `resume` on a socket.' }) cursor!: string;
  @Flag() read!: boolean;
  @Instant({ nullable: true }) readAt!: string | null;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class UnreadCountDto {
  @Int() count!: number;
  @Flag() countExact!: boolean;
}

export class ReadCountDto {
  @Int({ description: 'How many had not been read.' }) read!: number;
}
