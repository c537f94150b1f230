// The same world with names as long and as foreign as Kafka lets them be: what no layout may mind.

/** Of a topic, Kafka takes 249 characters; of the rest, people write what they like. */
const LONGEST = 249;
const long = (name: string, part: string): string => `${name}.${part.repeat(LONGEST)}`.slice(0, LONGEST);

const NAMES: Readonly<Record<string, string>> = {
  pedidos: long('pedidos', 'vendas_e_devolucoes_'), orders: long('orders', 'x'), entregas: long('entregas', 'transportadora_do_norte_'), analise: long('analise', 'g'),
  caixa: `caixa_${'do_fundo_da_loja_'.repeat(6)}`, site: `site_${'w'.repeat(90)}`, ana: 'طلب رقم ٧ من العميل', carla: '👩‍🚀🦜🇧🇷', bruno: `bruno_${'açaí'.repeat(30)}`, 'pedidos-por-cliente': `pedidos-por-cliente-${'e_por_hora_'.repeat(9)}`,
};

const WORD = new RegExp(`(?<![\\p{L}\\d_])(?:${Object.keys(NAMES).sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}\\d_])`, 'gu');

/** Data in which each of the known names is a long one, wherever it stands in it. */
export function withLongNames<T>(data: T): T {
  // The same data but for its texts.
  return JSON.parse(JSON.stringify(data).replaceAll(WORD, (name) => NAMES[name] ?? name)) as T;
}
