// Kafka's deserializers for numbers, applied to the bytes of a text: what the console consumer shows of a key or value.
import { utf8 } from '../../../kafka/client/bytes.ts';

/** By simple class name: how many bytes it wants, and how they are read. */
const TYPES: Readonly<Record<string, { readonly bytes: number; readonly show: (view: DataView) => string }>> = {
  LongDeserializer: { bytes: 8, show: (view) => String(view.getBigInt64(0)) },
  IntegerDeserializer: { bytes: 4, show: (view) => String(view.getInt32(0)) },
  ShortDeserializer: { bytes: 2, show: (view) => String(view.getInt16(0)) },
  DoubleDeserializer: { bytes: 8, show: (view) => String(view.getFloat64(0)) },
  FloatDeserializer: { bytes: 4, show: (view) => String(view.getFloat32(0)) },
  BooleanDeserializer: { bytes: 1, show: (view) => (view.getUint8(0) === 1 ? 'true' : 'false') },
};

/** The simple name of a deserializer class; text where none is given. */
export function deserializerType(className: string | undefined): string {
  return (className ?? 'StringDeserializer').replace(/^.*\./, '');
}

const TEXTS: readonly string[] = ['StringDeserializer', 'ByteArrayDeserializer', 'ByteBufferDeserializer', 'BytesDeserializer', 'UUIDDeserializer', 'VoidDeserializer', 'ListDeserializer'];

/** Whether there is such a class. */
export function isDeserializer(className: string): boolean {
  const simple = deserializerType(className);
  return className === `org.apache.kafka.common.serialization.${simple}` && (TYPES[simple] !== undefined || TEXTS.includes(simple));
}

/** The field as the deserializer reads it, or the message of its SerializationException. */
export function deserialize(text: string, type: string): { readonly text: string; readonly problem: string | null } {
  const spec = TYPES[type];
  if (spec === undefined) return { text, problem: null };
  const bytes = utf8(text);
  if (bytes.length !== spec.bytes) return { text: '', problem: `Size of data received by ${type} is not ${spec.bytes}` };
  return { text: spec.show(new DataView(Uint8Array.from(bytes).buffer)), problem: null };
}
