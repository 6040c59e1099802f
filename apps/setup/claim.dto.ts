import { UserProfileDto } from '#identity/api/user.dto.js';
import { NEW_PASSWORD } from '#identity/model/password-policy.js';
import { Email, Id, Part, Text } from '#platform/http/fields.js';

class FirstAccountDto {
  @Text({ max: 200 }) name!: string;
}

class FirstAdministratorDto {
  @Email() email!: string;
  @Text(NEW_PASSWORD) password!: string;
  @Part(() => UserProfileDto, { optional: true }) profile?: UserProfileDto;
}

export class ClaimDto {
  @Text({ max: 200, description: 'As it was printed at the first start' }) token!: string;
  @Part(() => FirstAccountDto) account!: FirstAccountDto;
  @Part(() => FirstAdministratorDto) admin!: FirstAdministratorDto;
}

export class ClaimedDto {
  @Id() accountId!: string;
  @Id() userId!: string;
}
