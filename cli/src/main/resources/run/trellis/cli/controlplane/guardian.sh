# Runs as: sh -c <this text> trellis-guardian FOLDER NAME...
# Waits until its standard input ends, stops the children NAME... in that order, and removes FOLDER.

folder=$1
shift

# Only the end of the pipe counts: these signals reach it too when somebody presses Ctrl-C.
trap '' HUP INT TERM

while read -r _; do :; done

# A process that has ended but that nobody has waited for yet still answers to kill -0.
alive() {
    kill -0 "$1" 2>/dev/null || return 1
    case $(ps -o stat= -p "$1" 2>/dev/null) in
        Z*) return 1 ;;
    esac
    return 0
}

# Polite for two seconds, then not: the data is thrown away anyway.
stop() {
    file=$folder/pids/$1
    [ -f "$file" ] || return 0
    read -r pid < "$file" || return 0
    kill -TERM "$pid" 2>/dev/null
    tries=0
    while alive "$pid"; do
        tries=$((tries + 1))
        [ $tries -eq 20 ] && kill -KILL "$pid" 2>/dev/null
        [ $tries -ge 60 ] && break
        sleep 0.1
    done
    rm -f "$file"
}

# A child that was being started while its parent died may register late. Once the folder is gone it cannot.
rounds=0
while [ -d "$folder/pids" ] && [ $rounds -lt 50 ]; do
    for name in "$@"; do
        stop "$name"
    done
    rmdir "$folder/pids" 2>/dev/null || sleep 0.1
    rounds=$((rounds + 1))
done

rm -rf "$folder"
