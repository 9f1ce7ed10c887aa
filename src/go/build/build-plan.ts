import type { Env } from '../../base/env.ts';
import type { GeneratePlan } from './generate/generate-plan.ts';
import type { OwnModule } from '../packages/own-packages.ts';

/** What a build consists of, all of it as the config says when the build is asked for. */
export interface BuildPlan {
  /** Shell lines that run before each build, one by one. Air: `build.pre_cmd`. */
  readonly preCmd: readonly string[];
  /** A pre_cmd that fails fails the build; else only the rest of the list is dropped. Air: `build.stop_on_error`. */
  readonly stopOnError: boolean;
  /** What runs after them. Default: nothing. */
  readonly generate?: GeneratePlan;
  readonly build: OwnedPlan | CustomPlan | NoPlan;
  /** The app is started from `output`, not from gorl's own copy: a build that cannot put its binary there has failed. */
  readonly runsOutput?: boolean;
  /** Absolute: where all commands run. */
  readonly cwd: string;
  /** Absolute directories that must be there, or nothing is made. Default: `cwd`. */
  readonly project?: readonly string[];
  /** The complete environment. */
  readonly env: Env;
  /** What gorl was started with; what differs is told with the command. Default: nothing does. */
  readonly startedWith?: Env;
  /** Absolute directories from which source excerpts may be read. */
  readonly roots: readonly string[];
  /** The modules that are built from, for advice about packages that are missing in them. */
  readonly modules?: () => readonly OwnModule[];
  /** Absolute path of the build error log; none is written without it. Air: `build.log`. */
  readonly log?: string;
}

export interface OwnedPlan {
  readonly type: 'owned';
  /** The go command, absolute. */
  readonly goFile: string;
  /** For go build, without `-o`. */
  readonly flags: readonly string[];
  /** One package, or the files of one. */
  readonly packages: readonly string[];
  /** Where the user wants the newest binary; relative to `cwd` or absolute; a directory if it ends in `/` or is one. */
  readonly output?: string;
  /** Ordinary edits may be built without the go command. Default: they are not. */
  readonly fastLane?: true;
  /** There, a package of which only lines moved may leave its importers with the old ones. Default: it does not. */
  readonly lineCutoff?: true;
  /** There, once all packages have been compiled with these flags, it uses them beside `flags`. Default: none. */
  readonly lightFlags?: readonly string[];
  /** What links in the usual way, should the C compiler not be able to link as `flags` say. Default: they do that. */
  readonly plainLink?: {
    readonly flags: readonly string[];
    /** Called when it could be linked in the usual way, and in no other. */
    readonly worked: () => void;
  };
}

export interface CustomPlan {
  readonly type: 'custom';
  /** Shell text, run exactly as written. */
  readonly line: string;
}

/** There is nothing to build: something is run as it is. */
export interface NoPlan {
  readonly type: 'none';
}
