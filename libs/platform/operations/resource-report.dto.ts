import { ApiProperty } from '@nestjs/swagger';
import { ActionDto } from '../http/action.dto.js';
import { Id, Instant, Int, Part, Parts, Text } from '../http/fields.js';

const Milliseconds = () => ApiProperty({ type: Number, description: 'Milliseconds' });

class StatementDto {
  @Text({ description: 'With places for its values, never the values.' }) statement!: string;
  @Milliseconds() ms!: number;
}

class DatabaseUseDto {
  @Int() queries!: number;
  @Milliseconds() ms!: number;
  @Parts(() => StatementDto) statements!: StatementDto[];
}

class ContractUseDto {
  @Text() caller!: string;
  @Text() callee!: string;
  @Milliseconds() ms!: number;
}

export class ResourceReportDto {
  @Id() id!: string;
  @Text() requestId!: string;
  @Text() method!: string;
  @Text() route!: string;
  @Int() status!: number;
  @Instant() startedAt!: string;
  @Milliseconds() durationMs!: number;
  @Milliseconds() cpuMs!: number;
  @Int({ description: 'Bytes by which the heap grew; negative when it was cleaned up.' }) memoryBytes!: number;
  @Part(() => DatabaseUseDto) database!: DatabaseUseDto;
  @Parts(() => ContractUseDto) contractCalls!: ContractUseDto[];
  @Parts(() => ActionDto) actions!: ActionDto[];
}
