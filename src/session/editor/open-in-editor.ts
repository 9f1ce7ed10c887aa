import { describeEnd } from '../../go/build/build-failure.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import type { Adapters } from '../adapters.ts';
import { editorCommand, type SourcePlace } from './editor-command.ts';
import { openableFile, type OpenableIn } from './openable-file.ts';

export interface EditorDeps {
  /** Its environment is the user's own, without what env files say: the editor is his, not the app's. */
  readonly adapters: Pick<Adapters, 'env' | 'startDetached'>;
  readonly scope: () => OpenableIn;
}

export type NotOpened = {
  /** `not-allowed`: the file is none of the project's. `failed`: there is no editor, or it does not start. */
  readonly type: 'not-allowed' | 'failed';
  /** One line for people. */
  readonly reason: string;
};

/** An editor that is already open hands the file over and ends; one that fails, fails soon. */
const watchedMs = 1000;

/** Opens a place in the user's editor, and does not wait for it. Undefined: done. Never rejects. */
export async function openInEditor(
  place: SourcePlace,
  { adapters, scope }: EditorDeps,
): Promise<NotOpened | undefined> {
  const opened = scope();
  const openable = openableFile(place.file, opened);
  if (openable.type === 'refused') return { type: 'not-allowed', reason: openable.reason };
  const command = editorCommand(adapters.env, { ...place, file: openable.path });
  if (command.type === 'refused') return { type: 'failed', reason: command.reason };
  const { file, args } = command;
  const end = await adapters.startDetached({ file, args, cwd: opened.base, env: adapters.env }, watchedMs);
  if (end === undefined || isSuccess(end)) return undefined;
  const said = describeEnd(end);
  return { type: 'failed', reason: end.type === 'spawn-failed' ? said : `${file}: ${said}` };
}
