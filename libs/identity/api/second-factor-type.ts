import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Enrolment } from '../commands/enrol-second-factor.js';
import type { SecondFactorState } from '../model/second-factors.js';

@ObjectType('SecondFactor')
export class SecondFactorType implements SecondFactorState {
  @Field() enabled!: boolean;
  @Field(() => Int) recoveryCodesLeft!: number;
}

@ObjectType('SecondFactorEnrolment')
export class EnrolmentType implements Enrolment {
  @Field({ description: 'Base32, to be typed into an authenticator app.' }) secret!: string;
  @Field({ description: 'The same, for a QR code.' }) uri!: string;
}
