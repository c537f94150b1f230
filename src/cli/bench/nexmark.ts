// Nexmark's queries over a deterministic auction: tables and statements that the simulator and the real Flink are given alike.

/** One query: the columns of its sink, and the SELECT that fills it. */
export interface NexmarkQuery {
  readonly name: string;
  readonly sink: string;
  readonly select: string;
}

/**
 * The tables over `events` events: of 50, the first is a person, the next three are auctions, 46 are bids, as in Nexmark's generator.
 * Event n is 0.1 ms after the one before. All fields follow from n, so that both systems see the same rows.
 */
export function nexmarkTables(events: number): readonly string[] {
  return [
    `CREATE TABLE nexmark (
  n BIGINT,
  event_type AS CASE WHEN MOD(n, 50) < 1 THEN 0 WHEN MOD(n, 50) < 4 THEN 1 ELSE 2 END,
  \`dateTime\` AS CAST(TO_TIMESTAMP_LTZ(1436918400000 + n / 10, 3) AS TIMESTAMP(3)),
  p_time AS PROCTIME(),
  WATERMARK FOR \`dateTime\` AS \`dateTime\` - INTERVAL '4' SECOND
) WITH ('connector' = 'datagen', 'rows-per-second' = '100000000', 'fields.n.kind' = 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '${events - 1}')`,
    `CREATE TABLE side_input (\`key\` BIGINT, \`value\` AS 'value-' || CAST(\`key\` AS STRING))
WITH ('connector' = 'datagen', 'rows-per-second' = '100000000', 'fields.key.kind' = 'sequence', 'fields.key.start' = '0', 'fields.key.end' = '999')`,
    `CREATE VIEW person AS SELECT
  1000 + n / 50 AS id, 'person ' || CAST(n / 50 AS STRING) AS name, 'p' || CAST(n AS STRING) || '@example.org' AS emailAddress, '1234 5678' AS creditCard,
  CASE MOD(n / 50, 4) WHEN 0 THEN 'Portland' WHEN 1 THEN 'Boise' WHEN 2 THEN 'Phoenix' ELSE 'Seattle' END AS city,
  CASE MOD(n / 50, 6) WHEN 0 THEN 'OR' WHEN 1 THEN 'ID' WHEN 2 THEN 'CA' WHEN 3 THEN 'WA' WHEN 4 THEN 'AZ' ELSE 'WY' END AS state,
  \`dateTime\`, 'extra ' || CAST(n AS STRING) AS extra
FROM nexmark WHERE event_type = 0`,
    `CREATE VIEW auction AS SELECT
  1000 + n / 50 * 3 + MOD(n, 50) - 1 AS id, 'item ' || CAST(n AS STRING) AS itemName, 'description ' || CAST(n AS STRING) AS description,
  1 + MOD(n * 31, 1000) AS initialBid, 1 + MOD(n * 31, 1000) + MOD(n * 17, 500) AS reserve,
  \`dateTime\`, \`dateTime\` + INTERVAL '2' SECOND AS expires, 1000 + n / 50 - MOD(n / 50, 7) AS seller, 10 + MOD(n / 50 * 3 + n, 5) AS category, 'extra ' || CAST(n AS STRING) AS extra
FROM nexmark WHERE event_type = 1`,
    `CREATE VIEW bid AS SELECT
  CASE WHEN MOD(n, 2) = 0 THEN 1000 + n / 50 * 3 / 100 * 100 ELSE 1000 + GREATEST(0, n / 50 * 3 - MOD(n * 7919, 100)) END AS auction,
  CASE WHEN MOD(n, 4) = 0 THEN 1000 + n / 50 / 100 * 100 ELSE 1000 + GREATEST(0, n / 50 - MOD(n * 104729, 1000)) END AS bidder,
  100 + MOD(n * 15485863, 99900) AS price,
  CASE MOD(n, 8) WHEN 0 THEN 'apple' WHEN 1 THEN 'google' WHEN 2 THEN 'facebook' WHEN 3 THEN 'baidu' ELSE 'channel-' || CAST(MOD(n * 31, 1000) AS STRING) END AS channel,
  'https://www.nexmark.com/' || CAST(MOD(n * 31, 1000) AS STRING) || '/item/query?channel_id=' || CAST(MOD(n * 17, 1000) AS STRING) AS url,
  \`dateTime\`, p_time, 'extra ' || CAST(n AS STRING) AS extra
FROM nexmark WHERE event_type = 2`,
  ];
}

const BID = 'auction BIGINT, bidder BIGINT, price BIGINT, `dateTime` TIMESTAMP(3), extra STRING';

/** Counts of all bids, and of cheap, middling and dear ones. */
const PRICE_RANKS = (what: string, name: string): string => [
  `COUNT(${what}) AS total_${name}`,
  `COUNT(${what}) FILTER (WHERE price < 10000) AS rank1_${name}`,
  `COUNT(${what}) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2_${name}`,
  `COUNT(${what}) FILTER (WHERE price >= 1000000) AS rank3_${name}`,
].join(', ');

const RANK_COLUMNS = (name: string): string => ['total', 'rank1', 'rank2', 'rank3'].map((rank) => `${rank}_${name} BIGINT`).join(', ');
const RANKS = `${RANK_COLUMNS('bids')}, ${RANK_COLUMNS('bidders')}, ${RANK_COLUMNS('auctions')}`;
const RANK_CALLS = `${PRICE_RANKS('*', 'bids')}, ${PRICE_RANKS('DISTINCT bidder', 'bidders')}, ${PRICE_RANKS('DISTINCT auction', 'auctions')}`;

/** What Nexmark asks, by its numbers. 13 has its bounded side input as a table. */
export const NEXMARK_QUERIES: readonly NexmarkQuery[] = [
  { name: 'q0', sink: BID, select: 'SELECT auction, bidder, price, `dateTime`, extra FROM bid' },
  { name: 'q1', sink: BID.replace('price BIGINT', 'price DECIMAL(23, 3)'), select: 'SELECT auction, bidder, 0.908 * price AS price, `dateTime`, extra FROM bid' },
  { name: 'q2', sink: 'auction BIGINT, price BIGINT', select: 'SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0' },
  {
    name: 'q3', sink: 'name STRING, city STRING, state STRING, id BIGINT',
    select: "SELECT P.name, P.city, P.state, A.id FROM auction AS A JOIN person AS P ON A.seller = P.id WHERE A.category = 10 AND P.state IN ('OR', 'ID', 'CA')",
  },
  {
    name: 'q4', sink: 'id BIGINT, final BIGINT',
    select: `SELECT Q.category, AVG(Q.final) FROM (
  SELECT MAX(B.price) AS final, A.category FROM auction AS A JOIN bid AS B ON A.id = B.auction
  WHERE B.\`dateTime\` BETWEEN A.\`dateTime\` AND A.expires GROUP BY A.id, A.category) AS Q GROUP BY Q.category`,
  },
  {
    name: 'q5', sink: 'auction BIGINT, num BIGINT',
    select: `SELECT AuctionBids.auction, AuctionBids.num FROM (
  SELECT auction, COUNT(*) AS num, window_start AS starttime, window_end AS endtime
  FROM TABLE(HOP(TABLE bid, DESCRIPTOR(\`dateTime\`), INTERVAL '2' SECOND, INTERVAL '10' SECOND)) GROUP BY auction, window_start, window_end) AS AuctionBids
JOIN (
  SELECT MAX(CountBids.num) AS maxn, CountBids.starttime, CountBids.endtime FROM (
    SELECT COUNT(*) AS num, window_start AS starttime, window_end AS endtime
    FROM TABLE(HOP(TABLE bid, DESCRIPTOR(\`dateTime\`), INTERVAL '2' SECOND, INTERVAL '10' SECOND)) GROUP BY auction, window_start, window_end) AS CountBids
  GROUP BY CountBids.starttime, CountBids.endtime) AS MaxBids
ON AuctionBids.starttime = MaxBids.starttime AND AuctionBids.endtime = MaxBids.endtime AND AuctionBids.num >= MaxBids.maxn`,
  },
  {
    name: 'q7', sink: BID,
    select: `SELECT B.auction, B.bidder, B.price, B.\`dateTime\`, B.extra FROM bid AS B JOIN (
  SELECT MAX(price) AS maxprice, window_end AS \`dateTime\` FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(\`dateTime\`), INTERVAL '10' SECOND)) GROUP BY window_start, window_end) AS B1
ON B.price = B1.maxprice WHERE B.\`dateTime\` BETWEEN B1.\`dateTime\` - INTERVAL '10' SECOND AND B1.\`dateTime\``,
  },
  {
    name: 'q8', sink: 'id BIGINT, name STRING, stime TIMESTAMP(3)',
    select: `SELECT P.id, P.name, P.starttime FROM (
  SELECT id, name, window_start AS starttime, window_end AS endtime
  FROM TABLE(TUMBLE(TABLE person, DESCRIPTOR(\`dateTime\`), INTERVAL '10' SECOND)) GROUP BY id, name, window_start, window_end) AS P
JOIN (
  SELECT seller, window_start AS starttime, window_end AS endtime
  FROM TABLE(TUMBLE(TABLE auction, DESCRIPTOR(\`dateTime\`), INTERVAL '10' SECOND)) GROUP BY seller, window_start, window_end) AS A
ON P.id = A.seller AND P.starttime = A.starttime AND P.endtime = A.endtime`,
  },
  {
    name: 'q9', sink: 'id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, `dateTime` TIMESTAMP(3), expires TIMESTAMP(3), seller BIGINT, category BIGINT, extra STRING, auction BIGINT, bidder BIGINT, price BIGINT, bid_dateTime TIMESTAMP(3), bid_extra STRING',
    select: `SELECT id, itemName, description, initialBid, reserve, \`dateTime\`, expires, seller, category, extra, auction, bidder, price, bid_dateTime, bid_extra FROM (
  SELECT A.*, B.auction, B.bidder, B.price, B.\`dateTime\` AS bid_dateTime, B.extra AS bid_extra,
    ROW_NUMBER() OVER (PARTITION BY A.id ORDER BY B.price DESC, B.\`dateTime\` ASC) AS rownum
  FROM auction AS A JOIN bid AS B ON A.id = B.auction WHERE B.\`dateTime\` BETWEEN A.\`dateTime\` AND A.expires)
WHERE rownum <= 1`,
  },
  {
    name: 'q11', sink: 'bidder BIGINT, bid_count BIGINT, starttime TIMESTAMP(3), endtime TIMESTAMP(3)',
    select: `SELECT bidder, COUNT(*) AS bid_count, window_start, window_end
FROM TABLE(SESSION(TABLE bid PARTITION BY bidder, DESCRIPTOR(\`dateTime\`), INTERVAL '1' SECOND)) GROUP BY bidder, window_start, window_end`,
  },
  {
    name: 'q12', sink: 'bidder BIGINT, bid_count BIGINT, starttime TIMESTAMP(3), endtime TIMESTAMP(3)',
    select: `SELECT bidder, COUNT(*) AS bid_count, window_start, window_end
FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(p_time), INTERVAL '10' SECOND)) GROUP BY bidder, window_start, window_end`,
  },
  {
    name: 'q13', sink: `${BID}, \`value\` STRING`,
    select: 'SELECT B.auction, B.bidder, B.price, B.`dateTime`, B.extra, S.`value` FROM bid AS B JOIN side_input AS S ON MOD(B.auction, 1000) = S.`key`',
  },
  { name: 'q15', sink: `\`day\` STRING, ${RANKS}`, select: `SELECT DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd') AS \`day\`, ${RANK_CALLS} FROM bid GROUP BY DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd')` },
  {
    name: 'q16', sink: `channel STRING, \`day\` STRING, \`minute\` STRING, ${RANKS}`,
    select: `SELECT channel, DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd') AS \`day\`, MAX(DATE_FORMAT(\`dateTime\`, 'HH:mm')) AS \`minute\`, ${RANK_CALLS}
FROM bid GROUP BY channel, DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd')`,
  },
  {
    name: 'q17', sink: `auction BIGINT, \`day\` STRING, ${RANK_COLUMNS('bids')}, min_price BIGINT, max_price BIGINT, avg_price BIGINT, sum_price BIGINT`,
    select: `SELECT auction, DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd') AS \`day\`, ${PRICE_RANKS('*', 'bids')}, MIN(price), MAX(price), AVG(price), SUM(price)
FROM bid GROUP BY auction, DATE_FORMAT(\`dateTime\`, 'yyyy-MM-dd')`,
  },
  {
    name: 'q18', sink: 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, `dateTime` TIMESTAMP(3), extra STRING',
    select: `SELECT auction, bidder, price, channel, url, \`dateTime\`, extra FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY \`dateTime\` DESC) AS rank_number FROM bid) WHERE rank_number <= 1`,
  },
  {
    name: 'q19', sink: 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, `dateTime` TIMESTAMP(3), extra STRING, rank_number BIGINT',
    select: `SELECT auction, bidder, price, channel, url, \`dateTime\`, extra, rank_number FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bid) WHERE rank_number <= 10`,
  },
  {
    name: 'q20', sink: 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, bid_dateTime TIMESTAMP(3), bid_extra STRING, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, auction_dateTime TIMESTAMP(3), expires TIMESTAMP(3), seller BIGINT, category BIGINT, auction_extra STRING',
    select: `SELECT B.auction, B.bidder, B.price, B.channel, B.url, B.\`dateTime\`, B.extra,
  A.itemName, A.description, A.initialBid, A.reserve, A.\`dateTime\`, A.expires, A.seller, A.category, A.extra
FROM bid AS B INNER JOIN auction AS A ON B.auction = A.id WHERE A.category = 10`,
  },
  {
    name: 'q22', sink: 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, dir1 STRING, dir2 STRING, dir3 STRING',
    select: "SELECT auction, bidder, price, channel, SPLIT_INDEX(url, '/', 3) AS dir1, SPLIT_INDEX(url, '/', 4) AS dir2, SPLIT_INDEX(url, '/', 5) AS dir3 FROM bid",
  },
];

/** The table that a query's INSERT fills: nothing is kept, so that the query alone is measured. */
export const sinkTable = ({ name, sink }: NexmarkQuery): string => `CREATE TABLE sink_${name} (${sink}) WITH ('connector' = 'blackhole')`;
export const insertOf = ({ name, select }: NexmarkQuery): string => `INSERT INTO sink_${name} ${select}`;
