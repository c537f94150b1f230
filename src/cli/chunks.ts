// How the build cuts code: what is fetched before anything is opened lies in few files, for a large one packs better than many small ones.

/** What the bundler says of a module, as far as it is asked here. */
interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly code: string | null } | null;
}

/** What a build's output options take. */
interface Group {
  readonly name: (id: string, graph: Graph) => string | null;
  readonly minShareCount: number;
  readonly includeDependenciesRecursively: boolean;
}

/** Modules that only list others: most of what they name is needed later, if ever. */
const LISTS = /[\\/](?:paraglide|lucide-react)[\\/]/;
const MESSAGE = /[\\/]paraglide[\\/]messages[\\/](\w+)\.js$/;

/**
 * What the module `entry` needs before it runs, where so many of the build's parts need it too. From 2 on it is what is also fetched for later
 * parts, of which each set of users would have a file of its own without this.
 */
export function firstLoad(entry: string, minShareCount: number): Group {
  let needed: ReturnType<typeof reached> | null = null;
  return {
    name(id, graph) {
      needed ??= reached(entry, graph);
      const [, message] = MESSAGE.exec(id) ?? [];
      return needed.modules.has(id) || (message !== undefined && needed.messages.has(message)) ? 'first' : null;
    },
    minShareCount,
    includeDependenciesRecursively: false,
  };
}

function reached(entry: string, graph: Graph): { readonly modules: ReadonlySet<string>; readonly messages: ReadonlySet<string> } {
  const modules = new Set<string>();
  const messages = new Set<string>();
  const ahead = [entry];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (modules.has(id) || LISTS.test(id)) continue;
    modules.add(id);
    const { importedIds = [], code = null } = graph.getModuleInfo(id) ?? {};
    ahead.push(...importedIds);
    for (const [, name] of (code ?? '').matchAll(/\bm\.(\w+)/g)) if (name !== undefined) messages.add(name);
  }
  return { modules, messages };
}
