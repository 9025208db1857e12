# zsh: the live session at the right of the prompt; nothing while no session is live.
#
# Install: in ~/.zshrc, after what sets your prompt and your PATH:
#   source /path/to/onwatch/assets/integrations/prompt.zsh
# Change:  ONWATCH_PROMPT, the template. Your own RPROMPT stays, to the right of the session.
#          Without PROMPT_PERCENT the session is not shown.

(( $+commands[onwatch] )) || return 0
[[ -n ${ONWATCH_PROMPT-} ]] ||
  ONWATCH_PROMPT='[{glyph}](phase) {elapsed}( {task})( [{band}](band))( [{health}](health))'

_onwatch_refused=
: ${_onwatch_shown=}
_onwatch_prompt() {
  local text= code=0
  if [[ -o promptpercent && ${ONWATCH_PROMPT-} != "$_onwatch_refused" ]]; then
    text=$(onwatch status --format "$ONWATCH_PROMPT" --style zsh 2>/dev/null) || code=$?
    case $code in
    2) # The template is not understood: say once why.
      _onwatch_refused=$ONWATCH_PROMPT
      onwatch status --format "$ONWATCH_PROMPT" >/dev/null || true ;;
    3) text= ;; # no session is live
    esac
  fi
  RPROMPT=${${RPROMPT-}/"$_onwatch_shown"/}
  _onwatch_shown=${text:+$text${RPROMPT:+ | }}
  RPROMPT=$_onwatch_shown$RPROMPT
}

autoload -Uz add-zsh-hook
add-zsh-hook precmd _onwatch_prompt
