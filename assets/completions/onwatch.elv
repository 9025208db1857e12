# Completion of onwatch in elvish: eval (onwatch completions elvish | slurp)
# It asks onwatch, so it need not be made again after an update.

use str

set edit:completion:arg-completer[onwatch] = {|@words|
    var answer = []
    try {
        set answer = [(e:onwatch __complete elvish $@words 2>/dev/null | from-lines)]
    } catch {
        nop
    }
    if (== (count $answer) 0) {
        nop
    } elif (has-value [files directories] $answer[0]) {
        var before = $answer[1]
        var name = (str:trim-prefix $words[-1] $before)
        edit:complete-filename $name | each {|found|
            edit:complex-candidate &code-suffix=$found[code-suffix] $before''$found[stem]
        }
    } else {
        all $answer[1..] | each {|line|
            var value about = (str:split &max=2 "\t" $line)
            if (eq $about '') {
                edit:complex-candidate $value
            } else {
                edit:complex-candidate $value &display=(print $value'  '$about)
            }
        }
    }
}
