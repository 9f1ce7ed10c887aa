import { defined } from '../base/defined.ts';
import { basename, dirname } from 'node:path';
import type { FileChange } from '../protocol/change.ts';
import { openInbox, type Inbox, type Waiting } from './inbox.ts';
import { gitGate } from './quiet/git-gate.ts';
import { consumerId, type Consumer } from './scope/consumer.ts';
import type { PathFilter } from './scope/watch-scope.ts';
import type { DirectoryWatches } from './source/directory-watches.ts';
import { createRetry } from './source/retry.ts';
import { startHashing } from './table/background-hashing.ts';
import { mergeDifferences, selectFiles, type Difference } from './table/difference.ts';
import { statFile } from './table/file-signature.ts';
import { savedAt } from './table/saved-at.ts';
import type { SignatureTable } from './table/signature-table.ts';
import type { WatchOptions, WatchTarget } from './watcher-port.ts';

export interface Changes {
  /** These directories are to be compared. */
  note(directories: Iterable<string>): void;
  /** Everything is. */
  noteAll(): void;
  /** Everything is, and what is ignored may be something else. */
  noteIgnoreRules(): void;
  /**
   * Compares everything now. What is returned counts as delivered to that consumer; the others get theirs when it is
   * quiet. While git is at work: nothing, it follows later.
   */
  settle(consumer: Consumer): readonly FileChange[];
  /** Delivers what waits to everybody, after a comparison of everything. */
  flush(): void;
  /** Other rules decide from now on. Files written after `sinceMs` (Unix ms) are changed, if they are new to them. */
  retarget(target: WatchTarget, sinceMs: number): void;
  hashInBackground(): void;
  close(): void;
}

/**
 * Gathers what is to be compared, and compares when it has become quiet. Each consumer has its own quiet window with
 * its own bound (`build.delay`, `delay` of a rule): all look at the same table, and each gets the files it owns.
 */
export function collectChanges(
  options: WatchOptions,
  table: SignatureTable,
  watches: () => DirectoryWatches | undefined,
): Changes {
  const firstLookMs = Date.now();
  const dirty = new Set<string>();
  let target: WatchTarget = options;
  let everything = false;
  let ignoreRulesInDoubt = false;
  let firstNoticedMs: number | undefined;
  let hashing: ReturnType<typeof startHashing> | undefined;
  let closed = false;
  const held = gitGate(options.filter.root);
  let inboxes = openInboxes();
  const { writes } = options;
  const retry = createRetry(note);

  function openInboxes(): readonly Inbox[] {
    return target.filter.consumers.map((consumer) => {
      const inbox: Inbox = openInbox({
        consumer,
        delayMs: delayOf(target, consumer),
        held,
        ...defined({ writes: options.writes }),
        onQuiet: (late) => deliver(inbox, late),
      });
      return inbox;
    });
  }

  function deliver(inbox: Inbox, late: boolean): void {
    take(everything || late);
    hand(inbox);
    openStuck();
    inbox.delivered();
  }

  function hand(inbox: Inbox): void {
    const waiting = inbox.take();
    if (waiting === undefined) return;
    const { noticedMs, difference } = waiting;
    const times = { newestMs: difference.newestMs, noticedMs, nowMs: Date.now() };
    const { pollIntervalMs } = options;
    options.onChanges(inbox.consumer, difference.files, savedAt({ ...times, pollIntervalMs }));
  }

  /** Found by a comparison that was for somebody else. */
  function openStuck(): void {
    for (const inbox of inboxes) if (inbox.isStuck()) inbox.touch();
  }

  function take(all: boolean): void {
    const noticedMs = firstNoticedMs ?? Date.now();
    if (!all && dirty.size === 0) return;
    let difference = all ? table.compareAll() : table.compare(dirty);
    dirty.clear();
    everything = false;
    firstNoticedMs = undefined;
    if (difference.ignoreRulesChanged || ignoreRulesInDoubt) {
      ignoreRulesInDoubt = false;
      target.filter.reread();
      difference = mergeDifferences(difference, table.retarget(target.filter, firstLookMs));
    }
    absorb(difference, noticedMs);
  }

  function absorb(difference: Difference, noticedMs: number): void {
    watches()?.follow(difference);
    tellWrites(difference);
    if (difference.unsettled.size > 0) note(difference.unsettled);
    retry.add(difference.unreadable);
    if (difference.files.length > 0 || difference.adopted.size > 0) hashing?.again();
    distribute({ difference, noticedMs });
  }

  function distribute({ difference, noticedMs }: Waiting): void {
    const owners = new Map(difference.files.map(({ path }) => [path, target.filter.owners(path).map(consumerId)]));
    for (const inbox of inboxes) {
      const id = consumerId(inbox.consumer);
      const own = selectFiles(difference, ({ path }) => owners.get(path)?.includes(id) === true);
      if (own.files.length > 0) inbox.add({ difference: own, noticedMs });
    }
  }

  /** For what no event told of. */
  function tellWrites({ files, rewritten }: Difference): void {
    if (writes?.observed !== true) return;
    for (const path of [...files.map((file) => file.path), ...rewritten]) {
      const stats = statFile(path);
      const atMs = stats?.ctimeMs;
      writes.written({ directory: dirname(path), name: basename(path), ...defined({ atMs }), late: true });
    }
    writes.changed(files.map(({ path }) => path));
  }

  function touch(): void {
    if (closed) return;
    firstNoticedMs ??= Date.now();
    for (const inbox of inboxes) inbox.touch();
  }

  function note(directories: Iterable<string>): void {
    for (const directory of directories) dirty.add(directory);
    touch();
  }

  function noteAll(): void {
    everything = true;
    touch();
  }

  /** What the comparison would find now may have been written just now. */
  const isHeld = (): boolean => held(firstNoticedMs === undefined ? 0 : Date.now() - firstNoticedMs, 0);

  return {
    note,
    noteAll,
    noteIgnoreRules() {
      ignoreRulesInDoubt = true;
      noteAll();
    },
    settle(consumer) {
      if (isHeld()) {
        noteAll();
        return [];
      }
      const inbox = inboxes.find((each) => consumerId(each.consumer) === consumerId(consumer));
      inbox?.cancel();
      take(true);
      const files = inbox?.take()?.difference.files ?? [];
      openStuck();
      inbox?.delivered();
      return files;
    },
    flush() {
      if (isHeld()) return;
      take(true);
      for (const inbox of inboxes) {
        inbox.cancel();
        hand(inbox);
        inbox.delivered();
      }
    },
    retarget(next, sinceMs) {
      take(true);
      const waiting = inboxes.map((inbox) => inbox.take()).filter((each) => each !== undefined);
      for (const inbox of inboxes) inbox.close();
      target = next;
      inboxes = openInboxes();
      const difference = table.retarget(next.filter, sinceMs);
      for (const each of waiting) distribute({ ...each, difference: stillWanted(each.difference, next.filter) });
      absorb(difference, Date.now());
      openStuck();
    },
    hashInBackground(): void {
      hashing ??= startHashing(table);
    },
    close(): void {
      closed = true;
      for (const inbox of inboxes) inbox.close();
      retry.close();
      hashing?.close();
    },
  };
}

function stillWanted(difference: Difference, filter: PathFilter): Difference {
  return selectFiles(difference, ({ path }) => filter.file(path).watch);
}

function delayOf({ delayMs, ruleDelaysMs }: WatchTarget, consumer: Consumer): number {
  return consumer.type === 'rule' ? (ruleDelaysMs?.[consumer.rule] ?? delayMs) : delayMs;
}
