// The tools of the student's machine in groups, each with a line in Portuguese and one in English.

import type { HelpText } from '../help/page.ts';

export interface HelpGroup {
  readonly title: HelpText;
  readonly tools: readonly (readonly [name: string, pt: string, en: string])[];
}

export const GROUPS: readonly HelpGroup[] = [
  {
    title: { pt: 'Kafka', en: 'Kafka' },
    tools: [
      ['kafka-topics.sh', 'cria, lista, descreve, altera e apaga tópicos', 'creates, lists, describes, alters and deletes topics'],
      ['kafka-console-producer.sh', 'envia cada linha digitada como um registro', 'sends each line that you type as a record'],
      ['kafka-console-consumer.sh', 'mostra os registros de um tópico', 'prints the records of a topic'],
      ['kafka-consumer-groups.sh', 'mostra grupos, seus membros e atraso, e move offsets', 'shows groups, their members and lag, and moves offsets'],
      ['kafka-configs.sh', 'mostra e altera configurações', 'shows and alters configurations'],
      ['kafka-get-offsets.sh', 'mostra os offsets das partições', "prints the partitions' offsets"],
      ['kafka-delete-records.sh', 'apaga registros até um offset', 'deletes records up to an offset'],
      ['kafka-leader-election.sh', 'elege líderes de partições', 'elects leaders of partitions'],
      ['kafka-reassign-partitions.sh', 'muda réplicas de broker', 'moves replicas between brokers'],
      ['kafka-metadata-quorum.sh', 'mostra o quórum dos controladores', "shows the controllers' quorum"],
      ['kafka-cluster.sh', 'mostra a identidade do cluster', "shows the cluster's id"],
      ['kafka-features.sh', 'mostra as versões de recursos do cluster', "shows the cluster's feature levels"],
      ['kafka-broker-api-versions.sh', 'mostra as versões de API dos brokers', "shows the brokers' API versions"],
      ['kafka-dump-log.sh', 'abre os arquivos de um registro', 'opens the files of a log'],
      ['kafka-log-dirs.sh', 'mostra o espaço que as réplicas ocupam', 'shows the space that replicas take'],
      ['kafka-transactions.sh', 'mostra transações', 'shows transactions'],
      ['kafka-console-share-consumer.sh', 'lê de uma fila, como membro de um grupo de compartilhamento', 'reads from a queue, as a member of a share group'],
      ['kafka-share-groups.sh', 'mostra grupos de compartilhamento', 'shows share groups'],
      ['kafka-groups.sh', 'lista grupos de todos os tipos', 'lists groups of all kinds'],
      ['kafka-producer-perf-test.sh', 'mede produtores', 'measures producers'],
      ['kafka-consumer-perf-test.sh', 'mede consumidores', 'measures consumers'],
      ['kafka-verifiable-producer.sh', 'envia números e conta o que foi confirmado', 'sends numbers and tells what was acknowledged'],
      ['kafka-verifiable-consumer.sh', 'lê e conta o que recebeu', 'reads and tells what it got'],
      ['kafka-client-metrics.sh', 'pede métricas aos clientes', 'asks clients for metrics'],
      ['kafka-acls.sh', 'regras de acesso', 'access rules'],
      ['kafka-storage.sh', 'prepara e mostra a pasta de dados de um nó', "prepares and shows a node's data folder"],
      ['kafka-server-stop.sh', 'para nós', 'stops nodes'],
      ['kafka-server-start.sh', 'inicia um nó', 'starts a node'],
    ],
  },
  {
    title: { pt: 'Flink', en: 'Flink' },
    tools: [
      ['sql-client.sh', 'executa SQL do Flink', 'runs Flink SQL'],
      ['flink', 'lista e cancela jobs do Flink', 'lists and cancels Flink jobs'],
    ],
  },
  {
    title: { pt: 'Arquivos', en: 'Files' },
    tools: [
      ['ls', 'lista arquivos', 'lists files'],
      ['cat', 'mostra o conteúdo de arquivos', 'prints files'],
      ['cp', 'copia', 'copies'],
      ['mv', 'move ou renomeia', 'moves or renames'],
      ['rm', 'apaga', 'removes'],
      ['mkdir', 'cria uma pasta', 'makes a folder'],
      ['rmdir', 'apaga uma pasta vazia', 'removes an empty folder'],
      ['touch', 'cria um arquivo vazio', 'makes an empty file'],
      ['chmod', 'permite executar um arquivo', 'lets a file be run'],
      ['tee', 'grava a entrada num arquivo e a mostra', 'writes its input to a file and prints it'],
      ['find', 'procura arquivos em pastas', 'looks for files in folders'],
      ['du', 'soma o tamanho de pastas', 'adds up the sizes of folders'],
      ['stat', 'diz o que um arquivo é', 'says what a file is'],
      ['basename', 'o último nome de um caminho', 'the last name of a path'],
      ['dirname', 'a pasta de um caminho', "a path's folder"],
    ],
  },
  {
    title: { pt: 'Texto', en: 'Text' },
    tools: [
      ['grep', 'mostra as linhas que combinam', 'prints the lines that match'],
      ['sed', 'edita um fluxo de linhas', 'edits a stream of lines'],
      ['awk', 'processa campos de linhas', 'processes fields of lines'],
      ['jq', 'consulta JSON', 'queries JSON'],
      ['head', 'o começo', 'the beginning'],
      ['tail', 'o fim; com -f segue o que chega', 'the end; with -f it follows what comes'],
      ['sort', 'ordena linhas', 'sorts lines'],
      ['uniq', 'junta linhas repetidas', 'joins repeated lines'],
      ['wc', 'conta linhas, palavras e bytes', 'counts lines, words and bytes'],
      ['cut', 'recorta campos', 'cuts fields out'],
      ['paste', 'junta linhas lado a lado', 'puts lines side by side'],
      ['column', 'alinha em colunas', 'aligns in columns'],
      ['tr', 'troca caracteres', 'replaces characters'],
      ['diff', 'mostra diferenças entre arquivos', 'shows differences between files'],
      ['comm', 'compara arquivos ordenados', 'compares sorted files'],
      ['cmp', 'onde dois arquivos começam a diferir', 'where two files begin to differ'],
      ['join', 'junta linhas que têm um campo em comum', 'joins lines that share a field'],
      ['fold', 'quebra linhas longas', 'breaks long lines'],
      ['base64', 'bytes em letras, e de volta', 'bytes as letters, and back'],
      ['bc', 'calcula com casas decimais', 'calculates with decimals'],
      ['nl', 'numera linhas', 'numbers lines'],
      ['tac', 'inverte a ordem das linhas', 'reverses the order of lines'],
      ['rev', 'inverte cada linha', 'reverses each line'],
    ],
  },
  {
    title: { pt: 'Shell e sistema', en: 'Shell and system' },
    tools: [
      ['bash', 'executa um script', 'runs a script'],
      ['seq', 'conta', 'counts'],
      ['sleep', 'espera', 'waits'],
      ['timeout', 'limita o tempo de um comando', "limits a command's time"],
      ['xargs', 'faz da entrada argumentos de um comando', 'makes arguments out of its input'],
      ['yes', 'repete uma linha', 'repeats a line'],
      ['date', 'mostra data e hora', 'prints date and time'],
      ['env', 'executa com outras variáveis', 'runs with other variables'],
      ['printenv', 'mostra variáveis', 'prints variables'],
      ['which', 'mostra onde está um programa', 'shows where a program is'],
      ['clear', 'limpa a tela', 'clears the screen'],
      ['ajuda', 'esta lista, em português', 'this list, in Portuguese'],
      ['help', 'esta lista, em inglês', 'this list, in English'],
    ],
  },
];

/** Two examples for the tools of a line or two. */
export const EXAMPLES: Readonly<Record<string, readonly [string, string]>> = {
  grep: ['grep -c erro registro.txt', "cat lido.txt | grep -v 'ana'"],
  jq: ["cat pedidos.json | jq '.valor'", "jq -r '.itens[]' pedido.json"],
  sort: ['sort -t, -k2,2n vendas.csv', 'sort lido.txt | uniq -c | sort -rn'],
  tail: ['tail -n 5 lido.txt', 'tail -f lido.txt'],
  awk: ["awk '{print $1}' lido.txt", "awk -F, '{soma += $2} END {print soma}' vendas.csv"],
  sed: ["sed 's/ana/bia/' lido.txt", "sed -n '2,4p' lido.txt"],
};
