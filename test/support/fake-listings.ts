import type { Listing, ListOptions } from '../../src/go/graph/list-packages.ts';
import type { PackageGraph } from '../../src/go/graph/package-graph.ts';

/** A question of what a program is made of, which is answered when the test says. */
export interface FakeListing {
  readonly options: ListOptions;
  cancelled: boolean;
  answer(graph: PackageGraph | undefined): void;
}

export function createFakeListings() {
  const asked: FakeListing[] = [];
  return {
    asked,
    listPackages(options: ListOptions): Listing {
      let answer: FakeListing['answer'] = () => undefined;
      const graph = new Promise<PackageGraph | undefined>((resolve) => (answer = resolve));
      const listing: FakeListing = { options, cancelled: false, answer };
      asked.push(listing);
      return {
        graph,
        cancel() {
          listing.cancelled = true;
          answer(undefined);
        },
      };
    },
  };
}
