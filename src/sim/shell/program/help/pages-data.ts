// Help on the tools that a day's work with Kafka needs: topics, producers, consumers, groups, settings, offsets.
import { B, type HelpPage } from './page.ts';

export const DATA_PAGES: Readonly<Record<string, HelpPage>> = {
  'kafka-topics.sh': {
    about: {
      pt: 'Um tópico é um registro dividido em partições, e cada partição tem réplicas em alguns brokers. Esta ferramenta cria tópicos, mostra onde estão líderes e réplicas, acrescenta partições e apaga.',
      en: 'A topic is a log split into partitions, and each partition has replicas on some brokers. This tool creates topics, shows where leaders and replicas are, adds partitions, and deletes.',
    },
    commands: [
      [`kafka-topics.sh ${B} --create --topic vendas --partitions 3 --replication-factor 3`, 'cria com 3 partições, cada uma em 3 brokers', 'creates it with 3 partitions, each on 3 brokers'],
      [`kafka-topics.sh ${B} --list`, 'os nomes de todos', 'the names of all'],
      [`kafka-topics.sh ${B} --describe --topic vendas`, 'líder, réplicas e ISR de cada partição', 'leader, replicas and ISR of each partition'],
      [`kafka-topics.sh ${B} --describe --under-replicated-partitions`, 'só as partições que têm réplicas atrasadas', 'only the partitions with replicas that lag behind'],
      [`kafka-topics.sh ${B} --alter --topic vendas --partitions 6`, 'passa a ter 6 partições', 'makes it 6 partitions'],
    ],
    traps: [
      ['Partições só aumentam; e, quando aumentam, a mesma chave pode passar a cair em outra partição.', 'Partitions only ever grow in number; and when they do, the same key may fall into another partition.'],
      ['--delete apaga os dados também, na hora e sem perguntar.', '--delete removes the data too, at once and without asking.'],
      ['Sem --partitions e --replication-factor valem os padrões do broker: 1 e 1.', "Without --partitions and --replication-factor the brokers' defaults count: 1 and 1."],
      ['Configurações de um tópico que já existe mudam com kafka-configs.sh, não aqui.', 'The settings of a topic that exists are changed by kafka-configs.sh, not here.'],
    ],
  },
  'kafka-console-producer.sh': {
    about: {
      pt: 'Envia cada linha que você digita (ou que chega pela entrada) como um registro. Termine com Ctrl-D.',
      en: 'Sends each line that you type (or that comes on its input) as a record. End it with Ctrl-D.',
    },
    commands: [
      [`kafka-console-producer.sh ${B} --topic vendas`, 'cada linha é o valor de um registro sem chave', 'each line is the value of a record without a key'],
      [`kafka-console-producer.sh ${B} --topic vendas --reader-property parse.key=true --reader-property key.separator=:`, 'o que vem antes de : é a chave', 'what stands before : is the key'],
      [`seq 1 100 | kafka-console-producer.sh ${B} --topic vendas`, 'o que outro programa escreve', 'what another program writes'],
      [`kafka-console-producer.sh ${B} --topic vendas --request-required-acks all --sync`, 'espera que cada registro esteja em todas as réplicas em dia', 'waits until each record is on all replicas in sync'],
      [`kafka-console-producer.sh ${B} --topic vendas --command-property linger.ms=0`, 'com uma configuração do produtor', 'with a setting of the producer'],
    ],
    traps: [
      ['Tópico com nome errado? Ele é criado na hora, com 1 partição e 1 réplica.', 'A topic name misspelt? It is created at once, with 1 partition and 1 replica.'],
      ['Com parse.key=true, uma linha sem separador termina o programa com erro.', 'With parse.key=true a line without a separator ends the program with an error.'],
      ['Registros sem chave vão em lotes: poucas linhas caem todas na mesma partição.', 'Records without a key travel in batches: a few lines all fall into one partition.'],
    ],
  },
  'kafka-console-consumer.sh': {
    about: {
      pt: 'Mostra os registros de um tópico, e continua esperando por novos até Ctrl-C. Ler não apaga: outro leitor vê os mesmos registros.',
      en: 'Prints the records of a topic, and goes on waiting for new ones until Ctrl-C. Reading removes nothing: another reader sees the same records.',
    },
    commands: [
      [`kafka-console-consumer.sh ${B} --topic vendas --from-beginning`, 'tudo, desde o começo', 'everything from the beginning'],
      [`kafka-console-consumer.sh ${B} --topic vendas --group loja`, 'como membro do grupo loja, de onde o grupo parou', 'as a member of the group loja, from where the group stopped'],
      [`kafka-console-consumer.sh ${B} --topic vendas --from-beginning --formatter-property print.key=true --formatter-property print.partition=true --formatter-property print.offset=true`, 'com chave, partição e offset', 'with key, partition and offset'],
      [`kafka-console-consumer.sh ${B} --topic vendas --partition 0 --offset 5 --max-messages 3`, 'três registros da partição 0, a partir do offset 5', 'three records of partition 0, from offset 5 on'],
      [`kafka-console-consumer.sh ${B} --topic vendas --from-beginning --isolation-level read_committed --timeout-ms 10000`, 'só transações confirmadas; desiste após 10 s sem nada', 'only committed transactions; gives up after 10 s of silence'],
    ],
    traps: [
      ['Sem --from-beginning só aparece o que chega depois.', 'Without --from-beginning only what comes later is shown.'],
      ['--from-beginning não vale para um grupo que já confirmou offsets: ele continua de onde parou.', '--from-beginning does not count for a group that has committed offsets: it goes on where it stopped.'],
      ['A ordem só é garantida dentro de cada partição.', 'Order is promised only within each partition.'],
      ['O primeiro registro demora uns segundos: o grupo espera 3 s por outros membros.', 'The first record takes some seconds: the group waits 3 s for other members.'],
    ],
  },
  'kafka-consumer-groups.sh': {
    about: {
      pt: 'Um grupo divide entre seus membros as partições de seus tópicos e guarda até onde já leu (o offset confirmado). Aqui se vê o atraso (LAG), os membros, e se move o offset.',
      en: 'A group shares the partitions of its topics among its members and keeps how far it has read (the committed offset). Here one sees its lag and its members, and moves its offsets.',
    },
    commands: [
      [`kafka-consumer-groups.sh ${B} --list --state`, 'os grupos e seus estados', 'the groups and their states'],
      [`kafka-consumer-groups.sh ${B} --describe --group loja`, 'offset confirmado, fim do registro e atraso de cada partição', 'committed offset, end of the log and lag of each partition'],
      [`kafka-consumer-groups.sh ${B} --describe --group loja --members --verbose`, 'quem lê quais partições', 'who reads which partitions'],
      [`kafka-consumer-groups.sh ${B} --group loja --topic vendas --reset-offsets --to-earliest --dry-run`, 'o que mudaria se o grupo lesse tudo de novo', 'what would change if the group read all of it again'],
      [`kafka-consumer-groups.sh ${B} --group loja --topic vendas --reset-offsets --shift-by -10 --execute`, 'volta 10 registros, de verdade', 'goes back 10 records, for real'],
    ],
    traps: [
      ['Só se move o offset de um grupo sem membros ativos: pare os consumidores antes.', 'Offsets can be moved only where the group has no active members: stop its consumers first.'],
      ['Sem --execute nada muda.', 'Without --execute nothing changes.'],
      ['Um membro que morreu sem se despedir continua na lista até o fim da sessão (45 s).', 'A member that died without a goodbye stays in the list until its session is over (45 s).'],
      ['LAG em - quer dizer que nada foi confirmado ainda.', 'A LAG of - means that nothing has been committed yet.'],
    ],
  },
  'kafka-configs.sh': {
    about: {
      pt: 'Mostra e muda configurações de tópicos, brokers, grupos e clientes com o cluster no ar.',
      en: 'Shows and changes the settings of topics, brokers, groups and clients while the cluster runs.',
    },
    commands: [
      [`kafka-configs.sh ${B} --describe --topic vendas`, 'o que foi mudado neste tópico', 'what was changed for this topic'],
      [`kafka-configs.sh ${B} --describe --topic vendas --all`, 'tudo o que vale, e de onde vem', 'all that counts, and where it comes from'],
      [`kafka-configs.sh ${B} --alter --topic vendas --add-config retention.ms=60000,max.message.bytes=2000`, 'guarda um minuto; registros de até 2000 bytes', 'keeps a minute; records of up to 2000 bytes'],
      [`kafka-configs.sh ${B} --alter --topic vendas --delete-config retention.ms`, 'volta ao padrão', 'goes back to the default'],
      [`kafka-configs.sh ${B} --alter --broker 1 --add-config num.io.threads=16`, 'de um broker só; --broker-defaults muda todos', 'of one broker; --broker-defaults changes all of them'],
    ],
    traps: [
      ['Valores com vírgula vão entre colchetes: cleanup.policy=[compact,delete].', 'Values with commas go into brackets: cleanup.policy=[compact,delete].'],
      ['Nem toda configuração de broker muda sem reiniciar: as outras são recusadas.', 'Not every setting of a broker can change without a restart: the others are refused.'],
      ['A retenção apaga segmentos inteiros já fechados: o que está no segmento ativo fica.', 'Retention removes whole closed segments: what lies in the active one stays.'],
    ],
  },
  'kafka-get-offsets.sh': {
    about: {
      pt: 'Mostra, por partição, onde o registro começa, onde acaba, ou qual era o offset em certo momento. Cada linha é tópico:partição:offset.',
      en: 'Prints for each partition where the log begins, where it ends, or which offset it had at a time. Each line is topic:partition:offset.',
    },
    commands: [
      [`kafka-get-offsets.sh ${B} --topic vendas`, 'o fim: o offset do próximo registro', 'the end: the offset of the next record'],
      [`kafka-get-offsets.sh ${B} --topic vendas --time earliest`, 'o começo', 'the beginning'],
      [`kafka-get-offsets.sh ${B} --topic vendas --time 1767614400000`, 'o primeiro registro a partir deste instante, em ms', 'the first record from this time on, in ms'],
      [`kafka-get-offsets.sh ${B} --topic-partitions vendas:0,vendas:2`, 'só estas partições', 'only these partitions'],
      [`kafka-get-offsets.sh ${B} --topic vendas | awk -F: '{n += $3} END {print n}'`, 'a soma dos fins', 'the sum of the ends'],
    ],
    traps: [
      ['O fim menos o começo não é o número de registros: compactação e marcas de transação deixam buracos.', 'The end minus the beginning is not the number of records: compaction and transaction markers leave gaps.'],
      ['Uma partição sem líder não aparece na saída: a ferramenta avisa e segue.', 'A partition without a leader is left out: the tool says so and goes on.'],
    ],
  },
  'kafka-delete-records.sh': {
    about: { pt: 'Joga fora os registros mais antigos de partições, até um offset. O começo da partição anda para a frente.', en: 'Throws away the oldest records of partitions, up to an offset. The beginning of the partition moves on.' },
    commands: [
      [`echo '{"partitions":[{"topic":"vendas","partition":0,"offset":5}],"version":1}' > apagar.json`, 'diz até onde: 5 é o primeiro que fica', 'says how far: 5 is the first that stays'],
      [`kafka-delete-records.sh ${B} --offset-json-file apagar.json`, 'apaga', 'deletes'],
      [`kafka-get-offsets.sh ${B} --topic vendas --time earliest`, 'confere o novo começo', 'looks at the new beginning'],
    ],
    traps: [
      ['Offset -1 quer dizer tudo o que há.', 'Offset -1 means all that there is.'],
      ['Tópicos só com cleanup.policy=compact recusam.', 'Topics with cleanup.policy=compact alone refuse.'],
      ['Não há volta.', 'There is no way back.'],
    ],
  },
  'kafka-groups.sh': {
    about: { pt: 'Lista grupos de todos os tipos: classic, consumer, share e streams.', en: 'Lists groups of all kinds: classic, consumer, share and streams.' },
    commands: [
      [`kafka-groups.sh ${B} --list`, 'todos', 'all of them'],
      [`kafka-groups.sh ${B} --list --consumer`, 'só os de consumidores', 'only those of consumers'],
      [`kafka-groups.sh ${B} --list --group-type share`, 'só os de um tipo', 'only those of a type'],
    ],
    traps: [['Um nome não pode ser de dois tipos: quem chega com outro protocolo é recusado.', 'A name cannot be of two kinds: who comes with another protocol is refused.']],
  },
  'kafka-console-share-consumer.sh': {
    about: {
      pt: 'Lê como membro de um grupo de compartilhamento: cada registro vai para um membro só, que o aceita, devolve ou rejeita. É uma fila sobre um tópico.',
      en: 'Reads as a member of a share group: each record goes to one member, which accepts, releases or rejects it. It is a queue on a topic.',
    },
    commands: [
      [`kafka-console-share-consumer.sh ${B} --topic tarefas --group equipe`, 'entra no grupo e aceita tudo o que recebe', 'joins the group and accepts all that it gets'],
      [`kafka-console-share-consumer.sh ${B} --topic tarefas --group equipe --release`, 'devolve: outro membro recebe de novo', 'releases: another member gets it again'],
      [`kafka-console-share-consumer.sh ${B} --topic tarefas --group equipe --reject`, 'rejeita: ninguém mais recebe', 'rejects: nobody gets it any more'],
      [`kafka-configs.sh ${B} --alter --group equipe --add-config share.auto.offset.reset=earliest`, 'o grupo começa do início', 'the group begins at the beginning'],
    ],
    traps: [
      ['Um grupo novo só vê o que chega depois, se share.auto.offset.reset não for earliest.', 'A new group sees only what comes later, unless share.auto.offset.reset is earliest.'],
      ['Não há ordem entre os membros, e um registro devolvido pode chegar depois dos seguintes.', 'There is no order among members, and a released record may come after later ones.'],
    ],
  },
  'kafka-share-groups.sh': {
    about: { pt: 'Mostra grupos de compartilhamento, seus membros e seus offsets iniciais, e os move.', en: 'Shows share groups, their members and start offsets, and moves them.' },
    commands: [
      [`kafka-share-groups.sh ${B} --list`, 'os grupos', 'the groups'],
      [`kafka-share-groups.sh ${B} --describe --group equipe`, 'onde começa o que ainda não foi aceito', 'where that begins which is not yet accepted'],
      [`kafka-share-groups.sh ${B} --describe --group equipe --members`, 'os membros', 'the members'],
      [`kafka-share-groups.sh ${B} --group equipe --topic tarefas --reset-offsets --to-earliest --execute`, 'tudo outra vez', 'all of it again'],
    ],
    traps: [['Só se move o offset de um grupo vazio.', 'Offsets can be moved only in an empty group.']],
  },
};
