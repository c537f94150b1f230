// Help on the tools that run a cluster: elections, reassignments, quorum, features, log directories, transactions, measurements.
import { B, type HelpPage } from './page.ts';

export const OPERATIONS_PAGES: Readonly<Record<string, HelpPage>> = {
  'kafka-leader-election.sh': {
    about: { pt: 'Elege líderes: o preferido (a primeira réplica da lista) ou, na emergência, qualquer réplica viva.', en: 'Elects leaders: the preferred one (the first replica of the list) or, in an emergency, any replica alive.' },
    commands: [
      [`kafka-leader-election.sh ${B} --election-type preferred --all-topic-partitions`, 'devolve a liderança às preferidas', 'gives leadership back to the preferred ones'],
      [`kafka-leader-election.sh ${B} --election-type preferred --topic vendas --partition 0`, 'só de uma partição', 'of one partition only'],
      [`kafka-leader-election.sh ${B} --election-type unclean --topic vendas --partition 0`, 'aceita uma réplica atrasada', 'takes a replica that lags behind'],
    ],
    traps: [
      ['unclean perde os registros que só o líder antigo tinha, mesmo confirmados.', 'unclean loses the records that only the old leader had, even acknowledged ones.'],
      ['A eleição preferida já acontece sozinha a cada 5 minutos.', 'The preferred election comes by itself every 5 minutes.'],
    ],
  },
  'kafka-reassign-partitions.sh': {
    about: { pt: 'Muda as réplicas de partições para outros brokers, copiando os dados com o cluster no ar.', en: 'Moves replicas of partitions to other brokers, copying the data while the cluster runs.' },
    commands: [
      [`echo '{"version":1,"partitions":[{"topic":"vendas","partition":0,"replicas":[2,3]}]}' > plano.json`, 'o plano: onde a partição deve ficar', 'the plan: where the partition shall be'],
      [`kafka-reassign-partitions.sh ${B} --reassignment-json-file plano.json --execute`, 'começa a copiar', 'begins to copy'],
      [`kafka-reassign-partitions.sh ${B} --reassignment-json-file plano.json --verify`, 'acabou? e retira os limites', 'is it done? and takes limits away'],
      [`kafka-reassign-partitions.sh ${B} --list`, 'o que está em andamento', 'what is under way'],
      [`kafka-reassign-partitions.sh ${B} --reassignment-json-file plano.json --cancel`, 'volta atrás', 'goes back'],
    ],
    traps: [
      ['Guarde o plano atual que --execute mostra: é o caminho de volta.', 'Keep the present plan that --execute prints: it is the way back.'],
      ['Com --throttle, rode --verify no fim: é ele que retira o limite.', 'With --throttle, run --verify at the end: it takes the limit away.'],
    ],
  },
  'kafka-metadata-quorum.sh': {
    about: { pt: 'Mostra o quórum dos controladores (KRaft): quem lidera, em que época, e quem está atrasado no registro de metadados.', en: "Shows the controllers' quorum (KRaft): who leads, in which epoch, and who lags in the metadata log." },
    commands: [
      [`kafka-metadata-quorum.sh ${B} describe --status`, 'líder, época, eleitores', 'leader, epoch, voters'],
      [`kafka-metadata-quorum.sh ${B} describe --replication`, 'o atraso de cada controlador e broker', 'the lag of each controller and broker'],
      ['kafka-metadata-quorum.sh --bootstrap-controller localhost:9192 describe --status', 'pergunta direto a um controlador', 'asks a controller directly'],
    ],
    traps: [['Com dois dos três controladores fora, os dados ainda fluem, mas nada se cria nem se elege.', 'With two of three controllers gone data still flows, but nothing is created or elected.']],
  },
  'kafka-cluster.sh': {
    about: { pt: 'A identidade do cluster e os endereços de seus nós.', en: "The cluster's id and the addresses of its nodes." },
    commands: [
      [`kafka-cluster.sh cluster-id ${B}`, 'a identidade', 'the id'],
      [`kafka-cluster.sh list-endpoints ${B} --include-fenced-brokers`, 'os brokers, também os isolados', 'the brokers, also the fenced ones'],
      [`kafka-cluster.sh unregister ${B} --id 3`, 'esquece um broker que não volta mais', 'forgets a broker that will not come back'],
    ],
    traps: [['O subcomando vem antes das opções.', 'The sub-command comes before the options.']],
  },
  'kafka-features.sh': {
    about: { pt: 'Os níveis dos recursos do cluster, que decidem quais protocolos novos podem ser usados.', en: "The levels of the cluster's features, which decide which new protocols may be used." },
    commands: [
      [`kafka-features.sh ${B} describe`, 'níveis possíveis e o que vale', 'possible levels and the one in force'],
      [`kafka-features.sh ${B} upgrade --feature share.version=1`, 'sobe um recurso', 'raises a feature'],
      [`kafka-features.sh ${B} downgrade --feature share.version=0`, 'desce', 'lowers it'],
    ],
    traps: [['Descer um nível pode perder metadados: por isso muitas descidas são recusadas.', 'Lowering a level may lose metadata: so many are refused.']],
  },
  'kafka-broker-api-versions.sh': {
    about: { pt: 'Quais pedidos, e em quais versões, cada broker entende.', en: 'Which requests, and in which versions, each broker understands.' },
    commands: [
      [`kafka-broker-api-versions.sh ${B} | grep '^localhost'`, 'os brokers que respondem', 'the brokers that answer'],
      [`kafka-broker-api-versions.sh ${B} | grep 'Produce('`, 'as versões de um pedido', 'the versions of a request'],
    ],
    traps: [['É uma boa prova de que a rede chega aos brokers: se esta falha, o resto também falha.', 'It is a good proof that the network reaches the brokers: where it fails, all else fails.']],
  },
  'kafka-log-dirs.sh': {
    about: { pt: 'Quanto espaço cada réplica ocupa no disco de cada broker, em JSON.', en: "How much space each replica takes on each broker's disk, as JSON." },
    commands: [
      [`kafka-log-dirs.sh ${B} --describe --topic-list vendas`, 'as réplicas de um tópico', 'the replicas of a topic'],
      [`kafka-log-dirs.sh ${B} --describe --broker-list 1,2`, 'tudo o que há em dois brokers', 'all that two brokers have'],
      [`kafka-log-dirs.sh ${B} --describe --topic-list vendas | tail -1 | jq '.brokers[].logDirs[].partitions[].size'`, 'só os tamanhos', 'the sizes alone'],
    ],
    traps: [['As duas primeiras linhas não são JSON: use tail -1 antes de jq.', 'The first two lines are no JSON: put tail -1 before jq.']],
  },
  'kafka-dump-log.sh': {
    about: { pt: 'Abre os arquivos de um registro: lotes, registros, índices, e o registro de metadados.', en: 'Opens the files of a log: batches, records, indexes, and the metadata log.' },
    commands: [
      ['ls /tmp/kafka/node-1/kraft-combined-logs', 'o disco do broker 1: uma pasta por partição', "broker 1's disk: a folder for each partition"],
      ['kafka-dump-log.sh --files /tmp/kafka/node-1/kraft-combined-logs/vendas-0/00000000000000000000.log --print-data-log', 'os registros de um segmento', 'the records of a segment'],
      ['kafka-dump-log.sh --cluster-metadata-decoder --files /tmp/kafka/node-101/kraft-combined-logs/__cluster_metadata-0/00000000000000000000.log', 'o que os controladores decidiram', 'what the controllers have decided'],
    ],
    traps: [['Só vê o que está no disco do nó cuja pasta você abre.', 'It sees only what is on the disk of the node whose folder you open.']],
  },
  'kafka-transactions.sh': {
    about: { pt: 'Mostra transações e produtores transacionais, e encerra as que ficaram penduradas.', en: 'Shows transactions and transactional producers, and ends those that were left hanging.' },
    commands: [
      [`kafka-transactions.sh ${B} list`, 'quem tem transações, e o estado', 'who has transactions, and their state'],
      [`kafka-transactions.sh ${B} describe --transactional-id loja`, 'uma em detalhe', 'one in detail'],
      [`kafka-transactions.sh ${B} describe-producers --topic vendas --partition 0`, 'quem escreve numa partição', 'who writes to a partition'],
      [`kafka-transactions.sh ${B} find-hanging --broker-id 1`, 'as que seguram leitores read_committed', 'those that hold readers back'],
    ],
    traps: [['Uma transação aberta segura todos os leitores read_committed no ponto onde começou.', 'An open transaction holds all read_committed readers at the place where it began.']],
  },
  'kafka-acls.sh': {
    about: { pt: 'Regras de acesso. Este cluster não tem autorizador: a ferramenta responde que a segurança está desligada.', en: 'Access rules. This cluster has no authorizer: the tool answers that security is disabled.' },
    commands: [[`kafka-acls.sh ${B} --list`, 'o que o cluster responde', 'what the cluster answers']],
    traps: [['Sem autorizador todos podem tudo.', 'Without an authorizer everybody may do everything.']],
  },
  'kafka-producer-perf-test.sh': {
    about: { pt: 'Envia muitos registros e mede: quantos por segundo e quanto demora cada confirmação. O tempo é o deste mundo.', en: 'Sends many records and measures: how many a second and how long each acknowledgement takes. The time is that of this world.' },
    commands: [
      [`kafka-producer-perf-test.sh ${B} --topic vendas --num-records 50000 --record-size 100 --throughput -1`, 'tão rápido quanto der', 'as fast as it can'],
      [`kafka-producer-perf-test.sh ${B} --topic vendas --num-records 1000 --record-size 100 --throughput 100`, 'cem por segundo: bom para ver um broker cair', 'a hundred a second: good to watch a broker fall'],
      [`kafka-producer-perf-test.sh ${B} --topic vendas --num-records 50000 --record-size 100 --throughput -1 --command-property acks=1 linger.ms=50 batch.size=65536`, 'com outras configurações, para comparar', 'with other settings, to compare'],
      [`kafka-producer-perf-test.sh ${B} --topic vendas --num-records 1000 --payload-monotonic --throughput 50`, 'os valores são 0, 1, 2...: dá para ver o que falta', 'the values are 0, 1, 2...: one sees what is missing'],
      [`kafka-producer-perf-test.sh ${B} --topic vendas --num-records 100 --record-size 10 --throughput 10 --transactional-id loja`, 'em transações de 3 s', 'in transactions of 3 s'],
    ],
    traps: [
      ['--throughput é obrigatório; -1 quer dizer sem limite.', '--throughput is required; -1 means no limit.'],
      ['A média inclui a espera pelos metadados no começo: use --warmup-records.', 'The average includes the wait for metadata at the beginning: use --warmup-records.'],
    ],
  },
  'kafka-consumer-perf-test.sh': {
    about: { pt: 'Lê muitos registros e mede a velocidade.', en: 'Reads many records and measures how fast.' },
    commands: [
      [`kafka-consumer-perf-test.sh ${B} --topic vendas --num-records 50000`, 'lê 50000 e mostra uma linha', 'reads 50000 and prints a line'],
      [`kafka-consumer-perf-test.sh ${B} --topic vendas --num-records 50000 --show-detailed-stats --reporting-interval 1000`, 'uma linha por segundo', 'a line each second'],
      [`kafka-consumer-perf-test.sh ${B} --topic vendas --num-records 50000 --group medida --timeout 5000`, 'num grupo; desiste após 5 s sem registros', 'in a group; gives up after 5 s without records'],
    ],
    traps: [['MB.sec inclui os segundos do rebalanceamento; fetch.MB.sec não.', "MB.sec includes the rebalance's seconds; fetch.MB.sec does not."]],
  },
  'kafka-verifiable-producer.sh': {
    about: { pt: 'Envia 0, 1, 2... e conta em JSON o que foi confirmado e o que falhou: feito para provar que nada se perdeu.', en: 'Sends 0, 1, 2... and tells in JSON what was acknowledged and what failed: made to prove that nothing was lost.' },
    commands: [
      [`kafka-verifiable-producer.sh ${B} --topic vendas --max-messages 10`, 'dez números', 'ten numbers'],
      [`kafka-verifiable-producer.sh ${B} --topic vendas --throughput 5 > enviado.json`, 'cinco por segundo, até Ctrl-C', 'five a second, until Ctrl-C'],
      ["grep send_success enviado.json | jq -r .value | sort -n > confirmado.txt", 'o que foi confirmado', 'what was acknowledged'],
    ],
    traps: [['Ele não repete envios: com um broker caindo, falhas são esperadas e contadas.', 'It does not retry: while a broker falls, failures are expected and told.']],
  },
  'kafka-verifiable-consumer.sh': {
    about: { pt: 'Lê num grupo e conta em JSON o que recebeu, o que confirmou e quando o grupo se rebalanceou.', en: 'Reads in a group and tells in JSON what it got, what it committed and when the group rebalanced.' },
    commands: [
      [`kafka-verifiable-consumer.sh ${B} --topic vendas --group-id prova`, 'até Ctrl-C', 'until Ctrl-C'],
      [`kafka-verifiable-consumer.sh ${B} --topic vendas --group-id prova --max-messages 10 --verbose`, 'dez registros, um a um', 'ten records, one by one'],
    ],
    traps: [['Um grupo novo começa do início; mude com --reset-policy.', 'A new group begins at the beginning; change that with --reset-policy.']],
  },
  'kafka-storage.sh': {
    about: { pt: 'Prepara a pasta de dados de um nó novo, e mostra o que há numa pasta. Os nós deste cluster já estão prontos.', en: "Prepares a new node's data folder, and shows what is in one. The nodes of this cluster are ready." },
    commands: [
      ['kafka-storage.sh random-uuid', 'uma identidade para um cluster novo', 'an id for a new cluster'],
      ['kafka-storage.sh version-mapping', 'quais recursos vêm com esta versão', 'which features come with this version'],
      ['kafka-storage.sh feature-dependencies --feature transaction.version=2', 'do que um recurso depende', 'what a feature depends on'],
    ],
    traps: [['Formatar outra vez uma pasta com dados é recusado, sem --ignore-formatted.', 'Formatting a folder with data again is refused, without --ignore-formatted.']],
  },
  'kafka-server-stop.sh': {
    about: { pt: 'Para nós em ordem: um broker entrega suas lideranças antes de sair. Para ver uma queda de verdade, derrube o nó no palco.', en: 'Stops nodes in order: a broker hands over its leaderships before it goes. To see a real crash, crash the node on the stage.' },
    commands: [
      ['kafka-server-stop.sh --node-id=3', 'só o nó 3', 'node 3 only'],
      ['kafka-server-stop.sh --process-role=controller', 'todos os controladores', 'all controllers'],
    ],
    traps: [
      ['Sem opções ele para todos os nós.', 'Without options it stops all nodes.'],
      ['Um nó parado volta com um clique no palco, não daqui.', 'A stopped node comes back by a click on the stage, not from here.'],
    ],
  },
  'kafka-client-metrics.sh': {
    about: { pt: 'Diz aos clientes quais métricas enviar ao cluster (KIP-714).', en: 'Tells clients which metrics to send to the cluster (KIP-714).' },
    commands: [
      [`kafka-client-metrics.sh ${B} --alter --name leitura --metrics org.apache.kafka.consumer. --interval 10000`, 'de consumidores, a cada 10 s', 'of consumers, every 10 s'],
      [`kafka-client-metrics.sh ${B} --list`, 'os nomes', 'the names'],
      [`kafka-client-metrics.sh ${B} --describe --name leitura`, 'o que foi pedido', 'what was asked for'],
      [`kafka-client-metrics.sh ${B} --delete --name leitura`, 'esquece', 'forgets it'],
    ],
    traps: [['Sem um plug-in no broker que as receba, nenhuma métrica é guardada.', 'Without a plug-in in the broker that takes them, no metric is kept.']],
  },
};
