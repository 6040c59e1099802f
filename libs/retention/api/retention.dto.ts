import { ArgsType, Field } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Ids, Instant, Int, Part, Parts, Text } from '#platform/http/fields.js';
import { LegalHoldDto } from './legal-hold.dto.js';

/** Something deleted that can still be restored, as REST answers with it. */
export class TrashedObjectDto {
  @Id() id!: string;
  @Text({ example: 'therapy_session' }) type!: string;
  @Instant() deletedAt!: string;
  @Id() deletedBy!: string;
  @Instant({ description: 'From then on the nightly purge takes it, unless a legal hold keeps it.' })
  purgedFrom!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class PurgeTimeDto {
  @Instant({ optional: true, description: 'Default: when the purge runs next.' })
  at?: string;
}

@ArgsType()
export class PurgeTimeArgs {
  @Field(() => String, { nullable: true, description: 'Default: when the purge runs next.' })
  @Instant({ optional: true, nullable: true })
  at?: string | null;
}

class ObjectsToPurgeDto {
  @Int() count!: number;
  @Ids({ description: 'The first of them.' }) ids!: string[];
}

class KeptObjectDto {
  @Id() id!: string;
  @Parts(() => LegalHoldDto) holds!: LegalHoldDto[];
}

class KeptObjectsDto {
  @Int() count!: number;
  @Parts(() => KeptObjectDto, { description: 'The first of them.' }) objects!: KeptObjectDto[];
}

class TypePreviewDto {
  @Text() type!: string;
  @Text() label!: string;
  @Int({ description: 'That the account keeps such objects.' }) days!: number;
  @Instant({ description: 'What was deleted, or made, until then is out of its window.' }) cutoff!: string;
  @Part(() => ObjectsToPurgeDto) purged!: ObjectsToPurgeDto;
  @Part(() => KeptObjectsDto, { description: 'Out of its window, and kept by legal holds.' }) kept!: KeptObjectsDto;
}

export class PurgePreviewDto {
  @Instant() at!: string;
  @Parts(() => TypePreviewDto) types!: TypePreviewDto[];
}
