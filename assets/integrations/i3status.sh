#!/bin/sh
# i3status: the live session before the fields of i3status, for i3bar and swaybar.
#
# Install: in the `bar` of ~/.config/i3/config: status_command /path/to/this/i3status.sh
#          and in `general` of your i3status config: output_format = "i3bar"
# Change:  the order, below. It is asked as often as i3status says: `interval`.

i3status "$@" | while IFS= read -r line; do
    case $line in
    *'[{'*) printf '%s[%s,{%s\n' "${line%%\[\{*}" "$(onwatch status --i3bar)" "${line#*\[\{}" ;;
    *) printf '%s\n' "$line" ;;
    esac
done
