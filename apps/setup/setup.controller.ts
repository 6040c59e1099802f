import { Body, Controller, Post } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '#platform/http/demands.js';
import { ClaimDto, ClaimedDto } from './claim.dto.js';
import { claimInstallation } from './claim-installation.js';

@ApiTags('setup')
@Controller('/api/v1/setup')
export class SetupController {
  constructor(private readonly modules: ModuleRef) {}

  /** Makes the first account and its administrator, by the token that the first start printed. Once. */
  @Post('claim')
  @Public()
  @ApiCreatedResponse({ type: ClaimedDto })
  claim(@Body() claim: ClaimDto): Promise<ClaimedDto> {
    return claimInstallation(this.modules, claim);
  }
}
