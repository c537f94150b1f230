// Links that are not as they should be: cut ones in the colour of faults, slow or lossy ones in the colour of waiting.
import { useTable } from '../store/world.ts';
import type { Box, StageLayout } from './layout.ts';
import { Thing } from './Thing.tsx';

export function Links({ layout }: { readonly layout: StageLayout }): React.ReactNode {
  const links = useTable('link');
  const places = new Map<string, Box>([
    ...layout.controllers.map(({ id, box }): [string, Box] => [id.slice(5), box]),
    ...layout.brokers.map(({ id, header }): [string, Box] => [id.slice(5), header]),
  ]);
  return [...links.values()].flatMap((link) => {
    const [from, to] = [places.get(link.from), places.get(link.to)];
    if (from === undefined || to === undefined) return [];
    const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + 4, to.x + to.width / 2, to.y + 4];
    const lift = y1 === y2 ? -22 : 0;
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2 + lift / 2];
    return [
      <Thing key={link.id} id={link.id} className={link.cut ? 'link is-cut' : 'link is-slow'}>
        <rect className="hit" x={mx - 12} y={my - 12} width={24} height={24} rx={12} />
        <path d={`M${x1} ${y1}Q${mx} ${my + lift / 2} ${x2} ${y2}`} />
        {link.cut ? <path className="cross" transform={`translate(${mx} ${my})`} d="M-5 -5L5 5M5 -5L-5 5" /> : null}
      </Thing>,
    ];
  });
}
