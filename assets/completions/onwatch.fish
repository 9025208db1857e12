# Completion of onwatch in fish: onwatch completions fish | source
# It asks onwatch, so it need not be made again after an update.

function __onwatch_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l typed (commandline --cut-at-cursor --current-token)
    set -l current (string unescape -- $typed 2>/dev/null; or string unescape -- "$typed'" 2>/dev/null; or string unescape -- "$typed\"" 2>/dev/null; or string trim --left --chars '\'"' -- $typed)
    set -l answer (command onwatch __complete fish $words "$current" 2>/dev/null)
    switch "$answer[1]"
        case files
            for name in (__fish_complete_path (string replace -- "$answer[2]" '' "$current"))
                echo "$answer[2]$name"
            end
        case directories
            for name in (__fish_complete_directories (string replace -- "$answer[2]" '' "$current"))
                echo "$answer[2]$name"
            end
        case values
            set --erase answer[1]
            string join -- \n $answer
    end
end

complete --command onwatch --no-files --keep-order --arguments '(__onwatch_complete)'
