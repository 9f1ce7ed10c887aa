import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A repository of several programs over shared packages; what each answers says which sources it was made of. */

const word = /"(w\d+)"/;

export class ServiceModule {
  names;
  packages;
  #dir;
  /** Package → those that it imports. */
  #imports = new Map();
  /** Service → packages that it imports. */
  #uses = new Map();
  #words = 0;

  /**
   * @param services names of main packages in cmd/
   * @param packages number of shared ones
   * @param random see `randomNumbers`
   * @param sharers so many of the services import, by whatever way, the package `p00`
   */
  constructor({ dir, services, packages, random, sharers = 4 }) {
    this.#dir = dir;
    this.names = services;
    this.packages = Array.from({ length: packages }, (_, at) => `p${String(at).padStart(2, '0')}`);
    // p00 is imported by the even ones; the odd ones are for services that have nothing to do with it.
    for (const [at, name] of this.packages.entries()) {
      const before = this.packages.slice(0, at).filter((_, index) => index % 2 === at % 2);
      const chosen = before.filter(() => random.next() < 2 / Math.max(before.length, 2));
      this.#imports.set(name, at > 0 && at % 2 === 0 && chosen.length === 0 ? [this.packages[0]] : chosen);
    }
    for (const [at, service] of services.entries()) {
      const parity = at < sharers ? 0 : 1;
      const own = this.packages.filter((_, index) => index % 2 === parity);
      const chosen = own.filter(() => random.next() < 0.3);
      this.#uses.set(
        service,
        parity === 0 ? [...new Set([this.packages[0], ...chosen])] : [...new Set([own[0], ...chosen])],
      );
    }
    this.write('go.mod', 'module example.com/services\n\ngo 1.19\n');
    for (const name of this.packages) this.#writePackage(name);
    for (const service of services) this.#writeMain(service);
  }

  write(rel, text) {
    mkdirSync(dirname(join(this.#dir, rel)), { recursive: true });
    writeFileSync(join(this.#dir, rel), text);
  }

  read(rel) {
    return readFileSync(join(this.#dir, rel), 'utf8');
  }

  fileOf(name) {
    return this.names.includes(name) ? `cmd/${name}/main.go` : `${name}/${name}.go`;
  }

  /** Another word in that package or program, which has nothing to do with its size. */
  edit(name) {
    const rel = this.fileOf(name);
    this.#words += 1;
    this.write(rel, this.read(rel).replace(word, `"w${this.#words}"`));
  }

  /** What that program answers when it is what is on disk. */
  expected(service) {
    const known = new Map();
    const valueOf = (name) => {
      if (!known.has(name)) known.set(name, digest(this.#wordIn(name), this.#imports.get(name).map(valueOf)));
      return known.get(name);
    };
    return `${service} ${digest(this.#wordIn(service), this.#uses.get(service).map(valueOf))}`;
  }

  /** Programs that are made of that package, or are that one. */
  usersOf(name) {
    if (this.names.includes(name)) return [name];
    const leads = (from) => from === name || this.#imports.get(from).some(leads);
    return this.names.filter((service) => this.#uses.get(service).some(leads));
  }

  #wordIn(name) {
    return word.exec(this.read(this.fileOf(name)))?.[1] ?? '';
  }

  #writePackage(name) {
    const imports = this.#imports.get(name);
    this.write(
      this.fileOf(name),
      `package ${name}

import (
	"crypto/sha256"
	"fmt"
${imports.map((each) => `\t"example.com/services/${each}"\n`).join('')})

func Value() string {
	text := "w0"
${imports.map((each) => `\ttext += " " + ${each}.Value()\n`).join('')}	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:12]
}
`,
    );
  }

  #writeMain(service) {
    const uses = this.#uses.get(service);
    this.write(
      this.fileOf(service),
      `package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"

${uses.map((each) => `\t"example.com/services/${each}"\n`).join('')})

func main() {
	text := "w0"
${uses.map((each) => `\ttext += " " + ${each}.Value()\n`).join('')}	answer := fmt.Sprintf("${service} %x", sha256.Sum256([]byte(text)))[:${service.length + 13}]
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) })
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	os.Exit(1)
}
`,
    );
  }
}

function digest(own, others) {
  return createHash('sha256')
    .update([own, ...others].join(' '))
    .digest('hex')
    .slice(0, 12);
}
