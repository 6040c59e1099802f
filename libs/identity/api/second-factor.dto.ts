import { Field, InputType } from '@nestjs/graphql';
import { Flag, Int, OneOf, Text, Texts } from '#platform/http/fields.js';
import { LONGEST_PASSWORD } from '../model/password-policy.js';
import { SESSION_KINDS, type SessionKind } from '../model/visit.js';

const CODE = { max: 40, description: 'Of the app, or a recovery code' };
const OWN_PASSWORD = { max: LONGEST_PASSWORD };

export class AnswerSecondFactorDto {
  @Text({ max: 2_000, description: 'As signing in gave it' }) challenge!: string;
  @Text(CODE) code!: string;
  @OneOf(SESSION_KINDS, { optional: true, description: 'How to be known from here on. Default: token' })
  session?: SessionKind;
}

@InputType('OwnPasswordInput')
export class OwnPasswordDto {
  @Field()
  @Text(OWN_PASSWORD)
  password!: string;
}

@InputType('CodeInput')
export class CodeDto {
  @Field()
  @Text({ max: 40, description: 'Of the app' })
  code!: string;
}

@InputType('BothFactorsInput')
export class BothFactorsDto {
  @Field()
  @Text(OWN_PASSWORD)
  password!: string;

  @Field()
  @Text(CODE)
  code!: string;
}

export class SecondFactorDto {
  @Flag() enabled!: boolean;
  @Int() recoveryCodesLeft!: number;
}

export class EnrolmentDto {
  @Text({ description: 'Base32, to be typed into an authenticator app' }) secret!: string;
  @Text({ max: 500, description: 'The same, for a QR code' }) uri!: string;
}

export class RecoveryCodesDto {
  @Texts({ max: 40, atMost: 10, description: 'Shown this once; each is good once' }) recoveryCodes!: string[];
}
