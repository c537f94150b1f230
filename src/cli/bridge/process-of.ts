// Which process of this machine has a connection open, so that all its connections are one client on the stage. Linux tells; elsewhere each connection is one.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

/** The process with this local port, as `p` and its number; null where that can't be known. */
export function processWithPort(port: number): string | null {
  const inode = inodeOf(port);
  if (inode === null) return null;
  const wanted = `socket:[${inode}]`;
  for (const pid of readdirSync('/proc')) {
    if (/^\d+$/.test(pid) && holds(pid, wanted)) return `p${pid}`;
  }
  return null;
}

/** Columns of these tables: number, local address and port (hexadecimal), remote one, and the inode as the tenth. */
function inodeOf(port: number): string | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of TABLES) {
    if (!existsSync(table)) continue;
    const row = readFileSync(table, 'utf8').split('\n').map((line) => line.trim().split(/\s+/)).find((columns) => columns[1]?.endsWith(suffix) === true && columns[9] !== '0');
    if (row?.[9] !== undefined) return row[9];
  }
  return null;
}

function holds(pid: string, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
