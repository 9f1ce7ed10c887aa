import { GorlRig } from './gorl-rig.ts';
import { said, talkingApp } from './talking-app.ts';

/** The talking app, whose version comes from these files of it. */
export function saying(files: Readonly<Record<string, string>>, config?: string): GorlRig {
  const { 'main.go': main = '', ...rest } = talkingApp();
  const program = main.replace('const version = "v1"', '');
  return new GorlRig({
    files: { ...rest, 'main.go': program, ...files, ...(config === undefined ? {} : { '.air.toml': config }) },
  });
}

/** The app runs, and gorl knows what it is made of. */
export async function knowing(rig: GorlRig): Promise<GorlRig> {
  rig.start();
  await said(rig);
  await programKnown(rig);
  return rig;
}

/** gorl has learned that the program is made of other files. */
export async function programKnown(rig: GorlRig): Promise<void> {
  await rig.waitForEvent('notice', ({ message }) => message.startsWith('the program is made of'));
}

export function buildsOf(rig: GorlRig): number {
  return rig.events.filter(({ type }) => type === 'build-started').length;
}

/** A file that says which version the app is. */
export function constant(version: string): string {
  return `package main\n\nconst version = "${version}"\n`;
}

/** The same, by a package of the app's module. */
export function imported(name: string, more = ''): string {
  return `package main\n\nimport "example.com/talking/${name}"\n\nconst version = ${name}.Version + "${more}"\n`;
}

/** A package that is imported so. */
export function library(name: string, version: string): string {
  return `package ${name}\n\nconst Version = "${version}"\n`;
}
