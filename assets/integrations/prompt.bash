# bash: the live session before the prompt; nothing while no session is live.
#
# Install: in ~/.bashrc, after what sets your prompt:
#   source /path/to/onwatch/assets/integrations/prompt.bash
# Change:  ONWATCH_PROMPT, the template. Your own PS1 stays, to the right of the session.

command -v onwatch >/dev/null || return 0
[[ -n ${ONWATCH_PROMPT-} ]] || ONWATCH_PROMPT='[{glyph}](phase) {elapsed}( {task}) [{band}](band)'

_onwatch_prompt() {
  local exit=$? style=plain
  shopt -q promptvars && style=bash
  _onwatch_text=$(onwatch status --format "$ONWATCH_PROMPT" --style $style)
  (( $? == 3 )) && _onwatch_text= # no session is live
  PS1=${PS1#"${_onwatch_shown-}"}
  # A name, where bash expands the prompt: it would run a `$(…)` that stands in the text.
  _onwatch_shown='${_onwatch_text:+$_onwatch_text }'
  [[ $style == bash ]] || _onwatch_shown=${_onwatch_text:+${_onwatch_text//\\/\\\\} }
  PS1=$_onwatch_shown$PS1
  return $exit
}

[[ ${PROMPT_COMMAND-} == *_onwatch_prompt* ]] ||
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_onwatch_prompt
