import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { ConnectedSocket, MessageBody } from '@nestjs/websockets';
import { Type } from 'typebox';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { ApplicationError } from '#platform/errors/application-error.js';
import { JsonType } from '#platform/graphql/json-type.js';
import { Public, SignedIn } from '#platform/http/demands.js';
import { Flag, Id, Int, Text } from '#platform/http/fields.js';
import type { LiveSocket } from '#platform/realtime/live-socket.js';
import { SocketGateway } from '#platform/realtime/socket-gateway.js';
import { Receives } from '#platform/realtime/socket-messages.js';
import { BYSTANDER_ID } from './bystander.js';

/** Faults of every kind that the property tests are there for. None is reached by what is most likely sent. */

class ParcelDto {
  @Text({ max: 40 }) name!: string;
  @Int({ max: 1_000 }) weight!: number;
}

class ParcelViewDto extends ParcelDto {
  @Flag() sent!: boolean;
}

class OddError extends ApplicationError {}

class StolenDto {
  @Id() id!: string;
}

const parcel = { name: 'parcel', weight: 1, sent: true };

@Controller('/api/v1/planted')
class PlantedController {
  @Post('type-error')
  @Public()
  @ApiCreatedResponse({ type: ParcelViewDto })
  typeError(@Body() { name, weight }: ParcelDto) {
    const label = name.length > 20 ? undefined : name;
    return { name, weight, sent: (label as string).length > 0 };
  }

  @Get('extra-field')
  @Public()
  @ApiOkResponse({ type: ParcelViewDto })
  extraField() {
    return { ...parcel, passwordHash: 'x' };
  }

  @Get('missing-field')
  @Public()
  @ApiOkResponse({ type: ParcelViewDto })
  missingField() {
    return { name: 'parcel', weight: 1 };
  }

  @Get('wrong-type')
  @Public()
  @ApiOkResponse({ type: [ParcelViewDto] })
  wrongType() {
    return { ...parcel, weight: '1' };
  }

  @Get('undocumented')
  @Public()
  undocumented() {
    return parcel;
  }

  @Get('leaked-path/:id')
  @Public()
  @ApiOkResponse({ type: ParcelViewDto })
  leakedPath(@Param('id') id: string) {
    if (/^[0-9a-f-]{36}$/.test(id)) return parcel;
    throw new OddError('ODD', new Error('odd').stack ?? '');
  }

  @Get('leaked-sql')
  @Public()
  @ApiOkResponse({ type: ParcelViewDto })
  leakedSql() {
    throw new OddError('ODD', 'Failed: select id, name from identity.user where id = $1');
  }

  @Get('odd-code')
  @Public()
  @ApiOkResponse({ type: ParcelViewDto })
  oddCode() {
    throw new OddError('odd-code', 'Odd.');
  }

  @Get('stolen')
  @Public()
  @ApiOkResponse({ type: StolenDto })
  stolen() {
    return { id: `${BYSTANDER_ID}0000-7000-8000-000000000001` };
  }
}

@Resolver()
class PlantedResolver {
  @Query(() => String)
  @Public()
  plantedTypeError(@Args('name', { nullable: true }) name?: string) {
    return (name as string).trim();
  }

  @Mutation(() => JsonType)
  @Public()
  plantedStolen() {
    return { id: `${BYSTANDER_ID}0000-7000-8000-000000000001` };
  }
}

@SocketGateway()
class PlantedGateway {
  @Receives('planted-type-error', { label: 'Fails', payload: Type.Object({ name: Type.String() }) })
  @SignedIn()
  typeError(@MessageBody() payload: { name: { trim(): string } }) {
    payload.name.trim();
    return {};
  }

  @Receives('planted-extra', { label: 'Tells more', payload: Type.Object({}) })
  @SignedIn()
  extra() {
    return { more: true };
  }

  @Receives('planted-ending', { label: 'Ends the connection', payload: Type.Object({}) })
  @SignedIn()
  ending(@ConnectedSocket() socket: LiveSocket) {
    socket.conn.close();
    return {};
  }
}

@BoundedContext({
  name: 'planted',
  label: 'Planted faults',
  controllers: [PlantedController],
  resolvers: [PlantedResolver],
  gateways: [PlantedGateway],
})
export class PlantedModule {}
