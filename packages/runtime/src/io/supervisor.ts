/**
 * The small `sh` program that stands between the node and a plain process.
 *
 * It leads the task's process group, starts the workload as its child, hands signals on to it,
 * waits, writes the exit status to a file by rename, and ends whatever the workload has left in the
 * group. So a task outlives its node, and a node that comes back learns how it ended.
 *
 * Three things are less simple than they look. (1) `wait` returns early when a trapped signal
 * arrives, with a status that is not the child's; it is asked again. (2) A signal that reaches the
 * child between its fork and its reset of the shell's traps is lost; so signals are kept until the
 * child says with SIGURG that it is past that. (3) POSIX makes a shell start background commands
 * with SIGINT and SIGQUIT ignored, which a program would inherit; `env --default-signal` (GNU
 * coreutils 8.31) takes that back. Where `env` is another one, a workload without a handler ignores
 * SIGINT.
 */

/** Files of a task's folder. */
export const TASK_FILES = {
  record: 'task.json',
  output: 'output.log',
  supervisor: 'supervisor.sh',
  pid: (run: number) => `${run}.pid`,
  exit: (run: number) => `${run}.exit`,
} as const

/**
 * Arguments of the script: the task's folder, the run, the working directory, the control groups to
 * enter (their folders, separated by colons; empty for none), the words behind which the workload
 * gives up the node's rights (process-user.ts; separated by spaces; empty to keep them), the command.
 */
export const SUPERVISOR_SCRIPT = `#!/bin/sh
# Polis runs a task under this script; see packages/runtime/src/io/supervisor.ts.
dir=$1 run=$2 workdir=$3 groups=$4 become=$5
shift 5
umask 077

child= is_ready= kept= interrupted=
hand_on() {
  for name in $kept; do kill -"$name" "$child" 2>/dev/null; done
  kept=
}
on_signal() {
  interrupted=1 kept="$kept $1"
  [ -z "$is_ready" ] || [ -z "$child" ] || hand_on
}
on_ready() {
  interrupted=1 is_ready=1
  [ -z "$child" ] || hand_on
}
for name in HUP INT QUIT USR1 USR2 TERM WINCH; do
  trap "on_signal $name" "$name"
done
trap on_ready URG

# Identity: pid, start time in clock ticks (field 22, after a name without spaces), boot.
read -r stat </proc/$$/stat || exit 125
read -r boot </proc/sys/kernel/random/boot_id || exit 125
field() { shift 21; echo "$1"; }
echo "$$ $(field $stat) $boot" >"$dir/$run.pid.new" || exit 125
command -p mv -f "$dir/$run.pid.new" "$dir/$run.pid" || exit 125

# Before the workload is there, so that it is within its limits from its first moment.
IFS=:
for group in $groups; do echo $$ >"$group/cgroup.procs" || exit 125; done
unset IFS

with_defaults=$(command -p -v env)
if "$with_defaults" --default-signal=INT,QUIT true 2>/dev/null; then
  with_defaults="$with_defaults --default-signal=INT,QUIT"
else
  with_defaults=
fi

umask 022
(kill -URG $$; cd "$workdir" && exec $with_defaults $become "$@") &
child=$!
[ -z "$is_ready" ] || hand_on

while :; do
  interrupted=
  wait "$child"
  status=$?
  [ -n "$interrupted" ] || break
  kill -0 "$child" 2>/dev/null && continue
  wait "$child" 2>/dev/null
  again=$?
  [ "$again" -eq 127 ] || status=$again
  break
done

trap '' HUP INT QUIT USR1 USR2 TERM WINCH URG
umask 077
echo "$status" >"$dir/$run.exit.new" &&
  command -p mv -f "$dir/$run.exit.new" "$dir/$run.exit"
kill -KILL 0
`
