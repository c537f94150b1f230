// Addresses as Java's InetAddress.getByName takes them.

/** An address, short forms of it too (`10.1` is 10.0.0.1), or the one name that the machines here can resolve. */
export function isAddress(text: string): boolean {
  const numbers = /^\d+(?:\.\d+){0,3}$/.test(text) ? text.split('.').map(Number) : [];
  const fits = numbers.length > 0 && numbers.every((each, index) => each < (index === numbers.length - 1 ? 256 ** (5 - numbers.length) : 256));
  return text === 'localhost' || fits || /^[\da-fA-F:]+:[\da-fA-F:.]*$/.test(text);
}
