// What the parts of a broker may know of the broker as a whole.
import type { NodeId } from '../../kernel/types.ts';
import type { MetadataImage } from '../metadata-image.ts';
import type { Services } from './services.ts';

/** Made anew for each event that the broker handles; never part of the state. */
export interface BrokerView {
  readonly id: number;
  /** The broker epoch of this life, -1 before it is registered. */
  readonly epoch: number;
  /** The cluster's state as far as this broker has read the metadata log. */
  readonly image: MetadataImage;
  /** Whether the broker itself is fenced, as far as it knows. */
  readonly isFenced: boolean;
  readonly shuttingDown: boolean;
  /** The value in force of a setting: the topic's, the broker's, the cluster's default, server.properties, Kafka's default. */
  config(name: string, topic?: string): string;
  /** The active controller as this broker knows it, null while it knows none. */
  controllerNode(): NodeId | null;
  nextCorrelation(): number;
  /** What it does for clients; null before its code has come, and then no client has either. */
  readonly services: Services | null;
}
