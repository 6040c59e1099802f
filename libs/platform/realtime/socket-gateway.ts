import { applyDecorators, UseFilters } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { UnifiedErrorFilter } from '../http/unified-error-filter.js';

/**
 * Declares a class whose methods answer socket messages. What a method returns, an object, becomes the acknowledgement
 * `{ ok: true, … }`; what it throws becomes `{ ok: false, error }`. The filter hands errors on to where that is done for all.
 */
export const SocketGateway = (): ClassDecorator =>
  applyDecorators(WebSocketGateway(), UseFilters(new UnifiedErrorFilter()));
