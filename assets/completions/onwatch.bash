# Completion of onwatch in bash: source <(onwatch completions bash)
# It asks onwatch, so it need not be made again after an update.

_onwatch() {
    local line kind=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        elif [[ $kind == values ]]; then
            COMPREPLY+=("$line")
        fi
    done < <(command onwatch __complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    case $kind in
        files) compopt -o default 2>/dev/null ;;
        directories) compopt -o dirnames 2>/dev/null ;;
    esac
}

if [[ ${BASH_VERSINFO[0]} -gt 4 || (${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4) ]]; then
    # Newest first, as onwatch says them.
    complete -o nosort -F _onwatch onwatch
else
    complete -F _onwatch onwatch
fi
