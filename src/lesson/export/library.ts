// The functions that an exported world's scripts share, in bash.

export const LIBRARY = `# What the scripts share. Needs bash 4, and "script" of util-linux for the terminals.
set -u
export BOOTSTRAP="\${BOOTSTRAP:-localhost:9092}"
[ -z "\${KAFKA_HOME:-}" ] || PATH="$KAFKA_HOME/bin:$PATH"
[ -z "\${FLINK_HOME:-}" ] || PATH="$FLINK_HOME/bin:$PATH"
DATA="\${DATA:-\${TMPDIR:-/tmp}/correnteza-export}"
OUT="\${OUT:-$PWD/out}"
PACE="\${PACE:-1}"
HOME_FOLDER="$PWD/home"
declare -A FD PID
began=$(date +%s%3N)

# at MS: waits until so many ms have passed since the replay began.
at() {
  local left=$(( $1 * PACE - ($(date +%s%3N) - began) ))
  [ "$left" -le 0 ] || sleep "$(printf '%d.%03d' $((left / 1000)) $((left % 1000)))"
}

# open_tty NAME: a bash of its own on a pseudo terminal; what it shows is kept in out/NAME.log.
open_tty() {
  mkdir -p "$OUT" "$HOME_FOLDER" "$DATA"
  local pipe="$DATA/tty-$1-$$" fd
  rm -f "$pipe"; mkfifo "$pipe"
  exec {fd}<>"$pipe"
  ( cd "$HOME_FOLDER" && exec script -qfc 'bash --norc --noprofile' "$OUT/$1.log" < "$pipe" > /dev/null 2>&1 ) &
  PID[$1]=$!
  FD[$1]=$fd
  sleep 1
}
close_tty() { [ -z "\${FD[$1]:-}" ] || { printf 'exit\\n' >&"\${FD[$1]}"; unset "FD[$1]"; }; }
type_part() { [ -n "\${FD[$1]:-}" ] || open_tty "$1"; printf '%s' "$2" >&"\${FD[$1]}"; }
type_line() { type_part "$1" "$2"; printf '\\r' >&"\${FD[$1]}"; echo "[$1] $2"; }
press() { type_part "$1" ''; printf "$2" >&"\${FD[$1]}"; }
write_file() { mkdir -p "$HOME_FOLDER/$(dirname "$1")"; printf '%s' "$2" > "$HOME_FOLDER/$1"; }
background() { local name=$1; shift; mkdir -p "$OUT" "$DATA"; "$@" > "$OUT/app-$name.log" 2>&1 & echo $! >> "$DATA/apps.pid"; }
cannot() { echo "not replayed: $1" >&2; }

# What runs in the terminals gets the time to end; then their shells are left.
end_of_replay() {
  sleep "\${LINGER:-8}"
  local name
  for name in "\${!FD[@]}"; do printf '\\003' >&"\${FD[$name]}"; sleep 1; printf 'exit\\r' >&"\${FD[$name]}"; done
  sleep 2
  for name in "\${!PID[@]}"; do kill "\${PID[$name]}" 2> /dev/null; done
  rm -f "$DATA"/tty-*-$$
}

# node crash|stop|start NAME: of start-local.sh where that runs them, else of Docker.
node() {
  local file="$DATA/$2/pid"
  echo "node $1 $2"
  if [ -e "$file" ]; then
    case $1 in
      crash) kill -9 "$(cat "$file")" ;;
      stop) kill -TERM "$(cat "$file")" ;;
      start) launch "$2" ;;
    esac
  else
    case $1 in crash) docker compose kill "$2" ;; *) docker compose "$1" "$2" ;; esac
  fi
}
launch() {
  local folder="$DATA/$1"
  java -Xms128m -Xmx512m -cp "$KAFKA_HOME/libs/*" kafka.Kafka "$folder/server.properties" >> "$folder/log" 2>&1 < /dev/null &
  echo $! > "$folder/pid"
}
`;

/** CONTROLLERS, BROKERS, RACKS and SETTINGS stand before it. */
export const START_LOCAL = `[ -n "\${KAFKA_HOME:-}" ] || { echo "start-local: set KAFKA_HOME to a Kafka 4.3, the folder in which libs is" >&2; exit 2; }
voters=; for id in $CONTROLLERS; do voters+="\${voters:+,}$id@localhost:$((9091 + id))"; done
configure() {  # configure ID NAME ROLE LISTENER
  local folder="$DATA/$2"
  mkdir -p "$folder"
  { echo "node.id=$1"; echo "process.roles=$3"; echo "controller.quorum.voters=$voters"; echo "controller.listener.names=CONTROLLER"
    echo "listeners=$4://localhost:$((9091 + $1))"; [ "$3" = controller ] || echo "advertised.listeners=$4://localhost:$((9091 + $1))"
    echo "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"; echo "log.dirs=$folder/logs"
    for rack in $RACKS; do [ "\${rack%%=*}" != "$1" ] || echo "broker.rack=\${rack#*=}"; done
    printf '%s\\n' "$SETTINGS"; } > "$folder/server.properties"
  java -Xmx256m -cp "$KAFKA_HOME/libs/*" kafka.tools.StorageTool format --ignore-formatted -t MkU3OEVBNTcwNTJENDM2Qg -c "$folder/server.properties" > "$folder/format.log" 2>&1 || { cat "$folder/format.log" >&2; exit 1; }
}
for id in $CONTROLLERS; do configure "$id" "controller-$id" controller CONTROLLER; done
for id in $BROKERS; do configure "$id" "broker-$id" broker PLAINTEXT; done
for id in $CONTROLLERS; do launch "controller-$id"; done
for id in $BROKERS; do launch "broker-$id"; done
for id in $BROKERS; do
  for try in $(seq 240); do (: < "/dev/tcp/localhost/$((9091 + id))") 2> /dev/null && break; sleep 0.5; done
  [ "$try" -lt 240 ] || { echo "broker-$id did not start: see $DATA/broker-$id/log" >&2; exit 1; }
done
kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --list > /dev/null
echo "brokers $BROKERS are up"
`;

export const STOP_LOCAL = `for file in "$DATA"/*/pid; do [ ! -e "$file" ] || kill -9 "$(cat "$file")" 2> /dev/null; done
[ ! -e "$DATA/apps.pid" ] || while read -r pid; do kill "$pid" 2> /dev/null; done < "$DATA/apps.pid"
sleep 1
rm -rf "$DATA"
`;
