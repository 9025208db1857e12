# zsh: the live session at the right of the prompt; nothing while no session is live.
#
# Install: in ~/.zshrc, after what sets your prompt:
#   source /path/to/onwatch/assets/integrations/prompt.zsh
# Change:  ONWATCH_PROMPT, the template. Your own RPROMPT stays, to the right of the session.

(( $+commands[onwatch] )) || return 0
[[ -n ${ONWATCH_PROMPT-} ]] || ONWATCH_PROMPT='[{glyph}](phase) {elapsed}( {task}) [{band}](band)'

_onwatch_prompt() {
  local text
  text=$(onwatch status --format "$ONWATCH_PROMPT" --style zsh)
  (( $? == 3 )) && text= # no session is live
  RPROMPT=${RPROMPT#"${_onwatch_shown-}"}
  _onwatch_shown=${text:+$text${RPROMPT:+ }}
  RPROMPT=$_onwatch_shown$RPROMPT
}

autoload -Uz add-zsh-hook
add-zsh-hook precmd _onwatch_prompt
