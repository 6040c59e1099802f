import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Path from the project's root → content. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/** Writes those that changed; gives their paths. */
export async function writeFiles(root: string, files: GeneratedFiles): Promise<string[]> {
  const written: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    if ((await readIfPresent(join(root, path))) === content) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    written.push(path);
  }
  return written;
}

/** Those that are not what they would be if written now, each as a few lines that show where. Writes nothing. */
export async function outdatedFiles(root: string, files: GeneratedFiles): Promise<string[]> {
  const hints = await Promise.all(
    Object.entries(files).map(async ([path, content]) => {
      const committed = await readIfPresent(join(root, path));
      if (committed === content) return [];
      return [
        committed === undefined ? `${path} is missing` : `${path} is out of date${firstDifference(committed, content)}`,
      ];
    }),
  );
  return hints.flat();
}

function firstDifference(committed: string, generated: string): string {
  const [before, after] = [committed.split('\n'), generated.split('\n')];
  const at = before.findIndex((line, index) => line !== after[index]);
  const line = at < 0 ? before.length : at;
  const shown = [`  - ${before[line] ?? '(ends here)'}`, `  + ${after[line] ?? '(ends here)'}`];
  return `, first in line ${line + 1}:\n${shown.join('\n')}`;
}

export async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
