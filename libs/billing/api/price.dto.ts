import { Field, Int as GraphqlInt, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { OneOf, Part, Parts, Text } from '#platform/http/fields.js';
import { SESSION_DURATIONS, SESSION_TYPES } from '#scheduling/contract/index.js';

@InputType('MoneyInput')
export class MoneyInputDto {
  @Field({ description: 'With as many digits after the point as the currency has.' })
  @Text({ max: 20, example: '120.00', description: 'With as many digits after the point as the currency has' })
  amount!: string;

  @Field({ description: 'ISO 4217.' })
  @Text({ min: 3, max: 3, example: 'EUR', description: 'ISO 4217' })
  currency!: string;
}

@InputType('PriceInput')
export class PriceDto {
  @Field()
  @OneOf(SESSION_TYPES)
  sessionType!: string;

  @Field(() => GraphqlInt)
  @OneOf(SESSION_DURATIONS)
  durationMinutes!: number;

  @Field(() => MoneyInputDto)
  @Part(() => MoneyInputDto)
  amount!: MoneyInputDto;
}

/** One input for REST and GraphQL. */
@InputType('SetPricesInput')
export class SetPricesDto {
  @Field(() => [PriceDto])
  @Parts(() => PriceDto, {
    description: 'All that there are from now on: what is left out has no price, and cannot be charged',
  })
  prices!: PriceDto[];
}

export class PriceListDto {
  @Parts(() => PriceDto) prices!: PriceDto[];
  @Parts(() => ActionDto) actions!: ActionDto[];
}
