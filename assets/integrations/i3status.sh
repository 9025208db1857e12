#!/bin/sh
# i3status: the live session before the fields of i3status, for i3bar and swaybar.
#
# Install: in the `bar` of ~/.config/i3/config: status_command /path/to/this/i3status.sh
#          and in `general` of your i3status config: output_format = "i3bar"
# Change:  the order, below. It is asked as often as i3status says: `interval`.
#
# Without `onwatch`, the fields of i3status stay as they are.

PATH="$PATH:$HOME/.cargo/bin"
i3status "$@" | while IFS= read -r line; do
    case $line in
    *'[{'*) block=$(onwatch status --i3bar) ;;
    *) block= ;;
    esac
    case $block in
    '{'*'}') printf '%s[%s,{%s\n' "${line%%\[\{*}" "$block" "${line#*\[\{}" ;;
    *) printf '%s\n' "$line" ;;
    esac
done
