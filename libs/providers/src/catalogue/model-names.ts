import { nearestName } from '@app/kernel';
import type { ModelEntry } from './model-entry';

/** Available models first, then by rank, then in catalogue order. */
export function byPreference(a: ModelEntry, b: ModelEntry): number {
  const availability = Number(a.missing !== undefined) - Number(b.missing !== undefined);
  return availability !== 0 ? availability : b.descriptor.rank - a.descriptor.rank;
}

/**
 * Finds models by what a request may call them: `provider/name`, the bare name, or an alias, in any case. A name that several
 * models share means the available one of the highest rank; ids win over names, names over aliases.
 */
export class ModelNames {
  private readonly ids = new Map<string, ModelEntry>();
  private readonly names = new Map<string, ModelEntry>();
  private readonly aliases = new Map<string, ModelEntry>();

  constructor(entries: readonly ModelEntry[]) {
    for (const entry of [...entries].sort(byPreference)) {
      const { id, provider, upstreamName, aliases } = entry.descriptor;
      add(this.ids, id, entry);
      add(this.names, upstreamName, entry);
      for (const alias of aliases) {
        add(this.aliases, alias, entry);
        add(this.ids, `${provider}/${alias}`, entry);
      }
    }
  }

  find(name: string): ModelEntry | undefined {
    const key = name.trim().toLowerCase();
    return this.ids.get(key) ?? preferred(this.names.get(key), this.aliases.get(key));
  }

  /** The known name nearest to one that nothing has; undefined when none is near. */
  nearest(name: string): string | undefined {
    return nearestName(name.trim(), [...this.aliases.keys(), ...this.names.keys(), ...this.ids.keys()]);
  }
}

function add(map: Map<string, ModelEntry>, name: string, entry: ModelEntry): void {
  const key = name.toLowerCase();
  if (!map.has(key)) map.set(key, entry);
}

/** The model of this very name, unless only the one of this alias is available. */
function preferred(named: ModelEntry | undefined, aliased: ModelEntry | undefined): ModelEntry | undefined {
  if (named === undefined || aliased === undefined) return named ?? aliased;
  return named.missing !== undefined && aliased.missing === undefined ? aliased : named;
}
