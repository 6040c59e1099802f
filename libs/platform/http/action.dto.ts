import { OneOf, Text } from './fields.js';

/** An operation that the current user may perform now. */
export class ActionDto {
  @Text() name!: string;
  @OneOf(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) method!: string;
  @Text() href!: string;
}
