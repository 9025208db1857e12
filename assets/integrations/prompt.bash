# bash: the live session before the prompt; nothing while no session is live.
#
# Install: in ~/.bashrc, after what sets your prompt and your PATH:
#   source /path/to/onwatch/assets/integrations/prompt.bash
# Change:  ONWATCH_PROMPT, the template. Your own PS1 stays, to the right of the session.
#          Without `promptvars` the session is not shown.

command -v onwatch >/dev/null || return 0
[[ -n ${ONWATCH_PROMPT-} ]] ||
  ONWATCH_PROMPT='[{glyph}](phase) {elapsed}( {task})( [{band}](band))( [{health}](health))'

_onwatch_refused=
_onwatch_prompt() {
  local exit=$? code=0
  _onwatch_text=
  if [[ ( -o posix || $BASHOPTS == *promptvars* ) && ${ONWATCH_PROMPT-} != "$_onwatch_refused" ]]; then
    _onwatch_text=$(onwatch status --format "$ONWATCH_PROMPT" --style bash 2>/dev/null) || code=$?
    case $code in
    2) # The template is not understood: say once why.
      _onwatch_refused=$ONWATCH_PROMPT
      onwatch status --format "$ONWATCH_PROMPT" >/dev/null || true ;;
    3) _onwatch_text= ;; # no session is live
    esac
  fi
  export -n _onwatch_text
  # A name and never the text: bash would run a `$(…)` that stands in the prompt itself.
  local name='${_onwatch_text:+$_onwatch_text | }'
  PS1=${PS1-}
  if [[ -z $_onwatch_text ]]; then PS1=${PS1//"$name"}
  elif [[ $PS1 != *"$name"* ]]; then PS1=$name$PS1
  fi
  [[ $- == *e* ]] || return $exit
}

[[ ${PROMPT_COMMAND-} == *_onwatch_prompt* ]] ||
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_onwatch_prompt
