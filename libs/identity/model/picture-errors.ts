import { NotFoundError } from '#platform/errors/application-error.js';

export class PictureNotFoundError extends NotFoundError {
  constructor(userId: string) {
    super('PICTURE_NOT_FOUND', 'This user has no picture here.', { userId });
  }
}
