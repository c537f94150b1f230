// The branches of the timeline: an act in the past starts a new one, and the old future can be gone back to.
import { GitBranch } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { useWorld, useWorldState } from '../store/world.ts';
import { branchName } from './branch-name.ts';

export function Branches(): React.ReactNode {
  const { api } = useWorld();
  const branches = useWorldState((state) => state.branches);
  const current = useWorldState((state) => state.clock.branch);
  if (branches.length < 2) return null;
  return (
    <label className="branches" title={m.branches_hint()}>
      <GitBranch size={15} aria-hidden />
      <span className="hidden">{m.branches()}</span>
      <select value={current} onChange={(event) => void api.playback({ kind: 'branch', branch: Number(event.target.value) })}>
        {branches.map((branch) => (
          <option key={branch.id} value={branch.id}>{branchName(branch)}</option>
        ))}
      </select>
    </label>
  );
}
