import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Pictures that a route may take as its whole body. What they really are is for the route to look at. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
/** Bytes. More is answered with 413 before it has been read. */
export const LARGEST_PICTURE = 1024 * 1024;

/** Declares a route whose body is a picture, as {@link MediaBody}. */
export const TakesPicture = () => RouteConfig({ takesPicture: true });

/** The bytes of the body. */
export const MediaBody = createParamDecorator((_: unknown, execution: ExecutionContext): Buffer | undefined => {
  const { body } = execution.switchToHttp().getRequest<FastifyRequest>();
  return Buffer.isBuffer(body) ? body : undefined;
});

/** Every other route goes on taking JSON only. */
export function installMediaBodies(server: FastifyInstance): void {
  server.addContentTypeParser(
    [...PICTURE_TYPES],
    { parseAs: 'buffer', bodyLimit: LARGEST_PICTURE },
    (request, body, done) => {
      const { takesPicture } = request.routeOptions.config as { takesPicture?: boolean };
      if (takesPicture) done(null, body);
      else done(Object.assign(new Error('This address does not take pictures.'), { statusCode: 415 }));
    },
  );
}
